import CLua

/// Runs the tasks of one interpreter, each for as long as it does not wait.
///
/// Belongs to the interpreter's thread. Other threads post the results of operations into its mailbox.
public final class LuaScheduler {
    unowned let state: LuaState
    /// The state's own, beside it because every step of a task asks them.
    private let vm: UnsafeMutablePointer<clua_vm>
    private let control: LuaControl
    let mailbox = LuaMailbox()
    private let clock: LuaClock
    private var virtualNow: Int64 = 0
    private var timers = LuaTimers()
    private var sleeping = 0
    private var inFlight = 0
    private var ready: [LuaTask] = []
    private var batch: [LuaTask] = []
    private var letters: [LuaMailbox.Letter] = []
    private let abandoned = LuaAbandonedReferences()
    private var nextID = 0
    private var lastOrigin = ""
    private var stopDelivered = false
    /// The script has called `os.exit`: every call that waits raises that error, which no `pcall` catches.
    private(set) var isLeaving = false
    /// Tasks without a parent that have not ended.
    private var roots: [LuaTask] = []
    /// The task that runs now.
    private(set) var current: LuaTask?

    /// Receives the report that ``LuaControl/inspect()`` asks for.
    public var onInspection: ((String) -> Void)?
    /// Receives errors of tasks that nobody waited for and that no parent can pass on any more.
    public var onUnobservedError: ((LuaError) -> Void)?

    init(state: LuaState, clock: LuaClock) {
        self.state = state
        vm = state.vm
        control = state.control
        self.clock = clock
        let mailbox = self.mailbox
        control.setWake { mailbox.nudge() }
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
    /// - Throws: ``LuaError``, for an error that nothing caught.
    @discardableResult
    public func run(_ chunk: some Collection<UInt8>, name: String, arguments: [LuaValue] = []) throws -> [LuaValue] {
        try state.load(chunk, name: name)
        for argument in arguments { state.push(argument, on: state.L) }
        let main = makeTask(arguments: Int32(arguments.count), on: state.L, segment: nil)
        runUntilEnd(of: main)
        switch main.outcome {
        case .success(let count):
            guard let coroutine = main.coroutine else { return [] }
            let top = lua_gettop(coroutine)
            return try (top - count..<top).map { try state.value(at: $0 + 1, on: coroutine) }
        case .failure(let error, _): throw error
        case nil: return []
        }
    }

    private func runUntilEnd(of main: LuaTask) {
        while !main.state.hasEnded {
            releaseAbandoned()
            takeLetters()
            fireTimers()
            if control.isStopping && !stopDelivered { cancelEverything() }
            if ready.isEmpty {
                if inFlight > 0 || sleeping > 0 { idle() } else { breakDeadlock() }
            } else {
                runReady()
            }
        }
    }

    private func idle() {
        if clua_take_inspection(vm) { reportInspection(running: nil) }
        if case .virtual = clock, inFlight == 0, let deadline = timers.nextDeadline {
            virtualNow = max(virtualNow, deadline)
        } else if case .virtual = clock {
            mailbox.wait(until: nil)
        } else {
            mailbox.wait(until: timers.nextDeadline)
        }
        if clua_take_inspection(vm) { reportInspection(running: nil) }
    }

    /// Lets every task that is ready now run once.
    private func runReady() {
        swap(&ready, &batch)
        for task in batch where !task.state.hasEnded {
            clua_set_crowded(vm, batch.count > 1 || !ready.isEmpty || inFlight > 0, timers.nextDeadline ?? .max)
            step(task)
        }
        batch.removeAll(keepingCapacity: true)
    }

    private func enqueue(_ task: LuaTask) {
        ready.append(task)
        // A task that runs now and has just made this one ready is not alone any more.
        if current != nil { clua_set_crowded(vm, true, timers.nextDeadline ?? .max) }
    }

    private func step(_ task: LuaTask) {
        guard let coroutine = task.coroutine else { return }
        if task.isCancelled {
            guard task.hasStarted else { return end(task, .failure(cancellation(), value: .copied)) }
            if task.isPreempted { clua_request(vm, Int32(CLUA_CANCEL)) }
        }
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
            lua_checkstack(coroutine, Int32(CLUA_STACK_ROOM))
            lua_pushvalue(coroutine, -1)
            end(task, .failure(state.takeError(status: status, from: coroutine), value: .own))
        }
    }

