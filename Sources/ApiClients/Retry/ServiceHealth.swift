import Synchronization
import Timekeeping

/// What all calls to one service know together: since when it fails, how many retries it can still be sent, its clock.
final class ServiceHealth: Sendable {
    private struct State {
        var failingSince: BootInstant?
        var tokens: Double
        var refilled: BootInstant?
        var clockOffset: Duration?
        var heldUntil: BootInstant?
        var refusal: (error: ApiError, through: Int)?
    }

    private static let tokensPerSecond = 1.0
    private static let tokensPerSuccess = 2.0

    private let capacity: Double
    private let state: Mutex<State>

    init(budget: Int) {
        capacity = Double(max(1, budget))
        state = Mutex(State(tokens: capacity))
    }

    func succeeded() {
        state.withLock {
            $0.failingSince = nil
            $0.tokens = min(capacity, $0.tokens + Self.tokensPerSuccess)
        }
    }

    func failed(_ now: BootInstant) {
        state.withLock { $0.failingSince = $0.failingSince ?? now }
    }

    /// How long there has been no success, counted from the first failure after the latest one.
    func failing(_ now: BootInstant) -> Duration {
        state.withLock { $0.failingSince.map { max(.zero, now - $0) } ?? .zero }
    }

    /// Reserves one retry and says how long to wait until it may be made.
    func retry(_ now: BootInstant) -> Duration {
        state.withLock { state in
            let passed = max(.zero, now - (state.refilled ?? now)).inSeconds
            state.tokens = min(capacity, state.tokens + passed * Self.tokensPerSecond) - 1
            state.refilled = now
            return .seconds(max(0, -state.tokens) / Self.tokensPerSecond)
        }
    }

    /// Notes that the service has asked to be left alone; for accounts without slots, whose ledger would keep it.
    func hold(until time: BootInstant) {
        state.withLock { $0.heldUntil = .latest($0.heldUntil, time) }
    }

    /// Until when the service has asked to be left alone; nil if it never has.
    var heldUntil: BootInstant? { state.withLock { $0.heldUntil } }

    /// Notes that the key was refused when call number `last` was the latest to have begun.
    func keyRefused(_ error: ApiError, through last: Int) {
        state.withLock { $0.refusal = (error, max(last, $0.refusal?.through ?? last)) }
    }

    /// Keeps a call from sending anything after the key was refused.
    ///
    /// A call that begins after the refusal may try: its caller knows of the refusal.
    func checkKey(_ call: Int) throws {
        if let refusal = state.withLock({ $0.refusal }), call <= refusal.through { throw refusal.error }
    }

    /// Notes how far a date in an answer was ahead of our clock when it came.
    ///
    /// That is always too little, by the answer's way and by the part of a second that a date leaves out; so the most
    /// of all answers counts, unless a clock was set.
    func clock(isAheadBy offset: Duration) {
        state.withLock { state in
            let known = state.clockOffset ?? offset
            state.clockOffset = offset < known - .seconds(10) ? offset : max(known, offset)
        }
    }

    /// The same for a time that the service gave to a change: it may be of any age.
    func clock(isAheadByAtLeast offset: Duration) {
        state.withLock { $0.clockOffset = max($0.clockOffset ?? offset, offset) }
    }

    /// How far the service's clock is ahead; zero until it has answered with a date.
    var clockOffset: Duration { state.withLock { $0.clockOffset ?? .zero } }
}
