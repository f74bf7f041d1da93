import CLua

// What is different while a person enters one input after the other: see ``LuaConversation``.
extension LuaScheduler {
    /// Ends the input and what it spawned: calls that wait are cancelled, Lua code is stopped.
    ///
    /// Called between the steps of tasks, or from the hook of the coroutine that runs.
    func interruptInput() {
        guard case .conversation(let conversation) = policy, let input = conversation.input,
            !conversation.isInterrupting
        else { return }
        conversation.isInterrupting = true
        if let current { aimStop(at: current) } else if conversation.isShowing { stopInput() }
        for task in tree.withDescendants(of: [input]) { cancel(task) }
    }

    /// The stop of an interrupt is for the input's tasks only; others run as if there were none.
    func aimStop(at task: LuaTask) {
        switch policy.aim(at: task) {
        case .stop where !control.isStopping: stopInput()
        case .spare where !control.isStopping: clua_take_stop_back(vm)
        case .stop, .spare, .unchanged: break
        }
    }

    private func stopInput() {
        clua_stop(vm, LuaStop.interrupted(signal: 2).message)
    }
}

extension LuaTask {
    /// What the task waits for in the end, where it waits for others: the first of them that waits for something else.
    var waitWords: LuaActivity.State { waitWords(depth: 0) }

    private func waitWords(depth: Int) -> LuaActivity.State {
        switch phase.wait {
        case .operation(let context, _): return .operation(context)
        case .timer, .gate: return .words(waitDescription)
        // Tasks may wait for each other in a circle.
        case .tasks(let wait) where depth < 10:
            let others = wait.tasks.lazy.filter { !$0.phase.hasEnded }.map { $0.waitWords(depth: depth + 1) }
            return others.first { $0.isWait } ?? .words(waitDescription)
        case .tasks: return .words(waitDescription)
        case nil: return .running
        }
    }
}
