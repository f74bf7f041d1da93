import CLua

extension LuaScheduler {
    /// Every task with the script's calls and what it waits for, for a person; tasks that do the same are one entry.
    package func describeTasks() -> String {
        var alike: [String: Int] = [:]
        var groups: [(first: LuaTask, last: LuaTask, count: Int, words: String)] = []
        for task in tree.all {
            let words = "\(task === current ? "running" : task.waitDescription)\n\(calls(of: task))"
            let key = task.origin + words
            if let index = alike[key] {
                groups[index].last = task
                groups[index].count += 1
            } else {
                alike[key] = groups.count
                groups.append((task, task, 1, words))
            }
        }
        return groups.map { group in
            guard group.count > 1 else { return "\(group.first.name): \(group.words)" }
            let origin = group.first.origin.isEmpty ? "" : " (\(group.first.origin))"
            return "\(group.count) tasks, \(group.first.path) to \(group.last.path)\(origin): \(group.words)"
        }.joined(separator: "\n")
    }

    /// Answers an inspection, from the hook of the running coroutine or while nothing runs.
    func reportInspection(running: OpaquePointer?) {
        var report = describeTasks()
        if let running, running != current?.coroutine, let traceback = state.traceback(of: running) {
            report += "\nin a coroutine of the running task:\n\(scriptCalls(traceback))"
        }
        onInspection?(report)
    }

    /// The calls of a task, innermost first, those inside coroutines that the script made included.
    private func calls(of task: LuaTask) -> String {
        var coroutines: [OpaquePointer] = []
        var next = task.coroutine
        while let coroutine = next {
            coroutines.append(coroutine)
            // What the running task is in the middle of has no end yet that can be followed.
            next = task === current ? nil : clua_inner_coroutine(coroutine)
        }
        return coroutines.reversed().compactMap { state.traceback(of: $0) }.map(scriptCalls)
            .joined(separator: "\n  resumed from:\n")
    }

    /// Where the script is in a task that waits: `move.lua:14`; nil if it is nowhere in the script.
    func location(of task: LuaTask) -> String? {
        let call = calls(of: task).split(separator: "\n").first?.drop { $0 == " " }
        guard let call, let end = call.firstRange(of: ": in ")?.lowerBound else { return nil }
        return String(call[..<end])
    }

    /// The lines of a traceback that are places of the script: Lua's own functions and the host's tell nothing of it.
    private func scriptCalls(_ traceback: String) -> String {
        let lines = traceback.split(separator: "\n").dropFirst().map { $0.drop { $0 == "\t" } }
        let ofScript = lines.filter {
            !$0.hasPrefix("[C]:") && !$0.hasPrefix("[\(state.program) ") && !$0.hasPrefix("(...tail calls")
        }
        return (ofScript.isEmpty ? lines : ofScript).map { "    \($0)" }.joined(separator: "\n")
    }
}
