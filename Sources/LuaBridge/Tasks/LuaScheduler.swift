import CLua
package import Timekeeping

/// Runs the tasks of one interpreter, each for as long as it does not wait.
///
/// Belongs to the interpreter's thread. Other threads post the results of operations into its mailbox.
///
/// It wires the parts together: `LuaTask.Phase` says what may happen to a task, `TaskTree` holds parents and children,
/// `WaitBoard` finds ended waits, `ReadyQueue` orders ready tasks, `SchedulerPolicy` says what is special about a
/// conversation.
public final class LuaScheduler {
    unowned let state: LuaState
    /// The state's own, beside it because every step of a task asks them.
    let vm: UnsafeMutablePointer<clua_vm>
    let control: LuaControl
    let mailbox = LuaMailbox()
    let abandoned = LuaAbandonedReferences()
    private let clock: LuaClock
    /// In place of the clock: time that the interpreter's thread steps, and in whose lane operations run.
    ///
    /// Set before anything is run. An interpreter whose lane was abandoned runs none of its tasks any further.
    package var lane: VirtualLane? {
        didSet {
            guard let lane else { return }
            control.setWake { [mailbox] in
                mailbox.nudge()
                lane.time.wake()
            }
        }
    }
    /// Whether the tasks are left where they are, as by the end of a process.
    private var isAbandoned = false
    private var virtualNow = SchedulerInstant.start

    // Unchecked: an access to one of these only adds, moves or removes tasks. What it may run besides is the
    // deinitialiser of a task, which touches none of them.
    @exclusivity(unchecked) var tree = TaskTree()
    @exclusivity(unchecked) var board = WaitBoard()
    @exclusivity(unchecked) private var queue = ReadyQueue()
    /// What is different in a conversation.
    var policy = SchedulerPolicy.script
    /// The task that runs now.
    private(set) var current: LuaTask?
    private var letters: [LuaMailbox.Letter] = []
    private var lastOrigin = ""
    private var stopDelivered = false
    /// The script has called `os.exit`: every call that waits raises that error, which no `pcall` catches.
    private(set) var isLeaving = false

    /// Whether each wait for an operation knows where the script is: a traceback, some microseconds.
    package var notesLocations = false

    /// Receives the report that ``LuaControl/inspect()`` asks for: one paragraph for each task, with its traceback.
    ///
    /// Called on the interpreter's thread.
    public var onInspection: ((String) -> Void)?
    /// Receives errors of tasks that nothing waited for and that no parent can pass on any more.
    ///
    /// Called on the interpreter's thread. Without it such errors are dropped.
    public var onUnobservedError: ((LuaError) -> Void)?

    init(state: LuaState, clock: LuaClock) {
        self.state = state
        vm = state.vm
        control = state.control
        self.clock = clock
        let mailbox = self.mailbox
        control.setWake { mailbox.nudge() }
    }

    deinit {
        for task in tree.all { task.letGo() }
    }

    /// The moment that the scheduler's clock shows.
    var now: SchedulerInstant {
        if let lane { return SchedulerInstant(count: lane.now.count) }
        return switch clock {
        case .system: .now
        case .virtual: virtualNow
        }
    }

    /// Compiles a chunk and runs it as the main task until it and everything that it spawned has ended.
    ///
    /// Blocks the calling thread, which is the interpreter's; see ``LuaState/bindToCurrentThread(slice:)``.
    ///
    /// - Parameters:
    ///   - chunk: The text of the program.
    ///   - name: What messages call it: `@FILE` for a file, `=NAME` for anything else.
    ///   - arguments: What the chunk finds in `...`.
    /// - Returns: What the chunk returns, copied.
    /// - Throws: ``LuaError``, for an error that nothing caught.
    @discardableResult
    public func run(_ chunk: some Collection<UInt8>, name: String, arguments: [LuaValue] = []) throws -> [LuaValue] {
        let L = state.L, base = lua_gettop(L)
        defer { lua_settop(L, base) }
        try state.load(chunk, name: name)
        try state.push(arguments, on: L)
        let main = try makeTask(arguments: Int32(arguments.count), on: L, segment: nil)
        runUntilEnd(of: main)
        if isAbandoned { throw LuaError(.stopped, "abandoned") }
        switch main.phase.ending {
        case .success:
            let count = try pushResults(of: main, limit: .max, on: L)
            vm.pointee.copied = 0
            return try (0..<count).map { try state.value(at: base + 1 + $0, on: L) }
        case .failure(let error, _): throw error
        case nil: return []
        }
    }

