import Synchronization

/// A service that counts exactly, hangs for known spans of time, and then works off what came meanwhile.
///
/// Nothing has to run for it: a request is announced with the moment of its arrival, and is judged in the order of
/// arrivals as soon as somebody wants to know.
final class SimulatedService: Sendable {
    private struct Request {
        let number: Int
        let counted: Duration
    }

    private struct State {
        var waiting: [Request] = []
        var accepted: [Int: Bool] = [:]
        var recent: [Duration] = []
        var blockedUntil = Duration.zero
        var total = 0
        var refused: [Duration] = []
    }

    /// How long a request that came while it hung is kept in its queue.
    static let queueTime = Duration.seconds(60)

    private let limit: Int
    private let window: Duration
    private let hangs: [Range<Duration>]
    private let state = Mutex(State())

    init(_ limit: Int, per window: Duration, hangs: [Range<Duration>]) {
        self.limit = limit
        self.window = window
        self.hangs = hangs
    }

    /// Announces a request; gives its number and when it is worked on, nil if never.
    func announce(arrival: Duration) -> (number: Int, counted: Duration?) {
        var counted: Duration? = arrival
        if let hang = hangs.first(where: { $0.contains(arrival) }) {
            counted = hang.upperBound - arrival <= Self.queueTime ? hang.upperBound : nil
        }
        return state.withLock { state in
            state.total += 1
            if let counted {
                let place = state.waiting.firstIndex { $0.counted > counted } ?? state.waiting.endIndex
                state.waiting.insert(Request(number: state.total, counted: counted), at: place)
            }
            return (state.total, counted)
        }
    }

    /// Whether a request was accepted that was worked on by now.
    func accepts(_ number: Int, now: Duration) -> Bool {
        judge(until: now)
        return state.withLock { $0.accepted[number] ?? false }
    }

    /// When requests were refused, of all that were ever announced.
    var refusals: [Duration] {
        judge(until: .seconds(1_000_000_000))
        return state.withLock { $0.refused }
    }

    /// How many requests were announced.
    var total: Int { state.withLock { $0.total } }

    private func judge(until now: Duration) {
        state.withLock { state in
            while let next = state.waiting.first, next.counted <= now {
                state.waiting.removeFirst()
                state.recent.removeAll { $0 <= next.counted - window }
                let isFull = state.recent.count >= limit
                if isFull, next.counted >= state.blockedUntil { state.blockedUntil = next.counted + .seconds(10) }
                let isAccepted = !isFull && next.counted >= state.blockedUntil
                if isAccepted { state.recent.append(next.counted) } else { state.refused.append(next.counted) }
                state.accepted[next.number] = isAccepted
            }
        }
    }
}
