import Timekeeping

// How a call waits: it announces the wait, its coroutine yields, the wait begins, and its answer is fetched.
extension LuaScheduler {
    /// Called by the function that has to wait, before its coroutine yields.
    ///
    /// Nothing is started yet.
    func suspend(for wait: consuming LuaWait, in function: LuaFunction) throws {
        guard let task = current else { throw LuaCannotWait(function: function.name) }
        if task.isCancelled { throw LuaCancelled() }
        if case .tasks(let wait) = wait, wait.tasks.contains(where: { $0 === task || $0.isAncestor(of: task) }) {
            throw LuaError(
                .deadlock, "\(function.name): a task cannot wait for itself or for a task that it is part of")
        }
        task.phase.announce(wait, of: function)
    }

    /// Starts the wait that ``suspend(for:in:)`` announced, now that the coroutine stands still.
    func beginWait(of task: LuaTask) {
        guard let (wait, function) = task.phase.beginWait() else { return }
        switch consume wait {
        case .ready(let values):
            answer(task, with: .values(values))
        case .sleep(let duration):
            board.sleep(task, for: duration, until: now + duration)
        case .tasks(let wait):
            if !board.wait(task, for: wait) { answer(task, with: .tasks(wait)) }
        case .gate(let gate):
            if !board.wait(task, at: gate) { answer(task, with: .values([])) }
        case .operation(let label, let body):
            task.steps += 1
            let context = LuaTaskContext(
                path: task.path, step: task.steps, function: function.name, note: label,
                location: notesLocations ? location(of: task) : nil, mailbox: mailbox)
            let (mailbox, serial) = (self.mailbox, board.beginOperation())
            let carryOut: @Sendable () async -> Void = {
                let result: Result<[LuaValue], any Error>
                do { result = .success(try await body(context)) } catch { result = .failure(error) }
                mailbox.post(.init(task: task, serial: serial, result: result))
            }
            // Begun at once, on this thread: what does not suspend needs no other one.
            let operation =
                lane.map { Task(executorPreference: $0, operation: carryOut) }
                ?? Task.immediate(operation: carryOut)
            board.wait(task, for: operation, context, serial: serial)
        }
    }

    /// Answers the call whose wait has ended.
    ///
    /// - Throws: whatever the wait ended with.
    func answerWait(on L: OpaquePointer, of function: LuaFunction) throws -> Int32 {
        guard let answer = current?.phase.fetchAnswer() else { return 0 }
        switch answer {
        case .values(let values):
            // Most waits answer nothing, and need no room on the stack.
            if values.isEmpty { return 0 }
            try state.push(values, on: L)
            return Int32(values.count)
        case .failure(let error):
            throw error
        case .tasks(let wait):
            let answer = try pushAnswer(of: wait, on: L)
            function.checkHeight(of: L, answer < 0 ? 1 : answer)
            return answer
        }
    }

    /// Lets everybody pass who waits for the gate, now and later.
    func open(_ gate: LuaGate) {
        for task in board.open(gate) { answer(task, with: .values([])) }
    }
}
