import Testing

@testable import LuaBridge

/// A stack that is full is a Lua error, wherever values are pushed, and the interpreter continues afterwards.
struct StackTests {
    /// Lua's limit is 1,000,000 values a coroutine.
    @Test(arguments: [
        (
            "results of one task",
            """
            local h = task.spawn(function() return table.unpack({}, 1, 600000) end)
            assert(select("#", task.wait(h)) == 600000)
            assert(select("#", task.wait(h)) == 600000)
            """
        ),
        (
            "results that the waiting task has no room for",
            """
            local h = task.spawn(function() return table.unpack({}, 1, 600000) end)
            local function wait(...)
              local ok, e = pcall(task.wait, h)
              assert(not ok and e:find("too many results (600000)", 1, true), e)
            end
            wait(table.unpack({}, 1, 500000))
            """
        ),
        (
            "results of the first of several",
            """
            local h = task.spawn(function() return table.unpack({}, 1, 600000) end)
            assert(select("#", task.first({ h })) == 600001)
            local function wait(...)
              local ok, e = pcall(task.first, { h })
              assert(not ok and e:find("too many results (600000)", 1, true), e)
            end
            wait(table.unpack({}, 1, 500000))
            """
        ),
        (
            "arguments of a task",
            """
            for n = 999900, 999999, 3 do
              pcall(function() task.spawn(function() end, table.unpack({}, 1, n)) end)
              pcall(coroutine.wrap(task.spawn), function() end, table.unpack({}, 1, n - 40))
              task.sleep(1)
            end
            """
        ),
        (
            "results of a function of ours",
            "local ok, e = pcall(function() return echo(table.unpack({}, 1, 999000)) end) assert(ok or e:find('too many'))"
        ),
        (
            "an error that is told where nothing fits any more",
            """
            local function fill(...)
              for _ = 1, 5 do pcall(fail) pcall(wait_and_fail) pcall(boom) pcall(task.wait, 1) end
            end
            for n = 999800, 999999 do pcall(coroutine.wrap(fill), table.unpack({}, 1, n)) end
            """
        ),
        (
            "an error that fills the stack",
            """
            local h = task.spawn(function() local function f() return 1 + f() end f() end)
            local ok, e = pcall(task.wait, h)
            assert(not ok and e:find("stack overflow"), e)
            assert(not pcall(task.wait, h))
            """
        ),
    ])
    func isAnError(_ name: String, _ script: String) async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            _ = try interpreter.run(script)
            #expect(try interpreter.run("return echo('alive')") == ["alive"])
        }
    }

    @Test func resultsOfAScriptAreItsOwn() async throws {
        let results = try await LuaThread.run {
            try Interpreter().run("return table.unpack({ 'first' }, 1, 600000)")
        }
        #expect(results.count == 600_000)
        #expect(results.first == "first")
    }

    @Test func resultsAtThePromptAreShownOrRefused() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            interpreter.state.bindToCurrentThread()
            let conversation = LuaConversation(interpreter.state)
            #expect(try conversation.run("table.unpack({}, 1, 100000)").count == 100_000)
            do {
                _ = try conversation.run("table.unpack({}, 1, 999970)")
            } catch let error as LuaError {
                #expect(error.message.contains("too many results"), "\(error)")
            }
            #expect(try conversation.run("1 + 1") == [.text("2", type: "number")])
            conversation.close()
        }
    }

    /// Every place of a table costs up to three slots a level.
    @Test func aNestedValueIsPushedWholeOrNotAtAll() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            var value: LuaValue = 1
            for _ in 0..<199 { value = .table(["a": value]) }
            interpreter.state.register(LuaFunction("deep") { [value] _ in .values([value]) })
            _ = try interpreter.run(
                """
                local whole, refused = 0, 0
                local function fill(...)
                  local ok, v = pcall(deep)
                  if ok then
                    for _ = 1, 199 do v = v.a end
                    assert(v == 1)
                    whole = whole + 1
                  else
                    assert(v:find("stack overflow"), v)
                    refused = refused + 1
                  end
                end
                for n = 999000, 999990, 3 do pcall(coroutine.wrap(fill), table.unpack({}, 1, n)) end
                assert(whole > 0 and refused > 100, whole .. " " .. refused)
                """)
        }
    }

    @Test func aValueOfTheHostIsNestedOnlySoDeep() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            var value: LuaValue = 1
            for _ in 0...LuaState.maximumDepth { value = .table([value]) }
            interpreter.state.register(LuaFunction("deep") { [value] _ in .values([value]) })
            #expect(interpreter.error(of: "deep()") == "test.lua:1: tables are nested more than 400 deep")
            #expect(try interpreter.run("return echo('alive')") == ["alive"])
        }
    }

    #if DEBUG
    @Test func aFunctionThatLeavesValuesBehindIsNamed() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let state = try LuaState()
            state.register(
                LuaFunction("leaky") { call in
                    call.push(1 as Int64)
                    call.push(2 as Int64)
                    return .pushed(1)
                })
            try state.scheduler.run("leaky()".utf8, name: "=test")
        }
        let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(words.contains("leaky: the stack holds 2 values, but arguments and results are 1"))
    }
    #endif
}
