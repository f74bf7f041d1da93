import LuaBridge
import Testing

/// What reaches beyond the interpreter is closed, and says which flag opens it.
struct SandboxTests {
    @Test(arguments: [
        ("os.execute('true')", "os.execute is not open to scripts (allow it with --allow-run)"),
        ("io.popen('true')", "io.popen is not open to scripts (allow it with --allow-run)"),
        ("os.setlocale('C')", "os.setlocale is not open to scripts (allow it with --allow-all)"),
        ("string.dump(print)", "string.dump is not open to scripts (allow it with --allow-all)"),
        ("debug.sethook()", "debug.sethook is not open to scripts (allow it with --allow-all)"),
        ("debug.getregistry()", "debug.getregistry is not open to scripts (allow it with --allow-all)"),
        ("debug.getupvalue(print, 1)", "debug.getupvalue is not open to scripts (allow it with --allow-all)"),
        (
            "setmetatable({}, { __gc = function() end })",
            "__gc is not open to scripts: use a <close> variable (allow it with --allow-all)"
        ),
        ("assert(load('\\27Lua'))", "attempt to load a binary chunk (mode is 't')"),
        ("assert(load('\\27Lua', 'x', 'b'))", "bytecode is not open to scripts; allow it with --allow-all"),
    ])
    func isClosed(_ script: String, _ words: String) async throws {
        let error = try await LuaThread.run { try Interpreter().error(of: script) }
        #expect(error.contains(words), "\(error)")
    }

    /// A host that has no flags names none.
    @Test(arguments: [
        ("os.execute('true')", "os.execute is not open to scripts"),
        ("string.dump(print)", "string.dump is not open to scripts"),
        ("setmetatable({}, { __gc = function() end })", "__gc is not open to scripts: use a <close> variable"),
        (
            "assert(load('\\27Lua', 'x', 'b'))",
            "attempt to load a binary chunk (bytecode is not open to scripts)"
        ),
    ])
    func withoutHintsNothingIsAdvised(_ script: String, _ words: String) async throws {
        let error = try await LuaThread.run {
            let state = try LuaState()
            try state.open(.sandboxed)
            do { try state.scheduler.run(script.utf8, name: "=a") } catch { return "\(error)" }
            return ""
        }
        #expect(error.hasSuffix(words))
        #expect(!error.contains("allow"))
    }

    /// The host's own Lua goes by the program's name, and is nobody's place.
    @Test func theProgramIsCalledAsItsHostSays() async throws {
        let words = try await LuaThread.run {
            let state = try LuaState(program: "kiosk")
            try state.open(.sandboxed)
            try state.runHostCode(
                Array("local host = ... return function(f) f(host.error) end".utf8), name: "counter",
                globals: ["serve"])
            state.register(LuaFunction("boom") { _ in throw LuaMismatch("boom") })
            let place = try state.scheduler.run("return select(2, pcall(serve, boom))".utf8, name: "=a")
            let trace = try state.scheduler.run(
                "local t serve(function() t = debug.traceback() end) return t".utf8, name: "=a")
            return (place, trace)
        }
        #expect(words.0 == ["a:1: boom"])
        #expect("\(words.1)".contains("[kiosk counter]:1:"), "\(words.1)")
    }

    @Test(arguments: [
        "assert(package == nil)", "assert(debug.traceback() and debug.getinfo(1))",
        "assert(load('return x', 'n', 't', { x = 7 })() == 7)",
        "assert(load('return 1')() == 1 and load(function() return nil end))",
        "assert(os.time() > 0 and os.date() and os.clock())",
        "assert(getmetatable(io.stdout) == 'FILE*' and debug.getmetatable(io.stdout) == nil)",
        "local m = { __metatable = 1 } assert(debug.getmetatable(setmetatable({}, m)) == nil)",
        "local m = {} assert(debug.getmetatable(setmetatable({}, m)) == m and debug.getmetatable(1) == nil)",
        "local t, m = {}, {} assert(debug.setmetatable(t, m) == t and getmetatable(t) == m)",
        "getmetatable('').__index = nil assert(not pcall(function() return ('x'):rep(2) end))",
        "assert(not pcall(load('return x.y', 'n', 't', nil)))",
        "local t = setmetatable({}, { __index = { a = 1 } }) assert(t.a == 1)",
    ])
    func staysOpen(_ script: String) async throws {
        _ = try await LuaThread.run { try Interpreter().run(script) }
    }

    @Test func allowAllIsPlainLua() async throws {
        _ = try await LuaThread.run {
            try Interpreter(.all).run(
                """
                assert(package.loaded.string == string and os.execute and io.popen and string.dump and debug.sethook)
                assert(load(string.dump(function() return 7 end), 'x', 'b')() == 7)
                local collected = false
                setmetatable({}, { __gc = function() collected = true end })
                collectgarbage()
                assert(collected)
                """)
        }
    }
}
