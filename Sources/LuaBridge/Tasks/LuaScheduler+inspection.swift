import CLua

extension LuaScheduler {
    /// Every task with its Lua traceback and what it waits for, for a person.
    package func describeTasks() -> String {
        tree.all.map { task in
            "\(task.name): \(task === current ? "running" : task.waitDescription)\n\(traceback(of: task))"
        }.joined(separator: "\n")
    }

    /// Answers an inspection, from the hook of the running coroutine or while nothing runs.
    func reportInspection(running: OpaquePointer?) {
        var report = describeTasks()
        if let running, running != current?.coroutine, let traceback = state.traceback(of: running) {
            report += "\nin a coroutine of the running task:\n\(traceback)"
        }
        onInspection?(report)
    }

    /// The calls of a task, innermost first, those inside coroutines that the script made included.
    private func traceback(of task: LuaTask) -> String {
        var coroutines: [OpaquePointer] = []
        var next = task.coroutine
        while let coroutine = next {
            coroutines.append(coroutine)
            // What the running task is in the middle of has no end yet that can be followed.
            next = task === current ? nil : clua_inner_coroutine(coroutine)
        }
        return coroutines.reversed().compactMap { state.traceback(of: $0) }.joined(separator: "\nresumed from:\n")
    }
}
