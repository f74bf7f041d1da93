import CLua

// What is different while a person enters one input after the other: see ``LuaConversation``.
extension LuaScheduler {
    func isInput(_ task: LuaTask) -> Bool {
        conversation?.input === task
    }

    private func belongsToInput(_ task: LuaTask) -> Bool {
        guard let input = conversation?.input else { return false }
        return input === task || input.isAncestor(of: task)
    }

    /// Ends the input and what it spawned: calls that wait are cancelled, Lua code is stopped.
    ///
    /// Called between the steps of tasks, or from the hook of the coroutine that runs.
    func interruptInput() {
        guard conversation?.input != nil, conversation?.isInterrupting == false else { return }
        conversation?.isInterrupting = true
        if let current { aimStop(at: current) } else if conversation?.isShowing == true { stopInput() }
        guard let input = conversation?.input else { return }
        for task in withDescendants([input]) { cancel(task) }
    }

    /// The stop of an interrupt is for the input's tasks only; others run as if there were none.
    func aimStop(at task: LuaTask) {
        guard !control.isStopping else { return }
        if belongsToInput(task) { stopInput() } else { clua_take_stop_back(vm) }
    }

    private func stopInput() {
        clua_stop(vm, LuaStop.interrupted(signal: 2).message)
    }

    /// An error of a task whose input has ended, which nobody waits for at this moment.
    func reportBackgroundError(of task: LuaTask) {
        guard task.isBackground, task.state == .failed, !task.isObserved, case .failure(let error, _) = task.ending
        else { return }
        onUnobservedError?(error)
    }
}

extension LuaTask {
    /// What the task waits for in the end, where it waits for others: the first of them that waits for something else.
    var waitWords: LuaActivity.State { waitWords(depth: 0) }

    private func waitWords(depth: Int) -> LuaActivity.State {
        switch wait {
        case .operation(let context, _): return .operation(context)
        case .timer, .gate: return .words(waitDescription)
        // Tasks may wait for each other in a circle.
        case .tasks(let wait) where depth < 10:
            let others = wait.tasks.lazy.filter { !$0.state.hasEnded }.map { $0.waitWords(depth: depth + 1) }
            return others.first { $0.isWait } ?? .words(waitDescription)
        case .tasks: return .words(waitDescription)
        case nil: return .running
        }
    }
}
