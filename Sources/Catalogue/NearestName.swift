extension Sequence<String> {
    /// The name that was probably meant: the one with the fewest changed letters, if those are few for its length.
    public func nearest(to typed: String) -> String? {
        map { (name: $0, distance: $0.lowercased().editDistance(to: typed.lowercased())) }
            .filter { $0.distance <= Swift.max(1, $0.name.count / 3) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
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
