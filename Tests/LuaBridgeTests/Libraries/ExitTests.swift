import LuaBridge
import TestSupport
import Testing

/// `os.exit` ends the script from anywhere, with its code, and on the way out what is open is closed.
struct ExitTests {
    let folder = ScratchFolder()

    /// What the script noted with `note`, how it ended, and the code.
    func leaving(_ script: String) async throws -> (notes: [String], error: LuaError?, reason: LuaStop?) {
        let folder = folder
        return try await LuaThread.run {
            let interpreter = try Interpreter(in: folder)
            interpreter.state.bindToCurrentThread()
            nonisolated(unsafe) var notes: [String] = []  // used on this thread only
            nonisolated(unsafe) var reported: [String] = []  // used on this thread only
            interpreter.state.register(
                LuaFunction("note") { call in
                    notes.append(try call.string(at: 1))
                    return .nothing
                })
            interpreter.state.scheduler.onUnobservedError = { reported.append($0.message) }
            var failure: LuaError?
            do {
                _ = try interpreter.run(
                    """
                    function closing(name)
                      return setmetatable({}, { __close = function() note(name) note(name .. '!') end })
                    end
                    """ + " " + script)
            } catch let error as LuaError { failure = error }
            #expect(reported == [])
            return (notes, failure, interpreter.state.control.stopReason)
        }
    }

    @Test(
        arguments: [
            ("os.exit()", 0), ("os.exit(nil)", 0), ("os.exit(true)", 0), ("os.exit(false)", 1), ("os.exit(3)", 3),
            ("os.exit(3, true)", 3), ("os.exit(4.0)", 4), ("os.exit('5')", 5),
        ] as [(String, Int32)])
    func hasACode(_ call: String, _ code: Int32) async throws {
        let end = try await leaving(call)
        #expect(end.reason == .exit(code: code))
        #expect(end.error?.kind == .stopped)
        #expect(end.error?.message == "test.lua:3: exit with code \(code)")
    }

    @Test(arguments: [
        ("os.exit({})", "bad argument #1 to 'exit' (number expected, got table)"),
        ("os.exit(1.5)", "bad argument #1 to 'exit' (number has no integer representation)"),
    ])
    func refuses(_ call: String, _ words: String) async throws {
        let end = try await leaving(call)
        #expect(end.reason == nil)
        #expect(end.error?.message == "test.lua:3: " + words)
    }

    @Test(arguments: [
        "local c <close> = closing 'c' os.exit(3) note 'on'",
        "local c <close> = closing 'c' pcall(os.exit, 3) note 'on'",
        "local c <close> = closing 'c' while true do pcall(pcall, os.exit, 3) end",
        "local c <close> = closing 'c' xpcall(os.exit, function() note 'handled' return 1 end, 3) note 'on'",
        "pcall(function() local c <close> = closing 'c' os.exit(3) end) note 'on'",
        """
        local co = coroutine.create(function() local c <close> = closing 'c' os.exit(3) end)
        coroutine.resume(co)
        note 'on'
        """,
        "for _ in coroutine.wrap(function() local c <close> = closing 'c' os.exit(3) end) do end",
        "local c <close> = closing 'c' table.sort({ 1, 2 }, function() os.exit(3) end) note 'on'",
        "local c <close> = closing 'c' load(function() os.exit(3) end) note 'on'",
        "local c <close> = closing 'c' print(setmetatable({}, { __index = function() os.exit(3) end }).x)",
        "local c <close> = closing 'c' task.wait(task.spawn(function() task.sleep(1) os.exit(3) end)) note 'on'",
        "local c <close> = closing 'c' task.spawn(os.exit, 3) while true do pcall(task.sleep, 1e6) end",
        "local c <close> = closing 'c' task.spawn(os.exit, 3) while true do pcall(wait, 1) end",
        """
        task.spawn(function() local c <close> = closing 'c' pcall(task.sleep, 1e6) note 'on' end)
        task.sleep(1)
        os.exit(3)
        """,
        """
        task.spawn(function()
          local c <close> = closing 'c'
          pcall(task.wait, task.spawn(task.sleep, 10))
          note 'on'
        end)
        task.sleep(1)
        os.exit(3)
        """,
    ])
    func nothingCatchesIt(_ script: String) async throws {
        let end = try await leaving(script)
        #expect(end.reason == .exit(code: 3))
        #expect(end.notes == ["c", "c!"])
    }

    @Test func everyTaskIsUnwound() async throws {
        let end = try await leaving(
            """
            local m <close> = closing 'main'
            task.spawn(function()
              local a <close> = closing 'outer'
              task.wait(task.spawn(function()
                local b <close> = closing 'inner'
                task.sleep(2)
                note 'leaving'
                os.exit(9)
              end))
            end)
            task.spawn(function() local s <close> = closing 'sleeper' task.sleep(1e6) end)
            task.spawn(function() task.sleep(3) note 'never' end)
            task.sleep(1e6)
            """)
        #expect(end.reason == .exit(code: 9))
        #expect(end.notes.prefix(3) == ["leaving", "inner", "inner!"])
        #expect(Set(end.notes.dropFirst(3)) == ["main", "main!", "outer", "outer!", "sleeper", "sleeper!"])
    }

    @Test func aHandlerMayFailButNotWait() async throws {
        let end = try await leaving(
            """
            local a <close> = closing 'last'
            local b <close> = setmetatable({}, { __close = function()
              local ok, e = pcall(error, 'caught', 0)
              note(e)
              task.sleep(1)
              note 'slept'
            end })
            os.exit(2)
            """)
        #expect(end.reason == .exit(code: 2))
        #expect(end.notes == ["caught", "last", "last!"])
    }

    @Test func theFirstCodeStays() async throws {
        let end = try await leaving(
            """
            local c <close> = setmetatable({}, { __close = function() os.exit(4) end })
            os.exit(3)
            """)
        #expect(end.reason == .exit(code: 3))
    }

    @Test func aHandlerThatDoesNotEndIsStopped() async throws {
        let folder = folder
        try await LuaThread.run {
            let interpreter = try Interpreter(in: folder)
            interpreter.state.bindToCurrentThread()
            let control = interpreter.state.control
            interpreter.state.register(
                LuaFunction("stop") { _ in
                    control.stop(.interrupted(signal: 2))
                    return .nothing
                })
            let error = interpreter.error(
                of: """
                    local c <close> = setmetatable({}, { __close = function() stop() while true do end end })
                    os.exit(3)
                    """)
            #expect(error == "test.lua:1: interrupted")
            #expect(control.stopReason == .exit(code: 3))
        }
    }
}
