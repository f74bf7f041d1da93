import Synchronization
import TestSupport

/// A service that allows `limit` arrivals in any second, and else refuses everything for ten seconds.
final class LimitedService: Sendable {
    private struct State {
        var arrivals: [Duration] = []
        var blockedUntil = Duration.zero
        var accepted = 0
        var refused = 0
    }

    let limit: Int
    let clock: VirtualClock
    private let state = Mutex(State())

    init(_ limit: Int, _ clock: VirtualClock) {
        self.limit = limit
        self.clock = clock
    }

    var accepted: Int { state.withLock { $0.accepted } }
    var refused: Int { state.withLock { $0.refused } }

    /// Whether a request that arrives now is accepted.
    func arrive() -> Bool {
        let now = clock.now.sinceStart
        return state.withLock { state in
            state.arrivals.removeAll { $0 <= now - .seconds(1) }
            guard now >= state.blockedUntil, state.arrivals.count < limit else {
                if now >= state.blockedUntil { state.blockedUntil = now + .seconds(10) }
                state.refused += 1
                return false
            }
            state.arrivals.append(now)
            state.accepted += 1
            return true
        }
    }
}
