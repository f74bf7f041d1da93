import CLua

extension LuaScheduler {
    /// Pushes what a finished wait gives, or the error that decided it.
    ///
    /// - Throws: ``LuaLimitError`` when there is no room for the results.
    func pushAnswer(of wait: LuaTaskWait, on L: OpaquePointer) throws(LuaLimitError) -> Int32 {
        if wait.goal != .firstEnded, let decisive = wait.decisive, case .failure(let error, _) = decisive.phase.ending {
            decisive.isObserved = true
            // The very value that was raised is passed on, not a copy, and keeps the place that it names.
            guard let holder = decisive.errorHolder?.coroutine else {
                state.pushError(error, on: L)
                return Int32(CLUA_RAISE)
            }
            clua_copy_top(holder, L)
            return Int32(CLUA_RERAISE)
        }
        switch wait.goal {
        case .firstEnded:
            guard let decisive = wait.decisive else { return 0 }
            state.push(decisive, on: L)
            return 1
        case .first:
            guard let decisive = wait.decisive else { return 0 }
            state.push(decisive, on: L)
            return try 1 + pushResults(of: decisive, limit: .max, on: L)
        case .all:
            if wait.tasks.count == 1 { return try pushResults(of: wait.tasks[0], limit: .max, on: L) }
            let count = Int32(clamping: wait.tasks.count)
            guard clua_reserve(L, count) else { throw .tooManyResults(count) }
            for task in wait.tasks where try pushResults(of: task, limit: 1, on: L) == 0 { lua_pushnil(L) }
            return count
        }
    }

    /// Pushes the first `limit` results of a task that has ended well; they stay on its own stack too.
    func pushResults(of task: LuaTask, limit: Int32, on L: OpaquePointer) throws(LuaLimitError) -> Int32 {
        guard case .success(let count) = task.phase.ending, let coroutine = task.coroutine, count > 0 else { return 0 }
        let pushed = min(count, limit)
        guard clua_copy_values(coroutine, lua_gettop(coroutine) - count + 1, pushed, L) else {
            throw .tooManyResults(count)
        }
        return pushed
    }
}