    private func cancellation() -> LuaError {
        if let reason = control.stopReason { return LuaError(.stopped, reason.message) }
        let cancelled = LuaCancelled()
        return LuaError(.runtime, value: cancelled.luaErrorValue, message: cancelled.message)
    }
}

// Waiting.
extension LuaScheduler {
    /// Called by the function that has to wait, before its coroutine yields. Nothing is started yet.
    func suspend(for wait: LuaWait, in function: LuaFunction) throws {
        guard let task = current else { throw LuaCannotWait(function: function.name) }
        if task.isCancelled { throw LuaCancelled() }
        if case .tasks(let wait) = wait, wait.tasks.contains(where: { $0 === task || $0.isAncestor(of: task) }) {
            throw LuaError(
                .deadlock, "\(function.name): a task cannot wait for itself or for a task that it is part of")
        }
        task.pendingWait = (wait, function)
    }

    /// Starts the wait that ``suspend(for:in:)`` announced, now that the coroutine stands still.
    private func begin(_ task: LuaTask) {
        guard let (wait, function) = task.pendingWait else { return }
        task.pendingWait = nil
        task.state = .waiting
        task.serial += 1
        switch wait {
        case .ready(let values):
            deliver(.values(values), to: task)
        case .sleep(let duration):
            task.wait = .timer(duration)
            sleeping += 1
            timers.add(now + duration.nanoseconds, task: task, serial: task.serial)
        case .tasks(let wait):
            if wait.isOver { return deliver(.tasks(wait), to: task) }
            task.wait = .tasks(wait)
            for other in wait.tasks where !other.state.hasEnded { other.addWaiter(task) }
        case .gate(let gate):
            if gate.isOpen { return deliver(.values([]), to: task) }
            task.wait = .gate(gate)
            gate.waiters.append((task, task.serial))
        case .operation(let label, let body):
            task.steps += 1
            let context = LuaTaskContext(path: task.path, step: task.steps, function: function.name, note: label)
            inFlight += 1
            let (mailbox, serial) = (self.mailbox, task.serial)
            task.wait = .operation(context, Task {
                let result: Result<[LuaValue], any Error>
                do { result = .success(try await body(context)) } catch { result = .failure(error) }
                mailbox.post(.init(task: task, serial: serial, result: result))
            })
        }
    }

    private func deliver(_ delivery: LuaTask.Delivery, to task: LuaTask) {
        if case .timer = task.wait { sleeping -= 1 }
        task.wait = nil
        task.delivery = isLeaving ? .failure(LuaCancelled()) : delivery
        task.state = .ready
        enqueue(task)
    }

    /// Answers the call whose wait has ended.
    func answerWait(on L: OpaquePointer) -> Int32 {
        guard let task = current, let delivery = task.delivery else { return 0 }
        task.delivery = nil
        switch delivery {
        case .values(let values):
            for value in values { state.push(value, on: L) }
            return Int32(values.count)
        case .failure(let error):
            state.pushError(error, on: L)
            return Int32(CLUA_RAISE)
        case .tasks(let wait):
            return answer(wait, on: L)
        }
    }

    private func takeLetters() {
        mailbox.take(into: &letters)
        for letter in letters {
            inFlight -= 1
            guard letter.task.serial == letter.serial, letter.task.state == .waiting else { continue }
            switch letter.result {
            case .success(let values): deliver(.values(values), to: letter.task)
            case .failure(let error): deliver(.failure(error), to: letter.task)
            }
        }
        letters.removeAll(keepingCapacity: true)
    }

    private func fireTimers() {
        guard timers.nextDeadline != nil else { return }
        let now = self.now
        while let timer = timers.takeDue(at: now) {
            guard timer.task.state == .waiting, timer.task.serial == timer.serial else { continue }
            deliver(.values([]), to: timer.task)
        }
    }
}