    func runUntilEnd(of main: LuaTask) {
        while !main.phase.hasEnded, !isAbandoned {
            takeWhatCame()
            if queue.isEmpty {
                if board.expectsSomething { idle() } else { breakDeadlock() }
            } else {
                runReady()
            }
        }
    }

    /// Runs the tasks that there are, and waits for what they wait for, until `isDone`.
    func serve(until isDone: () -> Bool) {
        while true {
            // Taken first: what comes after `isDone` has looked ends the wait.
            takeWhatCame()
            if isDone() { return }
            if queue.isEmpty { idle() } else { runReady() }
        }
    }

    private func takeWhatCame() {
        releaseAbandoned()
        takeLetters()
        fireTimers()
        if clua_take_interrupt(vm) { interruptInput() }
        if control.isStopping && !stopDelivered { cancelEverything() }
    }

    private func takeLetters() {
        guard mailbox.hasNews else { return }
        mailbox.take(into: &letters)
        for letter in letters where board.finishOperation(of: letter.task, serial: letter.serial) {
            switch letter.result {
            case .success(let values): answer(letter.task, with: .values(values))
            case .failure(let error): answer(letter.task, with: .failure(error))
            }
        }
        letters.removeAll(keepingCapacity: true)
    }

    private func fireTimers() {
        guard board.nextDeadline != nil else { return }
        let now = self.now
        while let task = board.takeDue(at: now) { answer(task, with: .values([])) }
    }

    private func idle() {
        releaseHolds()
        policy.noteIdle()
        if clua_take_inspection(vm) { reportInspection(running: nil) }
        let deadline = board.nextDeadline
        if let lane {
            step(lane, until: deadline)
        } else if case .virtual = clock, !board.hasOperations, let deadline {
            virtualNow = max(virtualNow, deadline)
        } else if case .virtual = clock {
            mailbox.wait(until: nil)
        } else {
            mailbox.wait(until: deadline)
        }
        if clua_take_inspection(vm) { reportInspection(running: nil) }
    }

    /// Runs operations, or lets time pass, until a task of Lua's can continue.
    private func step(_ lane: VirtualLane, until deadline: SchedulerInstant?) {
        let deadline = deadline.map { VirtualTime.Instant(count: $0.count) }
        while !mailbox.hasNews, !lane.isAbandoned {
            switch lane.time.step(until: deadline) {
            case .ran: continue
            case .reached: return
            case .stuck: lane.time.park()
            }
        }
        isAbandoned = lane.isAbandoned
    }

    /// The moment of the next timer as C compares it with the machine's clock, to which virtual time says nothing.
    private var nextDeadline: SchedulerInstant? { lane == nil ? board.nextDeadline : nil }

    /// Lets every task that is ready now run once.
    private func runReady() {
        policy.noteRound()
        var next = queue.beginRound()
        while let task = next {
            run(task)
            next = queue.next()
        }
    }

    private func run(_ task: LuaTask) {
        // A round may be long, and what is left of it is to end.
        if control.isStopping && !stopDelivered { cancelEverything() }
        guard !task.phase.hasEnded else { return }
        clua_set_crowded(vm, queue.hasOthers || board.hasOperations || policy.isCrowded, nextDeadline.count)
        aimStop(at: task)
        step(task)
    }

