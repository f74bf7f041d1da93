package import LuaBridge
import SystemFiles

/// A copy of a CSV file, from one file into another.
package struct CSVCopy: Sendable {
    let from: String
    let to: String
    let columns: [CSVCopyColumn]?
    /// The texts of which a column must have one, by its name.
    let conditions: [String: [String]]
    let dialect: CSVDialect
    /// What stands between two fields of the copy; nil for what the file has.
    let separator: CSVSeparator?
    let lineEnd: CSVWriter.LineEnd
    let hasMark: Bool

    package init(
        from: String, to: String, columns: [CSVCopyColumn]?, conditions: [String: [String]], dialect: CSVDialect,
        separator: CSVSeparator? = nil, lineEnd: CSVWriter.LineEnd, hasMark: Bool
    ) {
        self.from = from
        self.to = to
        self.columns = columns
        self.conditions = conditions
        self.dialect = dialect
        self.separator = separator
        self.lineEnd = lineEnd
        self.hasMark = hasMark
    }

    /// How many records are copied between two looks at whether the task is cancelled.
    private static let portion = 4096

    /// Copies; a file that is there is replaced at the end, as a whole.
    ///
    /// - Returns: The number of records.
    package func run(in files: FileAccess, found: (CSVDialect) -> Void) async throws -> Int {
        var reader = try CSVReader(
            try files.open(from, for: .read), name: from, header: .first, dialect: dialect, unpacks: true)
        found(reader.dialect)
        let chosen = columns ?? reader.columns.map { CSVCopyColumn(from: $0, to: $0) }
        let names = chosen.map(\.to)
        if let flaw = flaw(inColumns: names) { throw CSVError(file: to, message: flaw) }
        let wanted = try CSVPlan.numbers(of: chosen.map(\.from), in: reader.columns, file: from)
        let keys = conditions.keys.sorted()
        let places = try CSVPlan.numbers(of: keys, in: reader.columns, file: from)
        let conditions = zip(keys, places).map { key, place in
            CSVCondition(field: place, values: (self.conditions[key] ?? []).map { Array($0.utf8) })
        }
        let separator = self.separator ?? reader.dialect.separator ?? .comma
        var file = try CSVOutput(replacing: to, in: files)
        var output = CSVCopyBuffer(separator: separator, lineEnd: lineEnd, isAlone: wanted.count == 1)
        var header: [UInt8] = hasMark ? ByteOrderMark.utf8 : []
        CSVRowEncoder(file: to, columns: names, separator: separator.byte, lineEnd: lineEnd.bytes)
            .appendHeader(to: &header)
        guard output.append(header) else { throw CSVError.memory(to) }
        var (count, seen) = (0, 0)
        reading: while true {
            switch try reader.copyNext(wanted, where: conditions, to: &output) {
            case .end: break reading
            case .copied: count += 1
            case .left: break
            }
            seen += 1
            if output.count >= CSVWriter.bufferSize { try flush(&output, to: &file) }
            if seen.isMultiple(of: Self.portion) {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
        try flush(&output, to: &file)
        try file.close()
        return count
    }

    private func flush(_ output: inout CSVCopyBuffer, to file: inout CSVOutput) throws(CSVError) {
        let errno = file.write(output.bytes)
        output.removeAll()
        guard let errno else { return }
        throw CSVError(file: to, SystemError(errno), isWriting: true)
    }
}

/// A column of a copy: the name in the file that is read, and the one in the copy.
package struct CSVCopyColumn: Sendable {
    package let from: String
    package let to: String

    package init(from: String, to: String) {
        self.from = from
        self.to = to
    }
}