// The tree of tasks.
extension LuaScheduler {
    /// Makes a task of the function and its arguments on top of `L`; it runs when the caller waits.
    func makeTask(arguments: Int32, on L: OpaquePointer, segment: String?) -> LuaTask {
        let origin = self.origin(on: L)
        var reference: Int32 = 0
        let coroutine = clua_new_task(L, arguments, &reference)
        let parent = current
        let path: String
        if let parent {
            path = parent.path + "." + (segment ?? String(takeOrdinal(of: parent)))
        } else {
            path = "0"
        }
        nextID += 1
        // The coroutine was just made; that it is optional is the C import's doing.
        let task = LuaTask(
            id: nextID, path: path, origin: origin, parent: parent, abandoned: abandoned,
            coroutine: coroutine ?? L, reference: reference, arguments: arguments)
        if let parent { parent.add(task) } else { roots.append(task) }
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

    /// The tasks that have not ended, in the order in which they were made.
    var tasks: [LuaTask] {
        var found = roots
        var next = 0
        while next < found.count {
            found += found[next].children
            next += 1
        }
        return found.sorted { $0.id < $1.id }
    }

    /// Lets everybody pass who waits for the gate, now and later.
    func open(_ gate: LuaGate) {
        gate.isOpen = true
        for (waiter, serial) in gate.waiters where waiter.serial == serial && waiter.state == .waiting {
            deliver(.values([]), to: waiter)
        }
        gate.waiters.removeAll()
    }

    /// The next ordinal of what a task spawns, from 1.
    func takeOrdinal(of task: LuaTask) -> Int {
        task.spawned += 1
        return task.spawned
    }

    /// The function of a task has returned or raised; the task ends when its children have.
    private func end(_ task: LuaTask, _ outcome: LuaTask.Outcome) {
        task.outcome = outcome
        task.state = .closing
        if case .failure = outcome { cancelChildren(of: task) }
        if task.children.isEmpty { finish(task) }
    }

    private func finish(_ task: LuaTask) {
        passOnUnobserved(of: task)
        switch task.outcome {
        case .failure(let error, _): task.state = task.isCancelled && error.isCancellation ? .cancelled : .failed
        default: task.state = .done
        }
        for (waiter, serial) in task.waiters where waiter.serial == serial && waiter.state == .waiting {
            guard case .tasks(let wait) = waiter.wait, wait.isOver else { continue }
            for other in wait.tasks where other.state.hasEnded { other.isObserved = true }
            deliver(.tasks(wait), to: waiter)
        }
        task.waiters.removeAll()
        if case .success(0) = task.outcome { release(task) }
        guard let parent = task.parent else { return roots.removeAll { $0 === task } }
        parent.remove(task)
        if task.state == .failed && !task.isObserved { parent.unobserved.append(task) }
        if parent.state == .closing && parent.children.isEmpty { finish(parent) }
    }

    /// An error that nobody waited for becomes the parent's own; where the parent has one already it is reported.
    private func passOnUnobserved(of task: LuaTask) {
        for child in task.unobserved where !child.isObserved {
            guard case .failure(let error, _) = child.outcome else { continue }
            if case .success = task.outcome {
                task.outcome = .failure(error, value: child.errorHolder.map { .of($0) } ?? .copied)
            } else {
                onUnobservedError?(error)
            }
        }
        task.unobserved.removeAll()
    }

    /// Ends a task as soon as it waits, or at once if it waits already: the call that waits raises an error of kind
    /// `cancelled`, and so does every later one. An operation in flight is cancelled, and awaited.
    func cancel(_ task: LuaTask) {
        guard !task.state.hasEnded, !task.isCancelled else { return }
        task.isCancelled = true
        switch (task.state, task.wait) {
        case (.waiting, .operation(_, let operation)): operation.cancel()
        case (.waiting, _): deliver(.failure(LuaCancelled()), to: task)
        case (.closing, _): cancelChildren(of: task)
        default: break
        }
    }

    private func cancelChildren(of task: LuaTask) {
        for child in task.children.sorted(by: { $0.id < $1.id }) { cancel(child) }
    }

    private func cancelEverything() {
        stopDelivered = true
        for task in tasks { cancel(task) }
    }

    /// Ends every task, as `os.exit` does: with an error that only `__close` handlers see.
    func leave() {
        isLeaving = true
        cancelEverything()
        for task in tasks where task.delivery != nil { task.delivery = .failure(LuaCancelled()) }
    }

    /// Nothing can run and nothing will come: every task waits for another.
    private func breakDeadlock() {
        let stuck = tasks.filter { $0.state == .waiting }
        let words = stuck.map { "\($0.name) is \($0.waitDescription)" }.joined(separator: "; ")
        for task in stuck {
            deliver(.failure(LuaError(.deadlock, "deadlock: every task waits for another: \(words)")), to: task)
        }
    }
}

// Results.
extension LuaScheduler {
    /// Pushes what a finished wait gives, or the error that decided it.
    private func answer(_ wait: LuaTaskWait, on L: OpaquePointer) -> Int32 {
        if wait.goal != .firstEnded, let decisive = wait.decisive, case .failure(let error, _) = decisive.outcome {
            decisive.isObserved = true
            // The very value that was raised goes on, not a copy, and keeps the place that it names.
            guard let holder = decisive.errorHolder?.coroutine else {
                state.pushError(error, on: L)
                return Int32(CLUA_RAISE)
            }
            lua_checkstack(holder, Int32(CLUA_STACK_ROOM))
            lua_pushvalue(holder, -1)
            lua_xmove(holder, L, 1)
            return Int32(CLUA_RERAISE)
        }
        switch wait.goal {
        case .firstEnded:
            guard let decisive = wait.decisive else { return 0 }
            state.push(.object(LuaObjectReference(decisive)), on: L)
            return 1
        case .first:
            guard let decisive = wait.decisive else { return 0 }
            state.push(.object(LuaObjectReference(decisive)), on: L)
            return 1 + pushResults(of: decisive, limit: .max, on: L)
        case .all:
            if wait.tasks.count == 1 { return pushResults(of: wait.tasks[0], limit: .max, on: L) }
            lua_checkstack(L, Int32(wait.tasks.count) + Int32(CLUA_STACK_ROOM))
            for task in wait.tasks where pushResults(of: task, limit: 1, on: L) == 0 { lua_pushnil(L) }
            return Int32(wait.tasks.count)
        }
    }

