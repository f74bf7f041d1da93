import Synchronization
import Timekeeping

/// Makes the requests of one account wait for their slots, first come, first served.
///
/// A waiting task sleeps until the earliest moment at which its slot can come free.
package final class Pacer: Sendable {
    /// A slot in use: the right to send one request now.
    package struct Slot: Sendable {
        let id: Int64
        /// When the request may leave.
        let sentAt: BootInstant
        /// How long it was waited for.
        package let waited: Duration
        /// Whether the ledger knows of it; requests of an unpaced account do without.
        var isInLedger = true
        /// The lease that it was granted by; nil if its account is not shared with other hosts.
        var lease: LeasedShare?

        /// When the request must have left: later, the slot may be given to somebody else, as after
        /// the process was stopped for a while.
        var leaveBy: BootInstant { sentAt + SlotLedger.Slot.longest / 2 }

        /// Whether the lease that it was granted by has ended meanwhile.
        func hasLapsed(_ time: TimeSource) -> Bool {
            lease.map { !$0.isValid(now: time.now(), wall: time.calendar) } ?? false
        }
    }

    /// What could not be given back yet.
    private struct Debt: Sendable {
        let number: Int
        let slot: Slot
        let outcome: SlotOutcome
        let now: BootInstant
        let minRoundTrip: Duration?
    }

    /// What the latest transaction has shown of the account.
    private struct View: Sendable {
        var limits: PacingLimits
        var blockedUntil: BootInstant?
        /// Until when an unpaced account needs no transaction; nil if it needs one.
        var isOpenUntil: BootInstant?

        init(_ ledger: SlotLedger, _ now: BootInstant) {
            limits = ledger.limits
            blockedUntil = ledger.blockedUntil
            let isCalm = limits.slots == 0 && !now.isBefore(blockedUntil) && ledger.blocks.consecutive == 0
            isOpenUntil = isCalm ? now + .milliseconds(100) : nil
        }
    }

    private struct State {
        var counters = PacingStatistics.Counters()
        var debts: [Debt] = []
        var nextDebt = 0
        var isRepaying = false
        /// Requests of an unpaced account that the ledger has not counted yet.
        var uncounted = 0
        var view: View?
        var lastGrant: BootInstant?
    }

    /// Whose limit it keeps.
    package let account: PacingAccount
    /// The limit that it was told to keep; see ``PacingStatistics/limits`` for the one in force.
    package let limits: PacingLimits
    private let store: PacingStore
    private let time: TimeSource
    private let holder: String
    private let turnstile = Turnstile()
    private let state = Mutex(State())

    /// Makes a pacer; `holder` names this process among those that share the store.
    package init(
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
    /// Every slot must be given back, whatever becomes of its request. `unless` is asked whenever the wait could end;
    /// what it throws ends the wait.
    ///
    /// - Throws: `CancellationError` if the task is cancelled while it waits; ``ApiError`` that stops the run if no
    ///   request of this pacer got a slot for `patience`; errors of the store.
    package func slot(
        patience: Duration? = nil, unless: @Sendable () throws -> Void = {}
    ) async throws -> Slot {
        while true {
            if let slot = try await slot(patience: patience, until: nil, unless: unless) { return slot }
        }
    }

    /// Waits for a slot; nil if there was none until `end`, which may be never.
    func slot(
        patience: Duration?, until end: BootInstant?, unless: @Sendable () throws -> Void
    ) async throws -> Slot? {
        let asked = time.now()
        if let slot = openSlot(asked) { return slot }
        state.withLock { $0.counters.waiting += 1 }
        defer { state.withLock { $0.counters.waiting -= 1 } }
        guard try await enter(until: end) else { return nil }
        defer { turnstile.leave() }
        while true {
            try Task.checkCancellation()
            try unless()
            if let end, time.now() > end { return nil }
            let (grant, lease, now) = try await take()
            switch grant {
            case .granted(let id):
                state.withLock {
                    $0.counters.requests += 1
                    $0.lastGrant = now
                }
                return Slot(id: id, sentAt: now, waited: time.now() - asked, lease: lease)
            case .later(let next):
                state.withLock { $0.counters.nextAt = next }
                if let end, now >= end { return nil }
                let deadline = try deadline(since: asked, patience, now)
                let pause = BootInstant.earliest(end, .earliest(deadline, next)) - time.now()
                if pause > .zero { try await time.sleep(pause) }
            }
        }
    }

    /// Gives a slot back as soon as its request has ended.
    ///
    /// What cannot be stored now is stored with the next transaction, or by itself as soon as that is possible: the
    /// answer in hand is worth more than reporting it here. `minRoundTrip` is what the kernel measured of the path.
    package func giveBack(_ slot: Slot, _ outcome: SlotOutcome, minRoundTrip: Duration? = nil) async {
        let now = time.now()
        if case .refused = outcome { state.withLock { $0.counters.refusals += 1 } }
        if !slot.isInLedger {
            switch outcome {
            case .refused, .deferred: break
            default: return
            }
        }
        state.withLock { state in
            state.debts.append(
                Debt(
                    number: state.nextDebt, slot: slot, outcome: outcome, now: now,
                    minRoundTrip: minRoundTrip))
            state.nextDebt += 1
        }
        do {
            try await transact { _ in }
        } catch {
            repayLater()
        }
    }

    /// What this pacer has done so far.
    package func statistics() -> PacingStatistics {
        let (counters, inForce) = state.withLock { ($0.counters, $0.view?.limits) }
        return PacingStatistics(counters, limits: inForce ?? limits, now: time.now())
    }

    /// What a request waits for whose slot does not come.
    var obstacle: String {
        let isBlocked = time.now().isBefore(state.withLock { $0.counters.blockedUntil })
        if isBlocked { return "\(account.title) has asked for a pause" }
        return store.obstacle(account) ?? "no slot of \(account.title) became free"
    }

    /// Waits for this task's turn to wait for a slot; false if it did not come until then.
    private func enter(until end: BootInstant?) async throws -> Bool {
        guard let end else {
            try await turnstile.enter()
            return true
        }
        if turnstile.enterIfFree() { return true }
        let isIn = await withTaskGroup(of: Bool.self) { group in
            group.addTask { [turnstile] in
                do { try await turnstile.enter() } catch { return false }
                return true
            }
            group.addTask { [time] in
                try? await time.sleep(max(.zero, end - time.now()))
                return false
            }
            var isIn = await group.next() ?? false
            group.cancelAll()
            // The turn may have come just when the time was up.
            for await isInToo in group { isIn = isIn || isInToo }
            return isIn
        }
        if !isIn { try Task.checkCancellation() }
        return isIn
    }

    /// A slot of an unpaced account, for which the ledger is asked now and then only.
    private func openSlot(_ now: BootInstant) -> Slot? {
        state.withLock { state in
            guard now.isBefore(state.view?.isOpenUntil) else { return nil }
            state.counters.requests += 1
            state.uncounted += 1
            return Slot(id: -1, sentAt: now, waited: .zero, isInLedger: false)
        }
    }

    private func take() async throws -> (SlotLedger.Grant, lease: LeasedShare?, now: BootInstant) {
        let given = Mutex<[Int64]>([])
        let tasks = state.withLock { $0.counters.waiting }
        do {
            let result = try await transact { [time, holder, account] ledger in
                let now = time.now()
                let grant = ledger.take(holder: holder, tasks: tasks, now: now, wall: time.calendar)
                if case .granted(let id) = grant, ledger.limits.slots > 0 {
                    HeldSlots.add(id, of: holder, account)
                    given.withLock { $0.append(id) }
                }
                return (grant, ledger.isLeased ? ledger.share : nil, now)
            }
            // A decision that ran again on another ledger has left the slot of its first run behind.
            for id in given.withLock({ $0.dropLast() }) { HeldSlots.remove(id, of: holder, account) }
            return result
        } catch {
            for id in given.withLock({ $0 }) { HeldSlots.remove(id, of: holder, account) }
            throw error
        }
    }

    /// One transaction, which first gives back what is owed.
    private func transact<Value: Sendable>(
        _ decision: @escaping @Sendable (inout SlotLedger) -> Value
    ) async throws -> Value {
        let (debts, uncounted) = state.withLock { state in
            defer { state.uncounted = 0 }
            return (state.debts, state.uncounted)
        }
        let (value, view) = try await store.decide(account, limits, holder: holder) {
            [time, holder, account] ledger in
            for debt in debts {
                ledger.giveBack(
                    debt.slot.id, debt.outcome, sentAt: debt.slot.sentAt, now: debt.now,
                    minRoundTrip: debt.minRoundTrip)
            }
            let now = time.now()
            ledger.count(uncounted, now: now)
            // Without a name there is only one process, and its slots are in its memory.
            if !holder.isEmpty {
                ledger.disown(holder, now: now) { HeldSlots.contains($0, of: holder, account) }
            }
            return (decision(&ledger), View(ledger, now))
        }
        state.withLock { state in
            let paid = Set(debts.map(\.number))
            state.debts.removeAll { paid.contains($0.number) }
            state.view = view
            state.counters.blockedUntil = view.blockedUntil
        }
        for debt in debts { HeldSlots.remove(debt.slot.id, of: holder, account) }
        return value
    }

    /// Tries to give back what is owed until that works, for other processes may be waiting for it.
    private func repayLater() {
        let isFirst = state.withLock { state in
            defer { state.isRepaying = true }
            return !state.isRepaying
        }
        guard isFirst else { return }
        Task(executorPreference: time.executor) { [weak self, time] in
            var pause = Duration.seconds(1)
            while let self, self.state.withLock({ !$0.debts.isEmpty }) {
                try? await time.sleep(pause)
                pause = min(pause * 2, .seconds(30))
                try? await self.transact { _ in }
            }
            self?.state.withLock { $0.isRepaying = false }
        }
    }

    /// Until when a slot may be waited for, nil for ever; throws if that time has passed.
    private func deadline(
        since asked: BootInstant, _ patience: Duration?, _ now: BootInstant
    ) throws -> BootInstant? {
        guard let patience else { return nil }
        let (lastGrant, blockedUntil) = state.withLock { ($0.lastGrant, $0.counters.blockedUntil) }
        // Others of this process that got their slots show that the account is alive. A block of just this length, with
        // its margin, is waited for.
        let end = BootInstant.latest(lastGrant, asked) + (patience + Self.grace)
        guard now >= end else { return end }
        if now.isBefore(blockedUntil) {
            throw ApiError(
                .rateLimited,
                "\(account.title) has refused all requests, or asked for a pause, for \(patience.inWords)",
                hint: "Run the same command again later.", stopsRun: true)
        }
        if let words = store.obstacle(account) {
            throw ApiError(
                .timeout, "no slot of \(account.title) could be leased for \(patience.inWords): \(words)",
                hint: "Run the same command again later.", stopsRun: true)
        }
        throw ApiError(
            .timeout, "no slot of \(account.title) became free for \(patience.inWords): other processes hold them",
            hint: "Look for a stopped govscript process, or wait until the others have finished.", stopsRun: true)
    }

    private static let grace = Duration.seconds(10)
}
