public import ApiClients
import GRDB
import Synchronization

extension HostState {
    /// The ledgers of all accounts, shared with every other process that uses the directory.
    ///
    /// A transaction costs some 100 µs. It is not given up when its task is cancelled. Slots of processes that have
    /// ended come back one window and two seconds after a process that waits for one notices it. Errors are
    /// ``ApiError``s of kind `permission` or `internal`.
    public func pacingStore() -> PacingStore {
        PacingStore { [self] account, limits, decide in
            do {
                try await slots.transaction { db in try change(db, account, limits, decide) }
            } catch let error as HostStateError {
                throw ApiError(error)
            }
        }
    }

    private func change(
        _ db: Database, _ account: PacingAccount, _ limits: PacingLimits, _ decide: PacingStore.Decision
    ) throws {
        let now = time.now()
        let row = LedgerRow(account: account, boot: boot, now: now)
        let (before, isStored) = try row.load(db, limits)
        var ledger = before
        if isCheckDue(account, now) {
            try process.restore()
            var known: [String: Bool] = [:]
            ledger.reclaim(now: now) { holder in
                if let isDead = known[holder] { return isDead }
                let isDead = process.isDead(holder)
                known[holder] = isDead
                return isDead
            }
        }
        decide(&ledger)
        if !isStored || ledger != before { try row.store(ledger, db) }
    }

    /// Whether the holders of an account's slots are to be looked at now: at most twice a second.
    private func isCheckDue(_ account: PacingAccount, _ now: Int64) -> Bool {
        lastChecks.withLock { checks in
            if let last = checks[account], now >= last, now - last < 500_000_000 { return false }
            checks[account] = now
            return true
        }
    }
}
