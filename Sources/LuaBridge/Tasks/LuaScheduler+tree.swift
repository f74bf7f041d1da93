import CLua

extension LuaScheduler {
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
        let place = parent.map { LuaTaskPath(segment ?? String(takeOrdinal(of: $0)), of: $0.place) }
        nextID += 1
        let task = LuaTask(
            id: nextID, place: place ?? LuaTaskPath(), origin: origin, parent: parent, abandoned: abandoned,
            memory: memory, coroutine: coroutine, reference: reference, arguments: arguments)
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
    var tasks: [LuaTask] { withDescendants(roots) }

    /// Tasks and all that they spawned that have not ended, in the order in which they were made.
    func withDescendants(_ tasks: [LuaTask]) -> [LuaTask] {
        var found = tasks
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
    func end(_ task: LuaTask, _ outcome: LuaTask.Ending) {
        task.ending = outcome
        task.state = .closing
        if case .failure = outcome {
            cancelChildren(of: task)
        } else if isInput(task) {
            roots += task.releaseChildren()
        }
        if task.children.isEmpty { finish(task) }
    }

    /// Ends a task, then its parent if that waits for no other child, and so on; how deep tasks are nested is the
    /// script's choice, so none of this recurses.
    private func finish(_ task: LuaTask) {
        var ended: LuaTask? = task
        while let task = ended { ended = finishOne(task) }
    }

    /// Ends one task and gives its parent, if that ends too.
    private func finishOne(_ task: LuaTask) -> LuaTask? {
        passOnUnobserved(of: task)
        switch task.ending {
        case .failure(let error, _): task.state = task.isCancelled && error.isCancellation ? .cancelled : .failed
        default: task.state = .done
        }
        for (waiter, serial) in task.waiters where waiter.serial == serial && waiter.state == .waiting {
            guard case .tasks(let wait) = waiter.wait, wait.isOver else { continue }
            for other in wait.tasks where other.state.hasEnded { other.isObserved = true }
            deliver(.tasks(wait), to: waiter)
        }
        task.waiters.removeAll()
        if case .success(0) = task.ending { release(task) }
        guard let parent = task.parent else {
            roots.removeAll { $0 === task }
            reportBackgroundError(of: task)
            return nil
        }
        parent.remove(task)
        if task.state == .failed && !task.isObserved { parent.unobserved.append(task) }
        return parent.state == .closing && parent.children.isEmpty ? parent : nil
    }

    /// An error that nobody waited for becomes the parent's own; where the parent has one already it is reported.
    private func passOnUnobserved(of task: LuaTask) {
        for child in task.unobserved where !child.isObserved {
            guard case .failure(let error, _) = child.ending else { continue }
            if case .success = task.ending, !isInput(task) {
                task.ending = .failure(error, value: child.errorHolder.map { .of($0) } ?? .copied)
            } else {
                onUnobservedError?(error)
            }
        }
        task.unobserved.removeAll()
    }

    /// Ends a task as soon as it waits, or at once if it waits already: the call that waits raises an error of kind
    /// `cancelled`, and so does every later one.
    ///
    /// An operation in flight is cancelled, and awaited.
    func cancel(_ task: LuaTask) {
        cancel(inOrder: [task])
    }

    private func cancelChildren(of task: LuaTask) {
        cancel(inOrder: task.children.sorted { $0.id < $1.id })
    }

    private func cancel(inOrder tasks: [LuaTask]) {
        var next = Array(tasks.reversed())
        while let task = next.popLast() {
            guard !task.state.hasEnded, !task.isCancelled else { continue }
            task.isCancelled = true
            switch (task.state, task.wait) {
            case (.waiting, .operation(_, let operation)): operation.cancel()
            case (.waiting, _): deliver(.failure(LuaCancelled()), to: task)
            case (.closing, _): next += task.children.sorted { $0.id > $1.id }
            default: break
            }
        }
    }

    func cancelEverything() {
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
    func breakDeadlock() {
        let stuck = tasks.filter { $0.state == .waiting }
        let words = stuck.map { "\($0.name) is \($0.waitDescription)" }.joined(separator: "; ")
        for task in stuck {
            deliver(.failure(LuaError(.deadlock, "deadlock: every task waits for another: \(words)")), to: task)
        }
    }
}
