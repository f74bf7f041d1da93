import LuaBridge

/// An interpreter on a virtual clock with the functions that the tests of the bridge call.
struct Interpreter {
    let state: LuaState

    init(_ permissions: LuaPermissions = .sandboxed, memoryLimit: Int = 1 << 30, clock: LuaClock = .virtual) throws {
        state = try LuaState(memoryLimit: memoryLimit, clock: clock)
        var permissions = permissions
        permissions.hints = .flags
        try state.open(permissions)
        for function in Self.functions { state.register(function) }
        for function in Self.taskFunctions { state.register(function) }
        state.setMethods(
            of: LuaTask.self, [("cancel", LuaTaskLibrary.cancel), ("__tostring", LuaTaskLibrary.describe)])
        state.setGlobal("null", .null)
    }

    /// Runs a script as the main task.
    func run(_ script: String, name: String = "@test.lua", _ arguments: LuaValue...) throws -> [LuaValue] {
        try state.scheduler.run(script.utf8, name: name, arguments: arguments)
    }

    /// The words of the error that a script ends with.
    func error(of script: String) -> String {
        do {
            return "no error, but \(try run(script))"
        } catch {
            return "\(error)"
        }
    }

    private static let taskFunctions = [
        LuaTaskLibrary.spawn, LuaTaskLibrary.spawnAt, LuaTaskLibrary.wait, LuaTaskLibrary.first, LuaTaskLibrary.sleep,
        LuaTaskLibrary.status,
    ]

    private static let functions = [
        // By way of a Swift task.
        LuaFunction("wait") { call in
            let value = try call.value(at: 1)
            return .wait(
                .operation("adding one") { _ in
                    await Task.yield()
                    guard case .integer(let integer) = value else { return [value] }
                    return [.integer(integer + 1)]
                })
        },
        LuaFunction("ready") { call in .wait(.ready([try call.value(at: 1)])) },
        LuaFunction("wait_and_fail") { _ in
            .wait(.operation("failing") { _ in throw Refusal(kind: "conflict", message: "taken") })
        },
        LuaFunction("fail") { _ in throw Refusal(kind: "rejected", message: "no") },
        LuaFunction("boom") { _ in throw LuaMismatch("boom") },
        LuaFunction("echo") { call in .values(try call.values()) },
        LuaFunction("text") { call in .values([.string(String(repeating: "x", count: Int(try call.integer(at: 1))))]) },
        LuaFunction("path") { call in
            .wait(.operation("telling the path") { [.string("\($0.path)#\($0.step)")] })
        },
    ]
}

struct Refusal: LuaRaisable {
    var kind: String
    var message: String
    var luaErrorValue: LuaValue { .table(["kind": .string(kind), "message": .string(message)]) }
}

extension LuaPermissionHints {
    /// As a command line has them.
    static let flags = LuaPermissionHints(
        read: "--allow-read", write: "--allow-write", run: "--allow-run", all: "--allow-all")
}
