extension Sequence<String> {
    /// The name that was probably meant; nil if none is close.
    ///
    /// Names whose lengths alone are too far apart are not compared: what was typed may be of any length.
    func nearest(to typed: String) -> String? {
        let count = typed.count
        return filter { abs($0.count - count) <= Swift.max(1, $0.count / 3) }
            .map { (name: $0, distance: $0.distance(to: typed)) }
            .filter { $0.distance <= Swift.max(1, $0.name.count / 3) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }
}

extension String {
    /// How many letters have to be changed, added or dropped (Levenshtein).
    fileprivate func distance(to other: String) -> Int {
        let letters = Array(other.lowercased())
        var row = Array(0...letters.count)
        for (index, letter) in lowercased().enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in letters.indices {
                let cost = diagonal + (letter == letters[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(cost, diagonal + 1, row[column] + 1)
            }
        }
        return row[letters.count]
    }
}
