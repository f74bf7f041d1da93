extension Manual {
    /// The names of a record's fields in the order of its declaration; nil where no record has them all.
    package func order(of names: [String]) -> [String]? {
        let own = Set(names)
        // The smallest record that has them is the likeliest.
        let record = types.filter { own.isSubset(of: $0.fields.map(\.name)) }.min { $0.fields.count < $1.fields.count }
        return record.map { $0.fields.map(\.name).filter(own.contains) }
    }
}
