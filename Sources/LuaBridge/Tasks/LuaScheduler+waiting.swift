import CLua

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
        task.pendingWait = (wait, function)
    }

    /// Starts the wait that ``suspend(for:in:)`` announced, now that the coroutine stands still.
    func begin(_ task: LuaTask) {
        guard let (wait, function) = task.pendingWait.take() else { return }
        task.state = .waiting
        task.serial += 1
        switch consume wait {
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
            let context = LuaTaskContext(
                path: task.path, step: task.steps, function: function.name, note: label, mailbox: mailbox)
            inFlight += 1
            // Begun at once, on this thread: what does not suspend needs no other one.
            let (mailbox, serial) = (self.mailbox, task.serial)
            task.wait = .operation(
                context,
                Task.immediate {
                    let result: Result<[LuaValue], any Error>
                    do { result = .success(try await body(context)) } catch { result = .failure(error) }
                    mailbox.post(.init(task: task, serial: serial, result: result))
                })
        }
    }

    func deliver(_ delivery: consuming LuaTask.Delivery, to task: LuaTask) {
        if case .timer = task.wait.take() { sleeping -= 1 }
        task.delivery = isLeaving ? .failure(LuaCancelled()) : delivery
        task.state = .ready
        enqueue(task)
    }

    /// Answers the call whose wait has ended.
    ///
    /// - Throws: whatever the wait ended with.
    func answerWait(on L: OpaquePointer, of function: LuaFunction) throws -> Int32 {
        guard let delivery = current?.delivery.take() else { return 0 }
        switch delivery {
        case .values(let values):
            // Most waits answer nothing, and need no room on the stack.
            if values.isEmpty { return 0 }
            try state.push(values, on: L)
            return Int32(values.count)
        case .failure(let error):
            throw error
        case .tasks(let wait):
            let answer = try answer(wait, on: L)
            function.checkHeight(of: L, answer < 0 ? 1 : answer)
            return answer
        }
    }

    func takeLetters() {
        guard mailbox.hasNews else { return }
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

    func fireTimers() {
        guard timers.nextDeadline != .max else { return }
        let now = self.now
        while let timer = timers.takeDue(at: now) {
            guard timer.task.state == .waiting, timer.task.serial == timer.serial else { continue }
            deliver(.values([]), to: timer.task)
        }
    }
}
