/// What tasks wait for: timers, other tasks, gates, and operations in flight.
///
/// It knows whose wait has ended; the scheduler answers the calls. An entry of a task that waits no longer, because it
/// was cancelled, stays until it would be used, and is recognised by the serial of its wait.
///
/// Confined to the interpreter's thread, as the tasks are.
struct WaitBoard {
    /// Those who wait for one task, or at one gate; only the board looks at them.
    struct Waiters {
        fileprivate var entries: [(task: LuaTask, serial: UInt64)] = []
    }

    private var timers = TimerHeap()
    private var sleeping = 0
    private var inFlight = 0
    private var serial: UInt64 = 0

    /// When the earliest timer is due; nil if there is none.
    var nextDeadline: SchedulerInstant? { timers.nextDeadline }

    /// Whether the result of an operation is still to come.
    var hasOperations: Bool { inFlight > 0 }

    /// Whether something will come by itself, so that tasks which wait for each other may yet continue.
    var expectsSomething: Bool { inFlight > 0 || sleeping > 0 }

    private mutating func makeSerial() -> UInt64 {
        serial += 1
        return serial
    }

    /// A task sleeps until `deadline`.
    mutating func sleep(_ task: LuaTask, for duration: Duration, until deadline: SchedulerInstant) {
        let serial = makeSerial()
        sleeping += 1
        timers.add(deadline, task: task, serial: serial)
        task.phase.wait(for: .timer(duration), serial: serial)
    }

    /// A task waits for others.
    ///
    /// - Returns: False if the wait is over already: nothing is changed then.
    mutating func wait(_ task: LuaTask, for wait: LuaTaskWait) -> Bool {
        guard !wait.isOver else { return false }
        let serial = makeSerial()
        for other in wait.tasks where !other.phase.hasEnded { other.waiters.add(task, serial) }
        task.phase.wait(for: .tasks(wait), serial: serial)
        return true
    }

    /// A task waits at a gate.
    ///
    /// - Returns: False if the gate is open: nothing is changed then.
    mutating func wait(_ task: LuaTask, at gate: LuaGate) -> Bool {
        guard !gate.isOpen else { return false }
        let serial = makeSerial()
        gate.waiters.add(task, serial)
        task.phase.wait(for: .gate(gate), serial: serial)
        return true
    }

    /// An operation is about to be started.
    ///
    /// - Returns: What its result will be announced with, by ``finishOperation(of:serial:)``.
    mutating func beginOperation() -> UInt64 {
        inFlight += 1
        return makeSerial()
    }

    /// A task waits for an operation that ``beginOperation()`` announced, and that may have ended already.
    func wait(_ task: LuaTask, for operation: Task<Void, Never>, _ context: LuaTaskContext, serial: UInt64) {
        task.phase.wait(for: .operation(context, operation), serial: serial)
    }

    /// The result of an operation has come.
    ///
    /// - Returns: Whether the task still waits for it.
    mutating func finishOperation(of task: LuaTask, serial: UInt64) -> Bool {
        inFlight -= 1
        return task.phase.isWaiting(serial)
    }

    /// A task whose sleep is over at `now`; nil when there is no other.
    mutating func takeDue(at now: SchedulerInstant) -> LuaTask? {
        while let timer = timers.takeDue(at: now) {
            if timer.task.phase.isWaiting(timer.serial) { return timer.task }
        }
        return nil
    }

    /// Opens a gate, for those who wait and for all who come.
    ///
    /// - Returns: The tasks that waited.
    mutating func open(_ gate: LuaGate) -> [LuaTask] {
        gate.isOpen = true
        return gate.waiters.take()
    }

    /// The tasks that wait for one that has ended.
    ///
    /// They are asked for once. For some of them the wait may not be over yet; the next of their tasks that ends has
    /// them too.
    func takeWaiters(for task: LuaTask) -> [LuaTask] {
        task.waiters.take()
    }

    /// Ends a task's wait, if it waits, with an answer to its call.
    mutating func answer(_ task: LuaTask, with answer: consuming LuaTask.Answer) {
        if case .waiting(.timer, _) = task.phase { sleeping -= 1 }
        task.phase.answer(with: answer)
    }
}

extension WaitBoard.Waiters {
    fileprivate mutating func add(_ task: LuaTask, _ serial: UInt64) {
        // A task that waits for one task after another leaves a stale entry each time; it is replaced.
        if entries.last?.task === task { entries.removeLast() }
        entries.append((task, serial))
    }

    /// Those that still wait here; forgets all.
    fileprivate mutating func take() -> [LuaTask] {
        guard !entries.isEmpty else { return [] }
        defer { entries = [] }
        return entries.filter { $0.task.phase.isWaiting($0.serial) }.map(\.task)
    }
}
