import CLua

/// Runs the tasks of one interpreter, each for as long as it does not wait.
///
/// Belongs to the interpreter's thread. Other threads post the results of operations into its mailbox. Here is the
/// running of tasks; what they wait for, their tree and their results have files of their own, which share the state
/// below.
public final class LuaScheduler {
    unowned let state: LuaState
    /// The state's own, beside it because every step of a task asks them.
    let vm: UnsafeMutablePointer<clua_vm>
    let control: LuaControl
    let mailbox = LuaMailbox()
    private let clock: LuaClock
    private var virtualNow: Int64 = 0
    let timers = LuaTimers()
    var sleeping = 0
    var inFlight = 0
    // Unchecked: an access to either only adds, removes or swaps tasks. The one thing that it may run is the
    // deinitialiser of a task, which touches neither.
    @exclusivity(unchecked) private var ready: [LuaTask] = []
    /// Those of a round that are not run yet, or are running.
    @exclusivity(unchecked) private var batch: [LuaTask] = []
    var letters: [LuaMailbox.Letter] = []
    let abandoned = LuaAbandonedReferences()
    var nextID = 0
    var lastOrigin = ""
    var stopDelivered = false
    /// The script has called `os.exit`: every call that waits raises that error, which no `pcall` catches.
    var isLeaving = false
    /// Tasks without a parent that have not ended.
    var roots: [LuaTask] = []
    /// What a conversation runs its inputs by; nil while a script is run.
    var conversation: LuaConversation.State?
    /// The task that runs now.
    private(set) var current: LuaTask?

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
        for task in tasks { task.letGo() }
    }

    /// Nanoseconds of the scheduler's clock.
    var now: Int64 {
        switch clock {
        case .system: clua_now()
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
        switch main.ending {
        case .success:
            let count = try pushResults(of: main, limit: .max, on: L)
            vm.pointee.copied = 0
            return try (0..<count).map { try state.value(at: base + 1 + $0, on: L) }
        case .failure(let error, _): throw error
        case nil: return []
        }
    }

    func runUntilEnd(of main: LuaTask) {
        while !main.state.hasEnded {
            takeWhatCame()
            if ready.isEmpty {
                if inFlight > 0 || sleeping > 0 { idle() } else { breakDeadlock() }
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
            if ready.isEmpty { idle() } else { runReady() }
        }
    }

    private func takeWhatCame() {
        releaseAbandoned()
        takeLetters()
        fireTimers()
        if clua_take_interrupt(vm) { interruptInput() }
        if control.isStopping && !stopDelivered { cancelEverything() }
    }

    private func idle() {
        releaseHolds()
        conversation?.activity.note(conversation?.input?.waitWords ?? .nothing)
        if clua_take_inspection(vm) { reportInspection(running: nil) }
        let deadline = timers.nextDeadline == .max ? nil : timers.nextDeadline
        if case .virtual = clock, inFlight == 0, let deadline {
            virtualNow = max(virtualNow, deadline)
        } else if case .virtual = clock {
            mailbox.wait(until: nil)
        } else {
            mailbox.wait(until: deadline)
        }
        if clua_take_inspection(vm) { reportInspection(running: nil) }
    }

    /// Lets every task that is ready now run once.
    private func runReady() {
        if let conversation { conversation.activity.note(conversation.input == nil ? .nothing : .running) }
        if ready.count == 1, let task = ready.popLast() { return run(task, amongOthers: false) }
        swap(&ready, &batch)
        for task in batch { run(task, amongOthers: batch.count > 1) }
        batch.removeAll(keepingCapacity: true)
    }

    private func run(_ task: LuaTask, amongOthers: Bool) {
        // A round may be long, and what is left of it is to end.
        if control.isStopping && !stopDelivered { cancelEverything() }
        guard !task.state.hasEnded else { return }
        let isCrowded = amongOthers || !ready.isEmpty || inFlight > 0 || conversation != nil
        clua_set_crowded(vm, isCrowded, timers.nextDeadline)
        if let conversation, conversation.isInterrupting { aimStop(at: task) }
        step(task)
    }

    func enqueue(_ task: LuaTask) {
        ready.append(task)
        // A task that runs now and has just made this one ready is not alone any more.
        if current != nil { clua_set_crowded(vm, true, timers.nextDeadline) }
    }

    private func step(_ task: LuaTask) {
        guard let coroutine = task.coroutine else { return }
        if task.isCancelled {
            guard task.hasStarted else { return end(task, .failure(cancellation(), value: .copied)) }
            if task.isPreempted { clua_request(vm, Int32(CLUA_CANCEL)) }
            clua_open_reserve(vm.pointee.account, true)
        }
        defer { if task.isCancelled { clua_open_reserve(vm.pointee.account, false) } }
        let arguments = task.hasStarted ? 0 : task.arguments + 1
        task.hasStarted = true
        task.isPreempted = false
        task.state = .running
        current = task
        var results: Int32 = 0
        let status = clua_resume(coroutine, arguments, &results)
        current = nil
        switch status {
        case LUA_YIELD where vm.pointee.preempted:
            task.isPreempted = true
            task.state = .ready
            enqueue(task)
        case LUA_YIELD:
            begin(task)
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
}
