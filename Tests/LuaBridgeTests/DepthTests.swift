import Testing

@testable import LuaBridge

/// How deep a script nests things does not decide how deep the native stack grows.
struct DepthTests {
    @Test(arguments: [
        (
            "a task that spawns its successor",
            "local function f(n) if n > 0 then task.spawn(f, n - 1) end end f(50000)"
        ),
        (
            "and waits for it",
            """
            local function f(n) if n > 0 then return task.wait(task.spawn(f, n - 1)) + 1 end return 0 end
            assert(f(20000) == 20000)
            """
        ),
        (
            "an error at the end of the chain",
            """
            local function f(n) if n > 0 then task.spawn(f, n - 1) else error("deepest", 0) end end
            local ok, e = pcall(task.wait, task.spawn(f, 50000))
            assert(not ok and e == "deepest", e)
            """
        ),
        (
            "a chain that is cancelled",
            """
            local ended = 0
            local function f(n)
              if n == 0 then
                pcall(task.sleep, 1e6)
                ended = ended + 1
              else
                task.spawn(f, n - 1)
              end
            end
            local h = task.spawn(f, 50000)
            task.sleep(1)
            h:cancel()
            pcall(task.wait, h)
            assert(ended == 1)
            """
        ),
        (
            "errors that go from task to task",
            """
            local function f(n)
              if n == 0 then error("deepest", 0) end
              local ok, e = pcall(task.wait, task.spawn(f, n - 1))
              error(e, 0)
            end
            local ok, e = pcall(f, 20000)
            assert(e == "deepest", e)
            """
        ),
        (
            "coroutines that close each other",
            """
            local next_one
            for i = 1, 100000 do
              local target = next_one
              local co = coroutine.create(function()
                local x <close> = setmetatable({}, { __close = function() if target then assert(coroutine.close(target)) end end })
                coroutine.yield()
              end)
              coroutine.resume(co)
              next_one = co
            end
            local ok, e = coroutine.close(next_one)
            assert(not ok and e:find("C stack overflow"), e)
            """
        ),
        (
            "coroutines whose errors close each other",
            """
            local next_one
            for i = 1, 100000 do
              local target = next_one
              local f = coroutine.wrap(function()
                local x <close> = setmetatable({}, { __close = function() if target then pcall(target) end end })
                coroutine.yield()
                error("x")
              end)
              f()
              next_one = f
            end
            assert(not pcall(next_one))
            """
        ),
        (
            // Lua counts its C calls anew in each coroutine that is closed.
            "calls from C between two closings",
            """
            local function deep(n, f)
              if n == 0 then return f() end
              string.gsub("x", "x", function() deep(n - 1, f) end)
            end
            local next_one
            for i = 1, 1000 do
              local target = next_one
              local co = coroutine.create(function()
                local x <close> = setmetatable({}, { __close = function()
                  if target then deep(150, function() coroutine.close(target) end) end
                end })
                coroutine.yield()
              end)
              coroutine.resume(co)
              next_one = co
            end
            coroutine.close(next_one)
            """
        ),
        (
            "a few closings are no chain",
            """
            local next_one, closed = nil, 0
            for i = 1, 150 do
              local target = next_one
              local co = coroutine.create(function()
                local x <close> = setmetatable({}, { __close = function()
                  closed = closed + 1
                  if target then coroutine.close(target) end
                end })
                coroutine.yield()
              end)
              coroutine.resume(co)
              next_one = co
            end
            assert(coroutine.close(next_one) and closed == 150)
            """
        ),
        (
            "tables inside tables, as keys and values",
            """
            local t = {}
            for i = 1, 100000 do t = i % 2 == 0 and { t } or { [t] = t } end
            local ok, e = pcall(echo, t)
            assert(not ok and e:find("nested more than 200 deep"), e)
            """
        ),
    ])
    func takesNoNativeStack(_ name: String, _ script: String) async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            _ = try interpreter.run(script)
            interpreter.state.collectGarbage()
            #expect(try interpreter.run("return echo('alive')") == ["alive"])
        }
    }

    /// The hook of a slice stops the inner coroutine; the outer ones then stand in `coroutine.resume`.
    @Test func aCoroutineInWhoseMidstATaskIsBelongsToThatTask() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            interpreter.state.bindToCurrentThread()
            interpreter.state.register(
                LuaFunction("slice") { call in
                    call.state.control.slice()
                    return .nothing
                })
            _ = try interpreter.run(
                """
                local levels = {}
                levels[1] = coroutine.create(function() slice() for i = 1, 1e4 do end return "inner" end)
                for i = 2, 5 do
                  levels[i] = i % 2 == 0 and coroutine.create(function() return coroutine.resume(levels[i - 1]) end)
                    or coroutine.create(function()
                      return coroutine.wrap(function() return coroutine.resume(levels[i - 1]) end)()
                    end)
                end
                local refused, result = 0, nil
                local a = task.spawn(function() result = table.pack(coroutine.resume(levels[5])) end)
                local b = task.spawn(function()
                  for _, co in ipairs(levels) do
                    local ok, e = coroutine.resume(co)
                    if not ok and e:find("another task") then refused = refused + 1 end
                    ok, e = pcall(coroutine.close, co)
                    if not ok and e:find("another task") then refused = refused + 1 end
                  end
                end)
                task.wait(a, b)
                assert(refused == 10, refused)
                assert(result[result.n] == "inner", tostring(result[result.n]))
                """)
        }
    }

    /// The texts of all paths would be as long as the square of the depth.
    @Test func longPathsArePutTogetherWhenTheyAreAskedFor() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            let result = try interpreter.run(
                """
                local function f(n) if n > 0 then return task.wait(task.spawn(f, n - 1)) end return path() end
                return f(1000)
                """)
            #expect(result == [.string("0" + String(repeating: ".1", count: 1000) + "#1")])
        }
    }

    @Test func tasksThatAreLeftAreLetGoOneByOne() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            let conversation = LuaConversation(interpreter.state)
            _ = try conversation.run(
                "local function f(n) if n > 0 then task.spawn(f, n - 1) end task.sleep(1e6) end task.spawn(f, 50000)")
            // The conversation is not closed.
        }
    }
}
