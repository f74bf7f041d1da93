/// One thing that was measured, and the bound that it is held to.
///
/// Bounds are for ratios to what was measured beside it in the same run, and for sizes: these are the same on a slow or
/// busy machine. A time by itself has none.
public struct Figure: Sendable {
    /// What keeps a figure from becoming worse.
    public enum Bound: Sendable {
        case atLeast(Double), atMost(Double)
    }

    private let name: String
    private let value: Double
    private let bound: Bound?
    private let unit: String
    private let digits: Int

    /// A figure that is only told, unless it has a bound.
    public init(_ name: String, _ value: Double, unit: String = "", digits: Int = 2, _ bound: Bound? = nil) {
        self.name = name
        self.value = value
        self.bound = bound
        self.unit = unit
        self.digits = digits
    }

    /// Whether it is beyond its bound; what could not be measured is.
    public var isMissed: Bool {
        switch bound {
        case .atLeast(let least): !(value >= least)
        case .atMost(let most): !(value <= most)
        case nil: false
        }
    }

    private var cells: [String] {
        let limit =
            switch bound {
            case .atLeast(let least): ">= \(text(least))"
            case .atMost(let most): "<= \(text(most))"
            case nil: ""
            }
        return [name, text(value), limit, bound == nil ? "" : isMissed ? "MISSED" : "met"]
    }

    private func text(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return (digits == 0 ? String(Int(rounded)) : String(rounded)) + (unit.isEmpty ? "" : " " + unit)
    }

    /// All figures, one a line.
    public static func table(_ figures: [Figure]) -> String {
        let rows = [["figure", "measured", "bound", "verdict"]] + figures.map(\.cells)
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return "| " + cells.joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }
}

extension Array<Double> {
    /// The middle one, of an even number the upper of the two; NaN if there is none.
    public var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}

/// How many seconds something takes.
public func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try await body()
    return (clock.now - start) / .seconds(1)
}
