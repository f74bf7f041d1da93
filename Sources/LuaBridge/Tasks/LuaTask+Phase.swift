extension LuaTask {
    /// Where a task is between its start and its end.
    ///
    /// ```
    /// new ──────────▶ running ◀──▶ ready
    ///  │               │  │  ▲       ▲
    ///  │               │  ▼  └── waiting
    ///  └──▶ closing ◀──┘            (ready again when the wait has ended)
    ///          │
    ///          ▼
    ///        ended
    /// ```
    ///
    /// Each case holds what a task has there and nowhere else. Only the transitions below change it; in debug builds
    /// they trap where a task is in none of the phases that they start from.
    enum Phase {
        /// Its function has not been called; that and its arguments are on the coroutine's stack.
        case new(arguments: Int32)
        /// It continues when its turn comes.
        case ready(Resumption)
        /// Its coroutine runs.
        case running(Activity)
        /// A call of it waits. The serial tells this wait from all others.
        case waiting(Wait, serial: UInt64)
        /// Its function has returned or raised; it ends when its children have.
        case closing(Ending)
        case ended(Ending, Fate)
    }

    /// With what a task that is ready continues.
    enum Resumption {
        /// From where it was interrupted so that others could run.
        case preempted
        /// With an answer to the call that waited.
        case answer(Answer)
    }

    /// What the running task is in the middle of.
    enum Activity {
        case nothing
        /// The call that waited will fetch this.
        case answering(Answer)
        /// A call has announced a wait, which starts when the coroutine stands still.
        case suspending(LuaWait, LuaFunction)
    }

    enum Wait {
        case operation(LuaTaskContext, Task<Void, Never>)
        case timer(Duration)
        case tasks(LuaTaskWait)
        case gate(LuaGate)
    }

    /// What the call that waited answers.
    enum Answer {
        case values([LuaValue])
        case failure(any Error)
        case tasks(LuaTaskWait)
    }

    enum Ending {
        /// The results are the top `count` values on the stack of the task's coroutine.
        case success(count: Int32)
        /// Boxed, because it is rare and large.
        indirect case failure(LuaError, value: ErrorValue)
    }

    /// Where the very value is that a task failed with.
    enum ErrorValue {
        /// On top of the stack of the task's own coroutine.
        case own
        /// On top of the stack of a child's coroutine, whose error became this task's.
        case of(LuaTask)
        /// Only in the copy: nothing was raised in Lua.
        case copied
    }

    /// What became of a task.
    enum Fate: String {
        case done, failed, cancelled
    }
}

extension LuaTask.Phase {
    /// A phase without what it holds.
    enum Kind: String, CaseIterable {
        case new, ready, running, waiting, closing, ended
    }

    /// What may happen to a task.
    enum Transition: String, CaseIterable {
        case resume, fetchAnswer, announceWait, beginWait, preempt, wait, answer, close, fail, end
    }

    var kind: Kind {
        switch self {
        case .new: .new
        case .ready: .ready
        case .running: .running
        case .waiting: .waiting
        case .closing: .closing
        case .ended: .ended
        }
    }

    /// Whether something may happen to a task that is in such a phase.
    static func allows(_ transition: Transition, from kind: Kind) -> Bool {
        switch transition {
        case .resume: kind == .new || kind == .ready
        case .fetchAnswer, .announceWait, .beginWait, .preempt, .wait: kind == .running
        // A wait that is over when it begins is answered at once.
        case .answer: kind == .running || kind == .waiting
        // Without having run where it was cancelled before.
        case .close: kind == .running || kind == .new
        case .fail, .end: kind == .closing
        }
    }

    @inline(__always)
    private func check(_ transition: Transition) {
        assert(Self.allows(transition, from: kind), "illegal transition of a task: \(transition) while \(kind)")
    }

    /// Its turn has come.
    ///
    /// - Returns: How many values on the coroutine's stack it is resumed with.
    mutating func resume() -> Int32 {
        check(.resume)
        switch self {
        case .new(let arguments):
            self = .running(.nothing)
            return arguments + 1
        case .ready(.answer(let answer)):
            self = .running(.answering(answer))
        default:
            self = .running(.nothing)
        }
        return 0
    }

    /// The call that waited fetches its answer; nil if there is none.
    mutating func fetchAnswer() -> LuaTask.Answer? {
        check(.fetchAnswer)
        guard case .running(.answering(let answer)) = self else { return nil }
        self = .running(.nothing)
        return answer
    }

    /// A call of the running task is about to wait.
    mutating func announce(_ wait: consuming LuaWait, of function: LuaFunction) {
        check(.announceWait)
        self = .running(.suspending(wait, function))
    }

    /// The coroutine stands still: the wait that was announced begins; nil if none was.
    mutating func beginWait() -> (LuaWait, LuaFunction)? {
        check(.beginWait)
        guard case .running(.suspending(let wait, let function)) = self else { return nil }
        self = .running(.nothing)
        return (wait, function)
    }

    /// It was interrupted so that others can run.
    mutating func preempt() {
        check(.preempt)
        self = .ready(.preempted)
    }

    /// It waits from now on.
    mutating func wait(for wait: consuming LuaTask.Wait, serial: UInt64) {
        check(.wait)
        self = .waiting(wait, serial: serial)
    }

    /// What it waited for has come, or was there already.
    mutating func answer(with answer: consuming LuaTask.Answer) {
        check(.answer)
        self = .ready(.answer(answer))
    }

    /// Puts an error in place of an answer that was not fetched yet; other phases stay as they are.
    mutating func replaceAnswer(by error: any Error) {
        if case .ready(.answer) = self { self = .ready(.answer(.failure(error))) }
    }

    /// Its function has returned or raised, or will never be called.
    mutating func close(with ending: consuming LuaTask.Ending) {
        check(.close)
        self = .closing(ending)
    }

    /// An error of a child became its own.
    mutating func fail(with error: LuaError, value: LuaTask.ErrorValue) {
        check(.fail)
        self = .closing(.failure(error, value: value))
    }

    /// Its last child has ended.
    mutating func end(as fate: LuaTask.Fate) {
        check(.end)
        guard case .closing(let ending) = self else { return }
        self = .ended(ending, fate)
    }

    /// Lets go of all that it holds, where no task will run any more.
    mutating func abandon() {
        self = .ended(.success(count: 0), .cancelled)
    }
}

extension LuaTask.Phase {
    var hasEnded: Bool {
        if case .ended = self { true } else { false }
    }

    /// Whether its function has not been called yet.
    var isNew: Bool {
        if case .new = self { true } else { false }
    }

    /// What it waits for.
    var wait: LuaTask.Wait? {
        if case .waiting(let wait, _) = self { wait } else { nil }
    }

    /// Whether it is still in the wait with this serial.
    func isWaiting(_ serial: UInt64) -> Bool {
        if case .waiting(_, let own) = self { own == serial } else { false }
    }

    /// How its function ended; nil before.
    var ending: LuaTask.Ending? {
        switch self {
        case .closing(let ending), .ended(let ending, _): ending
        default: nil
        }
    }

    /// What became of it; nil until it has ended.
    var fate: LuaTask.Fate? {
        if case .ended(_, let fate) = self { fate } else { nil }
    }
}
