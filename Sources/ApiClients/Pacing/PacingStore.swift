import Synchronization

/// Where the ledgers of accounts live: in memory, or in a file that all processes of a user share.
package struct PacingStore: Sendable {
    /// Lets a decision change an account's ledger.
    package typealias Decision = @Sendable (inout SlotLedger) -> Void

    /// Loads the account's ledger (a new one if there is none), lets the decision change it and stores it, as one
    /// transaction that no other process can come between.
    ///
    /// The decision runs once, or again on a new ledger where the first one could not be stored; its last run counts.
    /// A transaction is never given up because the calling task was cancelled: a slot
    /// could not be given back otherwise.
    package var transact: @Sendable (PacingAccount, PacingLimits, @escaping Decision) async throws -> Void

    /// What keeps an account's slots from coming beside other processes, in words without a full stop; nil if nothing
    /// is known of.
    package var obstacle: @Sendable (PacingAccount) -> String? = { _ in nil }

    /// Wraps a storage.
    package init(
        transact: @escaping @Sendable (PacingAccount, PacingLimits, @escaping Decision) async throws -> Void
    ) {
        self.transact = transact
    }

    /// Ledgers in this process's memory, shared by all pacers that are given this store.
    package static func inMemory() -> PacingStore {
        let ledgers = Ledgers()
        return PacingStore { account, limits, decide in
            ledgers.byAccount.withLock { decide(&$0[account, default: SlotLedger(limits)]) }
        }
    }

    /// One transaction that returns what the decision returns, with `holder` keeping to `limits` from now on.
    func decide<Value: Sendable>(
        _ account: PacingAccount, _ limits: PacingLimits, holder: String,
        _ decision: @escaping @Sendable (inout SlotLedger) -> Value
    ) async throws -> Value {
        let result = ResultBox<Value>()
        try await transact(account, limits) { ledger in
            ledger.adopt(limits, holder: holder)
            let value = decision(&ledger)
            result.value.withLock { $0 = value }
        }
        guard let value = result.value.withLock({ $0 }) else {
            throw ApiError(.internal, "the store of pacing slots did not run a transaction")
        }
        return value
    }

    private final class Ledgers: Sendable {
        let byAccount = Mutex<[PacingAccount: SlotLedger]>([:])
    }

    private final class ResultBox<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }
}

/// How a request that held a slot ended, which decides when its slot is free again.
package enum SlotOutcome: Sendable, Hashable {
    /// The service answered: one window after the answer, less the lead.
    case answered
    /// The service answered and asked to be left alone for this long, as a 503 with `Retry-After` does.
    case deferred(Duration)
    /// The service answered 429; the account is blocked, for longer if it asked for that.
    case refused(retryAfter: Duration?)
    /// Nothing was written: at once.
    case notSent
    /// The connection was closed or reset: one window later.
    case closed
    /// We gave up waiting and closed the socket: one window and two seconds later.
    ///
    /// Until something that was sent later is answered, the service may still hold this request in a queue: its slot
    /// stays taken until then, at most for a minute from its sending.
    case abandoned
}
