import CLua

extension LuaScheduler {
    /// Releases the operations that wait for the rest of a tree of tasks to stand still, where it does.
    func releaseHolds() {
        guard !mailbox.holds.isEmpty else { return }
        let (holds, tasks) = (mailbox.holds.all, tree.all)
        for root in Set(holds.map(\.root)) {
            let held = holds.filter { $0.root == root }
            let waiting = Set(held.map(\.task))
            let isStill = tasks.allSatisfy { task in
                guard task.path == root || task.path.hasPrefix(root + ".") else { return true }
                return !canGoOn(task, besides: waiting)
            }
            guard isStill else { continue }
            for hold in held { mailbox.holds.remove(hold.number)?.release() }
        }
    }

    /// Whether something will come for a task that lets it run again.
    private func canGoOn(_ task: LuaTask, besides held: Set<String>) -> Bool {
        switch task.phase {
        case .new, .ready, .running: true
        case .waiting(.operation(let context, _), _): !held.contains(context.path)
        case .waiting(.timer, _): !isOnlySleeping(task)
        case .waiting(.tasks, _), .waiting(.gate, _), .closing, .ended: false
        }
    }

    /// Whether a task has nothing to do after its sleep, like the alarm of `task.timeout`.
    private func isOnlySleeping(_ task: LuaTask) -> Bool {
        guard let coroutine = task.coroutine else { return true }
        var caller = lua_Debug()
        return lua_getstack(coroutine, 1, &caller) == 0
    }
}
