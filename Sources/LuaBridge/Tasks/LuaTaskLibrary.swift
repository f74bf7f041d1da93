import CLua

/// The functions on which scripts' `task` module is built.
///
/// ```swift
/// state.setGlobal("task", .table([
///     "spawn": .function(LuaTaskLibrary.spawn), "wait": .function(LuaTaskLibrary.wait),
///     "sleep": .function(LuaTaskLibrary.sleep),
/// ]))
/// state.setMethods(of: LuaTask.self, [
///     ("__index", LuaTaskLibrary.index), ("__tostring", LuaTaskLibrary.describe),
/// ])
/// ```
///
/// They take and return Lua functions and values of any kind, so they work on the stack and not on copies.
public enum LuaTaskLibrary {
    /// `spawn(fn, ...)` → handle: starts a task; it runs when the caller next waits.
    ///
    /// The arguments after `fn` are the task's own. Its parent is the caller, which ends after it. Counts a
    /// kilobyte against the memory limit, besides its coroutine.
    public static let spawn = LuaFunction("task.spawn") { call in
        try makeTask(call, function: 1, segment: nil)
    }

    /// `spawn_at(segment, fn, ...)` → handle: the same with a chosen last part of the path.
    package static let spawnAt = LuaFunction("task.spawn_at") { call in
        try makeTask(call, function: 2, segment: try call.string(at: 1))
    }

    /// `ordinal()` → integer: the next number in the caller's order of spawning.
    package static let ordinal = LuaFunction("task.ordinal") { call in
        guard let task = call.state.scheduler.current else { throw LuaCannotWait(function: "task.ordinal") }
        call.push(Int64(call.state.scheduler.tree.takeOrdinal(of: task)))
        return .pushed(1)
    }

    /// `wait(handle, ...)`: the results of one task; of several the first result of each.
    ///
    /// Raises the first error. A task that has ended already is not waited for.
    public static let wait = LuaFunction("task.wait") { call in
        guard call.count > 0 else { throw LuaMismatch("task.wait: expected at least one task") }
        let tasks = try (1...call.count).map { try handle(call, at: $0, of: "task.wait") }
        return .wait(.tasks(LuaTaskWait(tasks: tasks, goal: .all)))
    }

    /// `first(handles)` → handle, results: the task that ended first, and its results; raises its error.
    ///
    /// The others run on. Of several that have ended already, the first of the list counts.
    public static let first = LuaFunction("task.first") { call in
        .wait(.tasks(LuaTaskWait(tasks: try handles(call, of: "task.first"), goal: .first)))
    }

    /// `first_ended(handles)` → handle: the task that ended first, well or not.
    package static let firstEnded = LuaFunction("task.first_ended") { call in
        .wait(.tasks(LuaTaskWait(tasks: try handles(call, of: "task.first_ended"), goal: .firstEnded)))
    }

    private static func handles(_ call: borrowing LuaCall, of function: String) throws -> [LuaTask] {
        guard case .table(let table) = try call.value(at: 1), table.fields.isEmpty, !table.array.isEmpty else {
            throw LuaMismatch("\(function): argument #1 'handles': expected a list of tasks")
        }
        return try table.array.enumerated().map { offset, value in
            guard case .object(let reference) = value, let task = reference.object as? LuaTask else {
                throw LuaMismatch(
                    "\(function): argument #1 'handles'[\(offset + 1)]: expected task, got \(value.typeName)")
            }
            return task
        }
    }

    /// `sleep(seconds)`: suspends the caller, by the clock of the scheduler; from 0 to 1e9, fractions allowed.
    ///
    /// With 0 the other tasks that can run get a turn.
    public static let sleep = LuaFunction("task.sleep") { call in
        do throws(LuaMismatch) {
            return .wait(.sleep(try Duration(lua: (try? call.value(at: 1)) ?? .nil)))
        } catch {
            throw error.inside("task.sleep: argument #1 'seconds'")
        }
    }

    /// `handle:cancel()`: each wait of the task, from now on, raises an error of kind `cancelled`.
    ///
    /// Returns at once. What the task spawned is cancelled when it ends; a task that has ended is left alone.
    public static let cancel = LuaFunction("task:cancel") { call in
        call.state.scheduler.cancel(try handle(call, at: 1, of: "task:cancel"))
        return .nothing
    }

    /// `status(handle)` → `ready`, `running`, `waiting`, `done`, `failed` or `cancelled`.
    ///
    /// A task that has returned and waits for its children is `running`.
    public static let status = LuaFunction("task.status") { call in
        call.push(status(of: try handle(call, at: 1, of: "task.status")))
        return .pushed(1)
    }

    /// `handle.state`, `handle.path` and `handle.cancel`; nil for any other name.
    ///
    /// The `__index` of ``LuaTask``'s handles.
    public static let index = LuaFunction("task.__index") { call in
        let task = try handle(call, at: 1, of: "task")
        switch try call.value(at: 2) {
        case "state": call.push(status(of: task))
        case "path": call.push(task.path)
        case "cancel": try call.push(.function(cancel))
        default: return .values([.nil])
        }
        return .pushed(1)
    }

    /// `tostring(handle)`: `task 0.1 (file.lua:3): sleeping 5.0 seconds`.
    ///
    /// The `__tostring` of ``LuaTask``'s handles.
    public static let describe = LuaFunction("task.__tostring") { call in
        let task = try handle(call, at: 1, of: "task")
        call.push("\(task.name): \(task.waitDescription)")
        return .pushed(1)
    }

    private static func status(of task: LuaTask) -> String {
        if case .closing = task.phase { "running" } else { task.status }
    }

    private static func handle(_ call: borrowing LuaCall, at index: Int32, of function: String) throws -> LuaTask {
        guard let task = call.state.object(LuaTask.self, at: index, on: call.L) else {
            let type = String(cString: lua_typename(call.L, lua_type(call.L, index)))
            throw LuaMismatch("\(function): argument #\(index): expected task, got \(type)")
        }
        return task
    }

    private static func makeTask(
        _ call: borrowing LuaCall, function index: Int32, segment: String?
    ) throws -> LuaAnswer {
        guard lua_type(call.L, index) == LUA_TFUNCTION else {
            let type = String(cString: lua_typename(call.L, lua_type(call.L, index)))
            throw LuaMismatch("task.spawn: argument #1 'fn': expected function, got \(type)")
        }
        let task = try call.state.scheduler.makeTask(arguments: call.count - index, on: call.L, segment: segment)
        lua_settop(call.L, 0)
        try call.push(.object(LuaObjectReference(task)))
        return .replaced(1)
    }
}
