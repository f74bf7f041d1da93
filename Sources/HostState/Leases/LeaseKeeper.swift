import ApiClients
import Synchronization
import Timekeeping

/// The tasks of one process that keep the leases of its accounts: one for each account that is in use.
final class LeaseKeeper: Sendable {
    /// What one process's transaction asks of the task of its account.
    enum Need: Sendable {
        /// Nothing.
        case none
        /// That the leases are renewed, and given back in the end.
        case lease
        /// A beat soon: a request waits because this host has too few slots.
        case slots
        /// A beat at once: the other hosts have to hear of a block.
        case block
    }

    /// What the store's failures mean to this process.
    struct Trouble: Sendable, Hashable {
        /// Why the store did not answer last time; nil if it did.
        var words: String?
        /// Whether somebody of this process waits because of that.
        var isFelt = false
    }

    private struct Loop {
        var task: Task<Void, Never>?
        var sleeper: Task<Void, Never>?
        /// Whether a beat was asked for since the last look.
        var isWoken = false
        var lookedAt: BootInstant?
        var limits: PacingLimits
    }

    private struct State {
        var loops: [PacingAccount: Loop] = [:]
        var troubles: [PacingAccount: String] = [:]
        var isTold = false
        var isEnding = false
    }

    let store: LeaseStore
    private let time: TimeSource
    private let notice: @Sendable (String) -> Void
    private let state = Mutex(State())

    init(_ store: LeaseStore, _ time: TimeSource, notice: @escaping @Sendable (String) -> Void) {
        self.store = store
        self.time = time
        self.notice = notice
    }

    /// Begins, or wakes, the task of an account, which looks after its leases by `look` as long as that gives a pause.
    func hear(
        _ need: Need, of account: PacingAccount, _ limits: PacingLimits,
        look: @escaping @Sendable (PacingLimits) async -> Duration?
    ) {
        if case .none = need { return }
        let now = time.now()
        let sleeper = state.withLock { state -> Task<Void, Never>? in
            if state.isEnding { return nil }
            guard var loop = state.loops[account] else {
                var loop = Loop(limits: limits)
                loop.task = Task(executorPreference: time.executor) { [self] in await keep(account, look) }
                state.loops[account] = loop
                return nil
            }
            loop.limits = limits
            switch need {
            case .none, .lease: break
            case .slots:
                // A waiting task asks often; one beat in that time is enough.
                let isNew = loop.lookedAt.map { now - $0 >= .milliseconds(200) } ?? true
                loop.isWoken = loop.isWoken || isNew
            case .block: loop.isWoken = true
            }
            state.loops[account] = loop
            return loop.isWoken ? loop.sleeper : nil
        }
        sleeper?.cancel()
    }

    /// Tells the tasks that this process ends; they give back what they can, and end.
    func end() -> [Task<Void, Never>] {
        let loops = state.withLock { state in
            state.isEnding = true
            return Array(state.loops.values)
        }
        for loop in loops { loop.sleeper?.cancel() }
        return loops.compactMap(\.task)
    }

    /// Whether this process ends.
    var isEnding: Bool { state.withLock { $0.isEnding } }

    /// Notes what a look at an account has shown, and tells the user once of each outage that somebody feels.
    func note(_ trouble: Trouble, of account: PacingAccount) {
        let words = state.withLock { state -> String? in
            state.troubles[account] = trouble.words
            if let words = trouble.words, trouble.isFelt, !state.isTold {
                state.isTold = true
                return "waiting for the state database at \(store.title): \(words)"
            }
            guard state.troubles.isEmpty, state.isTold else { return nil }
            state.isTold = false
            return "the state database at \(store.title) answers again"
        }
        if let words { notice(words) }
    }

    /// Why an account's slots do not come; nil if the store answers.
    func obstacle(of account: PacingAccount) -> String? {
        let words = state.withLock { $0.troubles[account] }
        return words.map { "the state database at \(store.title) cannot be used: \($0)" }
    }

    private func keep(_ account: PacingAccount, _ look: @Sendable (PacingLimits) async -> Duration?) async {
        while true {
            let now = time.now()
            let limits = state.withLock { state in
                state.loops[account]?.isWoken = false
                state.loops[account]?.lookedAt = now
                return state.loops[account]?.limits
            }
            guard let limits else { return }
            let wasEnding = isEnding
            if let pause = await look(limits) {
                await sleep(pause, account, isEnding: wasEnding)
            } else if isOver(account) {
                return
            }
        }
    }

    /// Ends the task of an account, unless a beat was asked for meanwhile.
    private func isOver(_ account: PacingAccount) -> Bool {
        state.withLock { state in
            if state.loops[account]?.isWoken == true, !state.isEnding { return false }
            state.loops[account] = nil
            state.troubles[account] = nil
            return true
        }
    }

    /// `isEnding` says whether the pause was decided upon in the knowledge that the process ends.
    private func sleep(_ pause: Duration, _ account: PacingAccount, isEnding: Bool) async {
        let sleeper = Task(executorPreference: time.executor) { [time] in _ = try? await time.sleep(pause) }
        let isWoken = state.withLock { state in
            state.loops[account]?.sleeper = sleeper
            return state.loops[account]?.isWoken == true || state.isEnding && !isEnding
        }
        if isWoken { sleeper.cancel() }
        await sleeper.value
        state.withLock { $0.loops[account]?.sleeper = nil }
    }
}
