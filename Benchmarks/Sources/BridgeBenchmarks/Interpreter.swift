import LuaBridge
import PlainLua

/// An interpreter on the system clock with the functions that are measured, set up as a run sets up its own.
struct Interpreter {
    let state: LuaState

    init() throws {
        state = try LuaState()
        try state.open(.sandboxed)
        state.bindToCurrentThread()
        for function in Self.functions { state.register(function) }
        _ = try state.scheduler.run("register_plain()".utf8, name: "=register")
    }

    /// Runs a script to its end, all of its tasks included, and tells how many seconds that took.
    func seconds(running script: String) throws -> Double {
        let start = ContinuousClock.now
        try state.scheduler.run(script.utf8, name: "=benchmark")
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private static let functions = [
        LuaFunction("register_plain") { call in
            plain_lua_register(call.L)
            return .nothing
        },
        LuaFunction("swift_add") { call in
            call.push(try call.integer(at: 1) &+ call.integer(at: 2))
            return .pushed(1)
        },
        LuaFunction("ready") { _ in .wait(.ready([])) },
        LuaFunction("operation") { _ in .wait(.operation("nothing") { _ in [] }) },
        LuaTaskLibrary.spawn, LuaTaskLibrary.sleep,
    ]
}
