import CLua

// How tasks end: by themselves, by an error, by being cancelled.
extension LuaScheduler {
    /// The function of a task has returned or raised; the task ends when its children have.
    func end(_ task: LuaTask, _ ending: consuming LuaTask.Ending) {
        task.phase.close(with: ending)
        if case .closing(.failure) = task.phase {
            cancel(inOrder: task.children)
        } else if policy.releasesChildren(of: task) {
            tree.releaseChildren(of: task)
        }
        if task.links.children.isEmpty { finish(task) }
    }

    /// Ends a task, then its parent if that waits for no other child, and so on; how deep tasks are nested is the
    /// script's choice, so none of this recurses.
    private func finish(_ task: LuaTask) {
        var ended: LuaTask? = task
        while let task = ended { ended = finishOne(task) }
    }

    /// Ends one task and gives its parent, if that ends too.
    private func finishOne(_ task: LuaTask) -> LuaTask? {
        passOnErrors(of: task)
        let error: LuaError? = if case .closing(.failure(let error, _)) = task.phase { error } else { nil }
        let fate: LuaTask.Fate =
            error.map { task.isCancelled && $0.isCancellation ? .cancelled : .failed } ?? .done
        task.phase.end(as: fate)
        answerWaiters(for: task)
        if case .ended(.success(0), _) = task.phase { release(task) }
        let isLost = fate == .failed && !task.isObserved
        guard let parent = tree.remove(task, failed: isLost) else {
            // The input that spawned it has ended; nobody can be told but the host.
            if let error, isLost, task.links.isReleased { onUnobservedError?(error) }
            return nil
        }
        guard case .closing = parent.phase, parent.links.children.isEmpty else { return nil }
        return parent
    }

    private func answerWaiters(for task: LuaTask) {
        for waiter in board.takeWaiters(for: task) {
            guard case .tasks(let wait) = waiter.phase.wait, wait.isOver else { continue }
            for other in wait.tasks where other.phase.hasEnded { other.isObserved = true }
            answer(waiter, with: .tasks(wait))
        }
    }

    /// An error that nobody waited for becomes the parent's own; where the parent has one already it is reported.
    private func passOnErrors(of task: LuaTask) {
        for child in tree.takeFailedChildren(of: task) where !child.isObserved {
            guard case .failure(let error, _) = child.phase.ending else { continue }
            if case .closing(.success) = task.phase, !policy.releasesChildren(of: task) {
                task.phase.fail(with: error, value: child.errorHolder.map { .of($0) } ?? .copied)
            } else {
                onUnobservedError?(error)
            }
        }
    }

    /// Ends a task as soon as it waits, or at once if it waits already: the call that waits raises an error of kind
    /// `cancelled`, and so does every later one.
    ///
    /// An operation in flight is cancelled, and awaited.
    func cancel(_ task: LuaTask) {
        cancel(inOrder: [task])
    }

    /// Cancels tasks, and the children of those that have returned.
    func cancel(inOrder tasks: [LuaTask]) {
        var next = Array(tasks.reversed())
        while let task = next.popLast() {
            guard !task.phase.hasEnded, !task.isCancelled else { continue }
            task.isCancelled = true
            switch task.phase {
            case .waiting(.operation(_, let operation), _): operation.cancel()
            case .waiting: answer(task, with: .failure(LuaCancelled()))
            case .closing: next += task.children.reversed()
            case .new, .ready, .running, .ended: break
            }
        }
    }

    /// Nothing can run and nothing will come: every task waits for another.
    func breakDeadlock() {
        let stuck = tree.all.filter { $0.phase.kind == .waiting }
        let words = stuck.map { "\($0.name) is \($0.waitDescription)" }.joined(separator: "; ")
        for task in stuck {
            answer(task, with: .failure(LuaError(.deadlock, "deadlock: every task waits for another: \(words)")))
        }
    }

    private func release(_ task: LuaTask) {
        guard task.takeCoroutine() != nil else { return }
        luaL_unref(state.L, clua_registry_index(), task.reference)
    }

    func releaseAbandoned() {
        for reference in abandoned.takeAll() { luaL_unref(state.L, clua_registry_index(), reference) }
    }
}
