package import ApiClients
import SQLite
import Synchronization
import Timekeeping

extension HostState {
    /// The ledgers of all accounts, shared with every other process that uses the directory.
    ///
    /// Decisions that come together share a transaction. None is given up when its task is cancelled. Slots of
    /// processes that have ended come back one window and two seconds after a process that waits for one notices it.
    /// Errors are ``ApiError``s of kind `permission` or `internal`.
    package func pacingStore() -> PacingStore {
        let keeper = leases.withLock { $0 }
        var store = PacingStore { [self] account, limits, decide in
            do {
                let need = try await slots.transaction { db in
                    try self.change(db, account, limits, decide, isLeased: keeper != nil)
                }
                // Not before: a transaction that could not be stored runs again, on what an earlier boot may have left.
                memory.withLock { $0[account, default: AccountMemory()].isStored = true }
                keeper?.hear(need, of: account, limits) { [weak self, weak keeper] limits in
                    guard let self, let keeper else { return nil }
                    return await self.keepLeases(account, limits, keeper)
                }
            } catch let error as HostStateError {
                throw ApiError(error)
            }
        }
        if let keeper { store.obstacle = { keeper.obstacle(of: $0) } }
        return store
    }

    private func change(
        _ db: Database, _ account: PacingAccount, _ limits: PacingLimits, _ decide: PacingStore.Decision,
        isLeased: Bool
    ) throws -> LeaseKeeper.Need {
        let now = time.now()
        let row = LedgerRow(account: account, boot: boot, now: now)
        let isOurs = memory.withLock { $0[account]?.isStored ?? false }
        let (before, isStored) = try row.load(db, limits, isOurs: isOurs)
        var ledger = before
        let isChecked = isCheckDue(account, now)
        if isChecked {
            try process.restore()
            var known: [String: Bool] = [:]
            ledger.reclaim(now: now) { holder in
                if let isDead = known[holder] { return isDead }
                let isDead = process.isDead(holder)
                known[holder] = isDead
                return isDead
            }
        }
        if isLeased { ledger.keepToLease(limits, holder: process.name) }
        decide(&ledger)
        if isChecked { tell(of: ledger, account, limits, now) }
        if !isStored || ledger != before { try row.store(ledger, db) }
        return isLeased ? need(of: ledger, after: before, now) : .none
    }

    /// What the change of a ledger means to its leases.
    private func need(of ledger: SlotLedger, after before: SlotLedger, _ now: BootInstant) -> LeaseKeeper.Need {
        guard ledger.isLeased else { return .none }
        if ledger.refused != before.refused { return .block }
        guard ledger.isAwaited(by: process.name, now: now) else { return .lease }
        return ledger.usable(now: now, wall: time.calendar) < ledger.allowed ? .slots : .lease
    }

    /// Says what keeps this process from its slots although nothing is wrong with it.
    private func tell(of ledger: SlotLedger, _ account: PacingAccount, _ limits: PacingLimits, _ now: BootInstant) {
        let held = ledger.longestHeld(now: now).filter { $0.holder != process.name }
        for (holder, slots) in held {
            guard let name = process.stopped(holder) else { continue }
            let share = slots >= ledger.openSlots ? "all slots" : "\(slots) of \(ledger.allowed) slots"
            say("\(name) holds \(share) of \(account.title); it is stopped", account)
        }
        guard limits.isConfigured, ledger.limits.slots != limits.slots || ledger.limits.window != limits.window else {
            return
        }
        let window = ledger.limits.window == .seconds(1) ? "second" : "\(ledger.limits.window.inSeconds) s"
        say(
            "another govscript is set to \(ledger.limits.slots) requests per \(window) of \(account.title) with this "
                + "key, and the strictest setting holds for all", account)
    }

    /// Says something of an account once.
    private func say(_ words: String, _ account: PacingAccount) {
        let isNew = memory.withLock { $0[account, default: AccountMemory()].said.insert(words).inserted }
        if isNew { slots.notice(words) }
    }

    /// Whether the holders of an account's slots are to be looked at now: at most twice a second.
    private func isCheckDue(_ account: PacingAccount, _ now: BootInstant) -> Bool {
        memory.withLock { accounts in
            let last = accounts[account]?.checkedAt
            if let last, now >= last, now - last < .milliseconds(500) { return false }
            accounts[account, default: AccountMemory()].checkedAt = now
            return true
        }
    }
}

/// What this process remembers of an account between two transactions.
struct AccountMemory: Sendable {
    /// When the holders of its slots were last looked at.
    var checkedAt: BootInstant?
    /// Whether this process has stored its ledger.
    var isStored = false
    /// What was said of it.
    var said: Set<String> = []
}
