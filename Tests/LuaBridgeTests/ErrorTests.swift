import LuaBridge
import Testing

/// Errors say what and where, and arrive as what they are.
struct ErrorTests {
    @Test func aSwiftErrorIsALuaErrorWithItsPlace() async throws {
        let error = try await LuaThread.run { try Interpreter().error(of: "local x = 1\nboom()") }
        #expect(error == "test.lua:2: boom")
    }

    @Test func aStructuredErrorIsATable() async throws {
        let result = try await LuaThread.run {
            try Interpreter().run("local ok, e = pcall(fail)\nreturn ok, type(e), e.kind, tostring(e), e.where")
        }
        #expect(
            result == [false, "table", "rejected", "no", ""]
                || result == [false, "table", "rejected", "test.lua:1: no", "test.lua:1: "])
    }

    @Test func anErrorAfterAWaitHasThePlaceOfTheCall() async throws {
        let error = try await LuaThread.run { try Interpreter().error(of: "\n\nwait_and_fail()") }
        #expect(error == "test.lua:3: taken")
    }

    @Test func anUncaughtErrorHasATraceback() async throws {
        let error = await #expect(throws: LuaError.self) {
            try await LuaThread.run {
                try Interpreter().run(
                    "local function inner()\n  fail()\nend\nlocal function outer() inner() end\nouter()")
            }
        }
        #expect(error?.message == "test.lua:2: no")
        #expect(error?.value == .table(["kind": "rejected", "message": "no", "where": "test.lua:2: "]))
        #expect(error?.traceback?.contains("test.lua:2: in upvalue 'inner'") == true, "\(error?.traceback ?? "")")
    }

    @Test(arguments: [
        ("error('x')", "test.lua:1: x"), ("error('x', 0)", "x"), ("error(nil)", "nil"), ("error({})", "table: "),
        ("error(setmetatable({}, { __tostring = function() return 'T' end }))", "T"),
        (
            "error(setmetatable({}, { __tostring = function() error('inner') end }))",
            "(error value is a table that cannot be shown)"
        ),
        ("error(12)", "12"), ("local t = nil; t.x = 1", "test.lua:1: attempt to index a nil value (local 't')"),
        ("local function f() return 1 + f() end f()", "test.lua:1: stack overflow"),
        ("local function f() return ('x'):gsub('.', f) end f()", "C stack overflow"),
        ("local function f() return coroutine.wrap(f)() end f()", "C stack overflow"),
    ])
    func scriptsErrors(_ script: String, _ words: String) async throws {
        let error = try await LuaThread.run { try Interpreter().error(of: script) }
        #expect(error.contains(words), "\(error)")
    }

    @Test(arguments: [
        ("local x =", true), ("if a then", true), ("f(", true), ("x = [[abc", true), ("local 1", false),
        ("x = = 1", false),
        ("'abc", true),
    ])
    func syntaxErrorsTellWhetherMoreIsWanted(_ script: String, _ wantsMore: Bool) async throws {
        let error = await #expect(throws: LuaError.self) { try await LuaThread.run { try Interpreter().run(script) } }
        #expect(error?.kind == .syntax(wantsMoreInput: wantsMore))
        #expect(error?.message.hasPrefix("test.lua:1: ") == true)
    }

    @Test func errorsFromEveryDirectionPass() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter(.all)
            _ = try interpreter.run(
                """
                local function raises(f, ...) local ok, e = pcall(f, ...) assert(not ok) return tostring(e) end
                assert(raises(boom):find('boom', 1, true))
                assert(raises(function() return setmetatable({}, { __index = function() boom() end }).x end):find('boom'))
                assert(raises(tostring, setmetatable({}, { __tostring = function() boom() end })):find('boom'))
                assert(raises(function() local x <close> = setmetatable({}, { __close = function() boom() end }) end):find('boom'))
                assert(raises(table.sort, { 2, 1 }, function() boom() end):find('boom'))
                assert(raises(string.gsub, 'a', 'a', function() boom() end):find('boom'))
                assert(raises(function() coroutine.wrap(function() boom() end)() end):find('boom'))
                assert(raises(wait_and_fail):find('taken'))
                for i = 1, 100 do setmetatable({}, { __gc = function() boom() end }) end
                collectgarbage()
                """)
        }
    }
}
