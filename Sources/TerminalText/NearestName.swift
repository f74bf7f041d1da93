extension Sequence<String> {
    /// The name that was probably meant: the one with the fewest changed letters, if those are few for its length.
    ///
    /// Long names, and those whose lengths alone are too far apart, are not compared: a script, a file or a service may
    /// give names of any length, and comparing two takes the product of theirs.
    package func nearest(to typed: String) -> String? {
        let count = typed.count
        var lowercased: String?
        var best: (distance: Int, name: String)?
        for name in self {
            let most = Swift.max(1, name.count / 3)
            guard name.count <= 100, abs(name.count - count) <= most else { continue }
            let text = lowercased ?? typed.lowercased()
            lowercased = text
            let distance = name.lowercased().editDistance(to: text)
            guard distance <= most else { continue }
            if best.map({ (distance, name) < $0 }) ?? true { best = (distance, name) }
        }
        return best?.name
    }
}

extension Sequence<String> {
    /// The names in the order in which they are like the one that was typed, the most likely first.
    ///
    /// Letters that differ by their case only are alike. For a few short names: each is compared.
    package func nearestFirst(to typed: String) -> [String] {
        let text = String(typed.lowercased().prefix(100))
        return enumerated().map { place, name in
            let lowercased = name.lowercased()
            let common = zip(lowercased, text).prefix { $0 == $1 }.count
            return (name: name, rank: (lowercased.editDistance(to: text), -common, place))
        }.sorted { $0.rank < $1.rank }.map(\.name)
    }
}

extension String {
    /// How many letters have to be changed, added, dropped or swapped with their neighbour (optimal string alignment).
    func editDistance(to other: String) -> Int {
        let left = Array(self), right = Array(other)
        var before: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let change = left[row] == right[column] ? 0 : 1
                var cost = Swift.min(previous[column + 1] + 1, current[column] + 1, previous[column] + change)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = Swift.min(cost, before[column - 1] + 1)
                }
                current.append(cost)
            }
            (before, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
