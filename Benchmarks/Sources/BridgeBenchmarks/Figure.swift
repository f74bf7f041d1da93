/// One thing that was measured, and what it is held to.
struct Figure {
    var name: String
    var value: Double
    /// Below which the value is to stay; nil if it is only told.
    var target: Double?
    var unit: String
    var digits = 2

    private var cells: [String] {
        let verdict = target.map { value < $0 ? "met" : "missed" } ?? ""
        let limit = target.map { "< " + text($0, digits: $0 < 10 ? 1 : 0) } ?? ""
        return [name, text(value, digits: digits), limit, verdict]
    }

    private func text(_ value: Double, digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return (digits == 0 ? String(Int(rounded)) : String(rounded)) + " " + unit
    }

    static func table(_ figures: [Figure]) -> String {
        let rows = [["figure", "measured", "target", "verdict"]] + figures.map(\.cells)
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return "| " + cells.joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }
}

extension Array<Double> {
    /// The middle one, of an even number the upper of the two; NaN if there is none.
    var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}
