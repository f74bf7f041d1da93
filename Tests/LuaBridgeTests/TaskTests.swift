import LuaBridge
import Testing

/// Tasks of a script: started, awaited, cancelled, and ended with the one that started them.
struct TaskTests {
    @Test(arguments: [
        (
            "results come back",
            "local h = task.spawn(function(a, b) return a + b, 'x', nil end, 1, 2) local s, x, n = task.wait(h) assert(s == 3 and x == 'x' and n == nil)"
        ),
        (
            "functions are results too",
            "local h = task.spawn(function() return function() return 9 end end) assert(task.wait(h)() == 9)"
        ),
        (
            "several at once",
            "local function f(v) task.sleep(v) return v end local a, b = task.wait(task.spawn(f, 2), task.spawn(f, 1)) assert(a == 2 and b == 1)"
        ),
        (
            "a wait can be repeated",
            "local h = task.spawn(function() return 5 end) assert(task.wait(h) == 5 and task.wait(h) == 5)"
        ),
        (
            "the first of several",
            """
            local function f(v) task.sleep(v) return v, 'end' end
            local slow, quick = task.spawn(f, 2), task.spawn(f, 1)
            local winner, v, e = task.first({ slow, quick })
            assert(winner == quick and rawequal(winner, quick) and v == 1 and e == 'end')
            assert(task.status(slow) == 'waiting' and task.status(quick) == 'done')
            """
        ),
        (
            "an error is raised where it is awaited",
            "local h = task.spawn(function() error({ code = 7 }) end) local ok, e = pcall(task.wait, h) assert(not ok and e.code == 7)"
        ),
        (
            "a text error keeps its place",
            "local h = task.spawn(function() error('lost') end) local ok, e = pcall(task.wait, h) assert(e == 'test.lua:1: lost', e)"
        ),
        (
            "the first error ends the wait",
            """
            local slow = task.spawn(function() task.sleep(100) end)
            local bad = task.spawn(function() task.sleep(1) error('bad', 0) end)
            local ok, e = pcall(task.wait, slow, bad)
            assert(not ok and e == 'bad' and task.status(slow) == 'waiting')
            """
        ),
        (
            "cancelling a sleep",
            """
            local h = task.spawn(function() task.sleep(1e6) end)
            task.sleep(1)
            h:cancel()
            local ok, e = pcall(task.wait, h)
            assert(not ok and e.kind == 'cancelled' and tostring(e) == 'test.lua:1: the task was cancelled', tostring(e))
            assert(task.status(h) == 'cancelled')
            """
        ),
        (
            "cancelling before the start",
            "local ran = false local h = task.spawn(function() ran = true end) h:cancel() pcall(task.wait, h) assert(not ran)"
        ),
        (
            "a cancelled task cannot wait again",
            """
            local again
            local h = task.spawn(function()
              pcall(task.sleep, 10)
              again = select(2, pcall(wait, 1))
            end)
            task.sleep(1)
            h:cancel()
            task.wait(h)
            assert(again.kind == 'cancelled')
            """
        ),
        (
            "cancelling runs __close",
            """
            local closed = false
            local h = task.spawn(function()
              local x <close> = setmetatable({}, { __close = function() closed = true end })
              task.sleep(10)
            end)
            task.sleep(1) h:cancel() pcall(task.wait, h)
            assert(closed)
            """
        ),
        (
            "a parent ends after its children",
            """
            local log = {}
            local h = task.spawn(function()
              task.spawn(function() task.sleep(5) log[#log + 1] = 'child' end)
              log[#log + 1] = 'parent'
            end)
            task.wait(h)
            log[#log + 1] = 'after'
            assert(table.concat(log, ' ') == 'parent child after')
            """
        ),
        (
            "a parent's error cancels its children",
            """
            local seen
            local h = task.spawn(function()
              task.spawn(function() seen = select(2, pcall(task.sleep, 1e6)) end)
              task.sleep(1)
              error('stop', 0)
            end)
            local ok, e = pcall(task.wait, h)
            assert(e == 'stop' and seen.kind == 'cancelled')
            """
        ),
        (
            "an error that nobody waits for is the parent's",
            """
            local h = task.spawn(function() task.spawn(function() error('forgotten', 0) end) return 1 end)
            local ok, e = pcall(task.wait, h)
            assert(not ok and e == 'forgotten')
            """
        ),
        (
            "paths are stable",
            """
            local p = task.spawn(function() return path() end)
            local q = task.spawn(function() local r = task.spawn(function() path() return path() end) return path() .. ' ' .. task.wait(r) end)
            assert(path() == '0#1' and task.wait(p) == '0.1#1' and task.wait(q) == '0.2#1 0.2.1#2')
            """
        ),
    ])
    func behaves(_ name: String, _ script: String) async throws {
        try await LuaThread.run {
            _ = try Interpreter().run(script)
        }
    }

