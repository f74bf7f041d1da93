import Synchronization

/// Makes the requests of one account wait for their slots, first come, first served.
///
/// A waiting task sleeps until the earliest moment at which its slot can come free; nothing is polled.
public final class Pacer: Sendable {
    /// A slot in use: the right to send one request now.
    public struct Slot: Sendable {
        let id: Int64
        /// When the request may leave, by the boot clock.
        let sentAt: Int64
        /// How long it was waited for.
        public let waited: Duration
    }

    /// Whose limit it keeps.
    public let account: PacingAccount
    /// The limit it keeps.
    public let limits: PacingLimits
    private let store: PacingStore
    private let time: TimeSource
    private let holder: String
    private let turnstile = Turnstile()
    private let counters = Mutex(PacingStatistics.Counters())

    /// Makes a pacer; `holder` names this process among those that share the store.
    public init(
        _ account: PacingAccount, limits: PacingLimits, store: PacingStore = .inMemory(),
        time: TimeSource = .system, holder: String = ""
    ) {
        self.account = account
        self.limits = limits
        self.store = store
        self.time = time
        self.holder = holder
    }

    /// Waits for a slot.
    ///
    /// Every slot must be given back, whatever becomes of its request.
    ///
    /// - Throws: `CancellationError` if the task is cancelled while it waits; errors of the store.
    public func slot() async throws -> Slot {
        let asked = time.now()
        counters.withLock { $0.waiting += 1 }
        defer { counters.withLock { $0.waiting -= 1 } }
        try await turnstile.enter()
        defer { turnstile.leave() }
        while true {
            try Task.checkCancellation()
            let (grant, blockedUntil) = try await store.decide(account, limits) { [time, holder] ledger in
                (ledger.take(holder: holder, now: time.now()), ledger.blockedUntil)
            }
            let now = time.now()
            counters.withLock { $0.blockedUntil = blockedUntil }
            switch grant {
            case .granted(let id):
                counters.withLock { $0.requests += 1 }
                return Slot(id: id, sentAt: now, waited: .nanoseconds(now - asked))
            case .later(let next):
                counters.withLock { $0.nextAt = next }
                if next > now { try await time.sleep(.nanoseconds(next - now)) }
            }
        }
    }

    /// Gives a slot back as soon as its request has ended.
    public func giveBack(_ slot: Slot, _ outcome: SlotOutcome) async {
        let now = time.now()
        if case .refused = outcome { counters.withLock { $0.refusals += 1 } }
        // A store that cannot be written keeps the slot taken, which errs on the safe side; the answer in hand is
        // worth more than reporting it here, and the next slot to be asked for will report it.
        let blockedUntil = try? await store.decide(account, limits) { ledger in
            ledger.giveBack(slot.id, outcome, sentAt: slot.sentAt, now: now)
            return ledger.blockedUntil
        }
        if let blockedUntil { counters.withLock { $0.blockedUntil = blockedUntil } }
    }

    /// What this pacer has done so far.
    public func statistics() -> PacingStatistics {
        PacingStatistics(counters.withLock { $0 }, limits: limits, now: time.now())
    }
}