    private func pushResults(of task: LuaTask, limit: Int32, on L: OpaquePointer) -> Int32 {
        guard case .success(let count) = task.outcome, let coroutine = task.coroutine, count > 0 else { return 0 }
        let pushed = min(count, limit)
        lua_checkstack(L, pushed + Int32(CLUA_STACK_ROOM))
        lua_checkstack(coroutine, pushed + Int32(CLUA_STACK_ROOM))
        let first = lua_gettop(coroutine) - count + 1
        for index in first..<first + pushed { lua_pushvalue(coroutine, index) }
        lua_xmove(coroutine, L, pushed)
        return pushed
    }

    private func release(_ task: LuaTask) {
        luaL_unref(state.L, clua_registry_index(), task.reference)
        task.coroutine = nil
    }

    func releaseAbandoned() {
        for reference in abandoned.takeAll() { luaL_unref(state.L, clua_registry_index(), reference) }
    }
}

extension LuaTask {
    func isAncestor(of task: LuaTask) -> Bool {
        var ancestor = task.parent
        while let next = ancestor {
            if next === self { return true }
            ancestor = next.parent
        }
        return false
    }
}

extension Duration {
    /// The whole duration, rounded down; saturates after 292 years.
    var nanoseconds: Int64 {
        let (seconds, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max / 4 : min(seconds + components.attoseconds / 1_000_000_000, .max / 4)
    }
}

extension LuaError {
    /// Whether the error is a task's cancellation rather than a failure of its own.
    var isCancellation: Bool {
        guard case .table(let table) = value else { return kind == .stopped }
        return table["kind"] == "cancelled" || table["kind"] == "exit"
    }
}