    private func enqueue(_ task: LuaTask) {
        queue.append(task)
        // A task that runs now and has just made this one ready is not alone any more.
        if current != nil { clua_set_crowded(vm, true, nextDeadline.count) }
    }

    private func step(_ task: LuaTask) {
        guard let coroutine = task.coroutine else { return }
        if task.isCancelled {
            if task.phase.isNew { return end(task, .failure(cancellation(), value: .copied)) }
            // Its code is interrupted where it was preempted; a call that waited raises the error itself.
            if case .ready(.preempted) = task.phase { clua_request(vm, Int32(CLUA_CANCEL)) }
            clua_open_reserve(vm.pointee.account, true)
        }
        defer { if task.isCancelled { clua_open_reserve(vm.pointee.account, false) } }
        let arguments = task.phase.resume()
        current = task
        var results: Int32 = 0
        let status = clua_resume(coroutine, arguments, &results)
        current = nil
        switch status {
        case LUA_YIELD where vm.pointee.preempted:
            task.phase.preempt()
            enqueue(task)
        case LUA_YIELD:
            beginWait(of: task)
        case LUA_OK:
            end(task, .success(count: results))
        default:
            // Nothing can be called on a coroutine that has failed.
            clua_copy_top(coroutine, state.L)
            end(task, .failure(state.takeError(status: status, of: task.reference), value: .own))
        }
    }

    private func cancellation() -> LuaError {
        if let reason = control.stopReason { return LuaError(.stopped, reason.message) }
        let cancelled = LuaCancelled()
        return LuaError(.runtime, value: cancelled.luaErrorValue, message: cancelled.message)
    }

    /// Ends a task's wait, if it waits, and lets it run with an answer to its call.
    func answer(_ task: LuaTask, with answer: consuming LuaTask.Answer) {
        board.answer(task, with: isLeaving ? .failure(LuaCancelled()) : answer)
        enqueue(task)
    }

    /// Makes a task of the function and its arguments on top of `L`; it runs when the caller waits.
    ///
    /// - Throws: ``LuaLimitError`` when there are too many arguments, which are left on the stack, or no memory.
    func makeTask(arguments: Int32, on L: OpaquePointer, segment: String?) throws(LuaLimitError) -> LuaTask {
        var memory = LuaMemoryHold(state.memory)
        try memory.add(LuaTask.footprint)
        let origin = self.origin(on: L)
        var reference: Int32 = 0
        guard let coroutine = clua_new_task(L, arguments, &reference) else { throw .tooManyArguments(arguments) }
        let parent = current
        let place = parent.map { LuaTaskPath(segment ?? String(tree.takeOrdinal(of: $0)), of: $0.place) }
        let task = LuaTask(
            id: tree.makeID(), place: place ?? LuaTaskPath(), origin: origin, abandoned: abandoned, memory: memory,
            coroutine: coroutine, reference: reference, arguments: arguments)
        tree.add(task, under: parent)
        enqueue(task)
        if parent == nil {
            stopDelivered = false
            isLeaving = false
        }
        task.isCancelled = isLeaving
        return task
    }

    /// `file:line` of the script's call that is in progress on `L`; empty outside of one.
    private func origin(on L: OpaquePointer) -> String {
        clua_push_location(L, 1)
        defer { clua_pop(L, 1) }
        let bytes = UnsafeRawBufferPointer(rebasing: state.bytes(at: -1, on: L).dropLast(2))
        // A loop spawns from one place: its tasks share one string.
        if !lastOrigin.utf8.elementsEqual(bytes) { lastOrigin = String(decoding: bytes, as: UTF8.self) }
        return lastOrigin
    }

    func cancelEverything() {
        stopDelivered = true
        cancel(inOrder: tree.all)
    }

    /// Ends every task, as `os.exit` does: with an error that only `__close` handlers see.
    func leave() {
        isLeaving = true
        cancelEverything()
        for task in tree.all { task.phase.replaceAnswer(by: LuaCancelled()) }
    }
}
