import CLua

extension LuaScheduler {
    /// Pushes what a finished wait gives, or the error that decided it.
    func answer(_ wait: LuaTaskWait, on L: OpaquePointer) -> Int32 {
        if wait.goal != .firstEnded, let decisive = wait.decisive, case .failure(let error, _) = decisive.outcome {
            decisive.isObserved = true
            // The very value that was raised goes on, not a copy, and keeps the place that it names.
            guard let holder = decisive.errorHolder?.coroutine else {
                state.pushError(error, on: L)
                return Int32(CLUA_RAISE)
            }
            lua_checkstack(holder, Int32(CLUA_STACK_ROOM))
            lua_pushvalue(holder, -1)
            lua_xmove(holder, L, 1)
            return Int32(CLUA_RERAISE)
        }
        switch wait.goal {
        case .firstEnded:
            guard let decisive = wait.decisive else { return 0 }
            state.push(.object(LuaObjectReference(decisive)), on: L)
            return 1
        case .first:
            guard let decisive = wait.decisive else { return 0 }
            state.push(.object(LuaObjectReference(decisive)), on: L)
            return 1 + pushResults(of: decisive, limit: .max, on: L)
        case .all:
            if wait.tasks.count == 1 { return pushResults(of: wait.tasks[0], limit: .max, on: L) }
            lua_checkstack(L, Int32(wait.tasks.count) + Int32(CLUA_STACK_ROOM))
            for task in wait.tasks where pushResults(of: task, limit: 1, on: L) == 0 { lua_pushnil(L) }
            return Int32(wait.tasks.count)
        }
    }

    private func pushResults(of task: LuaTask, limit: Int32, on L: OpaquePointer) -> Int32 {
        guard case .success(let count) = task.outcome, let coroutine = task.coroutine, count > 0 else { return 0 }
        let pushed = min(count, limit)
        lua_checkstack(L, pushed + Int32(CLUA_STACK_ROOM))
        lua_checkstack(coroutine, pushed + Int32(CLUA_STACK_ROOM))
        let first = lua_gettop(coroutine) - count + 1
        for index in first..<first + pushed { lua_pushvalue(coroutine, index) }
        lua_xmove(coroutine, L, pushed)
        return pushed
    }

    func release(_ task: LuaTask) {
        luaL_unref(state.L, clua_registry_index(), task.reference)
        task.coroutine = nil
    }

    func releaseAbandoned() {
        for reference in abandoned.takeAll() { luaL_unref(state.L, clua_registry_index(), reference) }
    }
}
