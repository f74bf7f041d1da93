import LuaBridge
import TestSupport
import Testing

/// Whatever a script does, it can be stopped, and does not keep others from running.
struct StopTests {
    @Test(arguments: [
        "go() while true do end",
        "go() while true do pcall(function() while true do end end) end",
        "go() table.sort({ 3, 1, 2 }, function() while true do end end)",
        "go() while true do pcall(coroutine.wrap(function() while true do pcall(function() while true do end end) end end)) end",
        "go() local x <close> = setmetatable({}, { __close = function() while true do end end }) while true do end",
        "go() while true do xpcall(function() while true do end end, function() while true do end end) end",
        "go() coroutine.wrap(function() while true do end end)()",
        "go() while true do local co = coroutine.create(function() while true do end end) coroutine.resume(co) coroutine.close(co) end",
        "local function f() while true do end end for i = 1, 5 do task.spawn(f) end go() task.sleep(1)",
        "go() task.sleep(1e6)",
        "go() while true do pcall(task.sleep, 1e6) end",
        "go() forever()",
        "go() pcall(forever) while true do pcall(forever) end",
    ])
    func stops(_ script: String) async throws {
        let error = await #expect(throws: LuaError.self) {
            try await LuaThread.run {
                let interpreter = try Interpreter(clock: .system)
                interpreter.state.bindToCurrentThread()
                let control = interpreter.state.control
                interpreter.state.register(
                    LuaFunction("go") { _ in
                        try LuaThread.start { control.stop(.interrupted(signal: 2)) }
                        return .nothing
                    })
                interpreter.state.register(
                    LuaFunction("forever") { _ in
                        .wait(
                            .operation("waiting for ever") { _ in
                                try await Task.sleep(for: .seconds(1_000_000))
                                return []
                            })
                    })
                return try interpreter.run(script)
            }
        }
        #expect(error?.kind == .stopped)
    }

    @Test func aFunctionThatGoesOnForLongIsToldOfAStop() throws {
        let interpreter = try Interpreter()
        let control = interpreter.state.control
        try control.endIfWanted()
        control.stop(.interrupted(signal: 2))
        #expect(throws: (any Error).self) { try control.endIfWanted() }
        control.clear()
        try control.endIfWanted()
        withExtendedLifetime(interpreter) {}
    }

    @Test func aStopSaysWhereTheScriptWas() async throws {
        let error = await #expect(throws: LuaError.self) {
            try await LuaThread.run {
                let interpreter = try Interpreter()
                interpreter.state.bindToCurrentThread()
                let control = interpreter.state.control
                interpreter.state.register(
                    LuaFunction("stop") { _ in
                        control.stop(.interrupted(signal: 2))
                        return .nothing
                    })
                return try interpreter.run("local n = 0\nstop()\nwhile true do\n  n = n + 1\nend")
            }
        }
        #expect(error?.message == "test.lua:4: interrupted")
    }

    @Test func aBusyTaskLetsOthersRun() async throws {
        let result = try await LuaThread.run {
            let interpreter = try Interpreter(clock: .system)
            interpreter.state.bindToCurrentThread(slice: .milliseconds(1))
            return try interpreter.run(
                """
                local done = false
                task.spawn(function() wait(1) done = true end)
                task.spawn(function() coroutine.wrap(function() while not done do end end)() end)
                while not done do end
                return 'all ended'
                """)
        }
        #expect(result == ["all ended"])
    }

    @Test func aStoppedInterpreterCanGoOn() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            interpreter.state.bindToCurrentThread()
            interpreter.state.control.stop(.interrupted(signal: 2))
            #expect(interpreter.error(of: "while true do end").hasSuffix("interrupted"))
            interpreter.state.control.clear()
            #expect(try interpreter.run("return wait(1)") == [2])
        }
    }

    /// What is reported at each `inspect()` of a script, and at each `inspected()`, which asks from another thread while
    /// this one waits.
    private func reports(of script: String) async throws -> [String] {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            interpreter.state.bindToCurrentThread()
            let control = interpreter.state.control
            let reports = Shared<[String]>([])
            interpreter.state.scheduler.onInspection = { report in reports.change { $0.append(report) } }
            interpreter.state.register(
                LuaFunction("inspect") { _ in
                    control.inspect()
                    return .nothing
                })
            interpreter.state.register(
                LuaFunction("inspected") { _ in
                    .wait(
                        .operation("asking for a report") { _ in
                            // On another thread, while this one has nothing to do: the task waits until it was made.
                            await Task.yield()
                            let before = reports.value.count
                            control.inspect()
                            while reports.value.count == before { await Task.yield() }
                            return []
                        })
                })
            _ = try interpreter.run(script)
            return reports.value
        }
    }

    @Test func tasksCanBeInspectedWhileTheyRunAndWhileTheyWait() async throws {
        let reports = try await reports(
            of: """
                task.spawn(function()
                  task.sleep(50)
                end)
                inspect()
                local x = 1
                task.sleep(0)
                inspected()
                """)
        #expect(reports.count == 2)
        #expect(reports.first?.contains("the main task: running") == true, "\(reports)")
        #expect(reports.last?.contains("task 0.1 (test.lua:1): sleeping 50.0 seconds") == true, "\(reports)")
        #expect(reports.last?.contains("test.lua:2: in function <test.lua:1>") == true, "\(reports)")
    }

    /// What a person sees of a loop that has many tasks: one entry for those at the same place, and no line of the host.
    @Test func tasksThatDoTheSameAreInspectedAsOne() async throws {
        let reports = try await reports(
            of: """
                for i = 1, 5 do task.spawn(function() task.sleep(50) end) end
                task.sleep(0)
                inspect()
                local x = 1
                """)
        #expect(
            reports == [
                """
                the main task: running
                    test.lua:4: in main chunk
                5 tasks, 0.1 to 0.5 (test.lua:1): sleeping 50.0 seconds
                    test.lua:1: in function <test.lua:1>
                """
            ])
    }

    @Test func inspectionFollowsATaskIntoItsCoroutines() async throws {
        let report = try await reports(
            of: """
                local inner = coroutine.wrap(function()
                  inspected()
                end)
                local outer = coroutine.create(function()
                  inner()
                end)
                print(coroutine.resume(outer))
                """
        ).joined()
        var rest = report[...]
        for place in ["test.lua:2: in function <test.lua:1>", "test.lua:5: in function <test.lua:4>", "test.lua:7:"] {
            let found = rest.firstRange(of: place)
            #expect(found != nil, "\(place) in \(report)")
            rest = rest[(found?.upperBound ?? rest.startIndex)...]
        }
    }
}
