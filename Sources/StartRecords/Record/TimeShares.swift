/// What a start waited for, or did.
package enum Activity: Int, Sendable, Hashable, CaseIterable {
    /// A call waits for the rate limit.
    case limit
    /// A call waits before it tries again.
    case retry
    case ingestion
    /// A request is on the wire.
    case request
    /// Nothing of these: the script works.
    case script
}

/// Where the time went: each moment counts for one activity, so that the parts make up the whole.
///
/// Where several happen at once, as with many workers, the first of ``Activity`` counts: what waits for the limit would
/// wait no less if the requests were faster.
package struct TimeShares: Sendable, Hashable {
    private var spans: [Duration]

    package init() { spans = Activity.allCases.map { _ in .zero } }

    package subscript(activity: Activity) -> Duration {
        get { spans[activity.rawValue] }
        set { spans[activity.rawValue] = newValue }
    }

    package var total: Duration { spans.reduce(.zero, +) }
}

/// What happened when: counts in at most ``Timeline/most`` steps of one length, which doubles when they are used up.
package struct Timeline: Sendable, Hashable {
    /// What happened in one step, at all services together or at one.
    package struct Step: Sendable, Hashable {
        package var requests = 0
        package var refused = 0
        package var failed = 0
        package var retries = 0

        package init() {}

        package var isEmpty: Bool { self == Step() }

        static func + (first: Step, second: Step) -> Step {
            var sum = first
            sum.requests += second.requests
            sum.refused += second.refused
            sum.failed += second.failed
            sum.retries += second.retries
            return sum
        }
    }

    /// The steps of one service.
    package struct Line: Sendable, Hashable {
        package var service: String
        package var steps: [Step] = []

        package init(service: String) { self.service = service }
    }

    package static let most = 120

    /// How long a step is.
    package var step = Duration.seconds(1)
    package var lines: [Line] = []
    /// Where the time of each step went.
    package var shares: [TimeShares] = []

    package init() {}

    /// Counts something at a service, `after` the start.
    package mutating func count(_ service: String, after: Duration, _ change: (inout Step) -> Void) {
        let index = index(of: after)
        let line: Int
        if let known = lines.firstIndex(where: { $0.service == service }) {
            line = known
        } else {
            line = lines.count
            lines.append(Line(service: service))
        }
        while lines[line].steps.count <= index { lines[line].steps.append(Step()) }
        change(&lines[line].steps[index])
    }

    /// Adds the time between two moments after the start to an activity.
    package mutating func spend(_ activity: Activity, from start: Duration, to end: Duration) {
        var start = max(.zero, start)
        guard end > start else { return }
        let last = index(of: end)
        while shares.count <= last { shares.append(TimeShares()) }
        while start < end {
            let index = index(of: start)
            let until = min(end, step * (index + 1))
            shares[index][activity] += until - start
            start = until
        }
    }

    /// The step that a moment lies in; makes the steps longer until there is one.
    private mutating func index(of moment: Duration) -> Int {
        let moment = max(.zero, moment)
        while moment >= step * Self.most {
            step *= 2
            for line in lines.indices { lines[line].steps = Self.halved(lines[line].steps, Step(), +) }
            shares = Self.halved(shares, TimeShares()) { first, second in
                var sum = first
                for activity in Activity.allCases { sum[activity] += second[activity] }
                return sum
            }
        }
        return Int(moment / step)
    }

    private static func halved<Part>(_ parts: [Part], _ none: Part, _ sum: (Part, Part) -> Part) -> [Part] {
        stride(from: 0, to: parts.count, by: 2).map { sum(parts[$0], $0 + 1 < parts.count ? parts[$0 + 1] : none) }
    }
}
