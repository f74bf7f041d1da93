extension LuaScheduler {
    /// Every task with its Lua traceback and what it waits for, for a person.
    public func describeTasks() -> String {
        tasks.map { task in
            let traceback = task.coroutine.flatMap { state.traceback(of: $0) } ?? ""
            return "\(task.name): \(task === current ? "running" : task.waitDescription)\n\(traceback)"
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
}
