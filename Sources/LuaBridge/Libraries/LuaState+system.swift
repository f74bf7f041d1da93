import CLua
import Glibc

extension LuaState {
    /// Has `os.time` and `os.date` without a time, `os.clock`, and `math.random`, go by another clock and another seed
    /// than the machine's.
    ///
    /// - Parameters:
    ///   - now: The time since 1970; called on the interpreter's thread.
    ///   - running: The time since the script began, which `os.clock` gives.
    ///   - seed: What `math.random` starts from.
    package func installClock(
        seed: Int64, now: @escaping @Sendable () -> Duration, running: @escaping @Sendable () -> Duration
    ) throws {
        let stopwatch = LuaFunction("os.clock") { _ in .values([.number(running() / .seconds(1))]) }
        let clock = LuaFunction("os.time") { _ in .values([.integer(now().components.seconds)]) }
        try runHostCode(
            PackageResources.clock_lua, name: "clock",
            arguments: [.function(clock), .integer(seed), .function(stopwatch)],
            globals: ["os.time", "os.date", "os.clock"])
    }

    /// Puts `os.getenv` in place; variables whose name `isHidden` says are as if they were not set.
    ///
    /// Reads the process's environment at each call.
    ///
    /// - Parameter isHidden: Called on the interpreter's thread with a name, such as that of a key.
    public func installEnvironment(hiding isHidden: @escaping @Sendable (String) -> Bool) {
        register(
            LuaFunction("os.getenv") { call in
                guard case .string(let name) = try call.stringOrNumber(at: 1, of: "getenv"),
                    !name.utf8.contains(0), !isHidden(name), let value = getenv(name)
                else { return .values([.nil]) }
                return .values([LuaValue(bytes: UnsafeRawBufferPointer(start: value, count: strlen(value)))])
            })
    }

    /// Puts `os.exit(code, close)` in place.
    ///
    /// It ends the script, not the process: the host does that with the ``LuaStop/exit(code:)`` that it finds in
    /// ``LuaControl/stopReason``.
    ///
    /// Every task is unwound by an error that no `pcall` catches; `__close` handlers run, with or without `close`,
    /// and cannot wait any more. ``LuaControl/stop(_:)`` still stops one that does not end.
    public func installExit() {
        register(
            LuaFunction("os.exit") { call in
                let code = try Self.exitCode(call)
                let state = call.state
                if !state.scheduler.isLeaving {
                    state.control.leave(code: code)
                    let error: LuaTable = [
                        "kind": "exit", "code": .integer(Int64(code)),
                        "message": .string(LuaStop.exit(code: code).message),
                    ]
                    try state.pushErrorTable(error, on: call.L)
                    clua_keep_exit_error(call.L)
                    state.scheduler.leave()
                }
                throw LuaCancelled()
            })
    }

    private static func exitCode(_ call: borrowing LuaCall) throws -> Int32 {
        let type = lua_type(call.L, 1)
        switch type {
        case LUA_TNONE, LUA_TNIL: return 0
        case LUA_TBOOLEAN: return lua_toboolean(call.L, 1) != 0 ? 0 : 1
        default:
            var exact: Int32 = 0
            let code = lua_tointegerx(call.L, 1, &exact)
            guard exact != 0 else {
                throw call.badArgument(
                    1, of: "exit",
                    type == LUA_TNUMBER
                        ? "number has no integer representation"
                        : "number expected, got \(String(cString: lua_typename(call.L, type)))")
            }
            return Int32(truncatingIfNeeded: code)
        }
    }
}
