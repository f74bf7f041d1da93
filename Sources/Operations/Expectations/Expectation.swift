import Timekeeping

/// What `--expect` asks of a run: `failed=0`, `duration<2h`, `created>=1`.
package struct Expectation: Sendable, Hashable {
    /// What is measured.
    package enum Metric: String, Sendable, CaseIterable {
        case failed, uncertain, done, before, items, created, updated, uploaded, appended, writes, duration
    }

    enum Comparison: String, CaseIterable {
        // The longer ones first, of which others are the beginning.
        case atMost = "<=", atLeast = ">=", not = "!=", equally = "==", less = "<", more = ">", equal = "="

        func holds<Value: Comparable>(_ value: Value, _ bound: Value) -> Bool {
            switch self {
            case .atMost: value <= bound
            case .atLeast: value >= bound
            case .not: value != bound
            case .equally, .equal: value == bound
            case .less: value < bound
            case .more: value > bound
            }
        }
    }

    /// Why a text is no expectation.
    package struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String
    }

    /// As it was written.
    package let text: String
    private let metric: Metric
    private let comparison: Comparison
    private let count: Int
    private let time: Duration

    /// Expectations with commas between them.
    ///
    /// - Throws: ``Mistake``
    package static func list(_ text: String) throws(Mistake) -> [Expectation] {
        var list: [Expectation] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) { list.append(try Expectation(part)) }
        return list
    }

    private init(_ part: Substring) throws(Mistake) {
        let text = part.filter { $0 != " " }
        let name = String(text.prefix { !"<>=!".contains($0) })
        let rest = text.dropFirst(name.count)
        guard let comparison = Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
            throw Mistake(description: "'\(part)' compares nothing; write it as in failed=0 or duration<2h")
        }
        guard let metric = Metric(rawValue: name) else {
            let known = Metric.allCases.map(\.rawValue).joined(separator: ", ")
            throw Mistake(description: "nothing is measured as '\(name)'; there are: \(known)")
        }
        let bound = String(rest.dropFirst(comparison.rawValue.count))
        let time = Duration(amount: bound), count = Int(bound)
        if metric == .duration, time == nil {
            throw Mistake(description: "'\(bound)' is no time, such as 90s, 5m or 2h")
        }
        if metric != .duration, count.map({ $0 < 0 }) ?? true {
            throw Mistake(description: "'\(bound)' is no number from 0")
        }
        self.text = text
        self.metric = metric
        self.comparison = comparison
        self.time = time ?? .zero
        self.count = count ?? 0
    }

    /// Whether it came true, and what was found instead, as a line for a person.
    package func judge(_ figures: OutcomeFigures) -> (isMet: Bool, line: String) {
        let isMet: Bool, found: String
        if metric == .duration {
            isMet = comparison.holds(figures.duration, time)
            found = figures.duration.spokenText
        } else {
            let value = figures.counts[metric] ?? 0
            isMet = comparison.holds(value, count)
            found = "\(value)"
        }
        return (isMet, "\(isMet ? "✓" : "✗") \(text)" + (isMet ? " (\(found))" : ": it was \(found)"))
    }
}

/// What a run has come to, in numbers.
package struct OutcomeFigures: Sendable, Hashable {
    package var counts: [Expectation.Metric: Int]
    package var duration: Duration

    package init(counts: [Expectation.Metric: Int] = [:], duration: Duration) {
        self.counts = counts
        self.duration = duration
    }
}
