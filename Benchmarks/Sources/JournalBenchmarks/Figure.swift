/// One thing that was measured, and what it is held to.
struct Figure {
    enum Target { case atLeast(Double), below(Double) }

    var name: String
    var value: Double
    var target: Target?
    var unit = ""
    var digits = 0

    private var cells: [String] {
        let (limit, verdict) =
            switch target {
            case .atLeast(let least): (">= \(text(least))", value >= least ? "met" : "missed")
            case .below(let most): ("< \(text(most))", value < most ? "met" : "missed")
            case nil: ("", "")
            }
        return [name, text(value), limit, verdict]
    }

    private func text(_ value: Double) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return (digits == 0 ? String(Int(rounded)) : String(rounded)) + (unit.isEmpty ? "" : " " + unit)
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

/// How many seconds something takes.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try await body()
    return (clock.now - start) / .seconds(1)
}