    @Test func theScriptFailsWithAnErrorThatNobodyWaitedFor() async throws {
        try await LuaThread.run {
            let error = try Interpreter().error(of: "task.spawn(function()\n  error('nobody listens')\nend)")
            #expect(error == "test.lua:2: nobody listens")
        }
    }

    @Test func furtherErrorsThatNobodyWaitedForAreReported() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            nonisolated(unsafe) var reported: [String] = []  // the closure runs on this thread
            interpreter.state.scheduler.onUnobservedError = { reported.append($0.message) }
            let error = interpreter.error(
                of: """
                    task.spawn(function() error('one', 0) end)
                    task.spawn(function() error('two', 0) end)
                    """)
            #expect(error == "one")
            #expect(reported == ["two"])
        }
    }

    @Test func deadlocksAreNamed() async throws {
        try await LuaThread.run {
            let error = try Interpreter().error(
                of: """
                    local a, b
                    a = task.spawn(function() task.sleep(1) task.wait(b) end)
                    b = task.spawn(function() task.wait(a) end)
                    task.wait(a)
                    """)
            #expect(
                error == """
                    test.lua:4: deadlock: every task waits for another: the main task is waiting for task 0.1 (test.lua:2); \
                    task 0.1 (test.lua:2) is waiting for task 0.2 (test.lua:3); task 0.2 (test.lua:3) is waiting for task 0.1 (test.lua:2)
                    """)
        }
    }

    @Test func aTaskCannotWaitForItself() async throws {
        try await LuaThread.run {
            let error = try Interpreter().error(
                of: """
                    local h
                    h = task.spawn(function() task.wait(h) end)
                    task.wait(h)
                    """)
            #expect(error == "test.lua:2: task.wait: a task cannot wait for itself or for a task that it is part of")
        }
    }

    @Test func sleepersWakeInTheOrderOfTheirTimes() async throws {
        try await LuaThread.run {
            let result = try Interpreter().run(
                """
                local log = {}
                for _, s in ipairs({ 3, 1, 2, 1 }) do
                  task.spawn(function() task.sleep(s) log[#log + 1] = s end)
                end
                task.sleep(10)
                return table.concat(log, ' ')
                """)
            #expect(result == ["1 1 2 3"])
        }
    }

    @Test func finishedTasksLeaveNothingBehind() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            _ = try interpreter.run("for i = 1, 100 do task.wait(task.spawn(function() return wait(i) end)) end")
            interpreter.state.collectGarbage()
            let before = interpreter.state.memoryInUse
            for _ in 0..<20 {
                _ = try interpreter.run("for i = 1, 100 do task.wait(task.spawn(function() return wait(i) end)) end")
                _ = try interpreter.run("for i = 1, 100 do pcall(task.wait, task.spawn(function() error(i) end)) end")
            }
            interpreter.state.collectGarbage()
            #expect(interpreter.state.memoryInUse < before + 40_000)
        }
    }

    @Test func arrivingErrorsAreNamedArguments() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            #expect(
                interpreter.error(of: "task.spawn(3)")
                    == "test.lua:1: task.spawn: argument #1 'fn': expected function, got number")
            #expect(
                interpreter.error(of: "task.wait(nil)") == "test.lua:1: task.wait: argument #1: expected task, got nil")
            #expect(
                interpreter.error(of: "task.sleep('1')")
                    == "test.lua:1: task.sleep: argument #1 'seconds': expected number, got string")
            #expect(
                interpreter.error(of: "task.first({})")
                    == "test.lua:1: task.first: argument #1 'handles': expected a list of tasks")
        }
    }
}
