import CLua
import Testing

@testable import LuaBridge

/// Memory ends in a Lua error, never in an abort, and what Swift lends to Lua comes back.
@Suite(.serialized)
struct MemoryTests {
    @Test(arguments: [
        "local t = {} for i = 1, 1e9 do t[i] = i end", "return ('x'):rep(1 << 30)", "return text(64 << 20)",
        "local t = {} for i = 1, 1e6 do t[i] = text(1000) .. i end",
        "task.wait(task.spawn(function() local t = {} for i = 1, 1e9 do t[i] = wait(i) end end))",
    ])
    func theLimitIsALuaError(_ script: String) async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter(memoryLimit: 8 << 20)
            #expect(interpreter.error(of: script).hasSuffix("not enough memory"))
            #expect(try interpreter.run("collectgarbage() return echo('alive')") == ["alive"])
        }
    }

    @Test func aScriptCanCatchIt() async throws {
        let result = try await LuaThread.run {
            try Interpreter(memoryLimit: 8 << 20).run("return pcall(string.rep, 'x', 1 << 30)")
        }
        #expect(result == [false, "not enough memory"])
    }

    /// Every allocation of a script fails once, in turn.
    ///
    /// None may end the process, and nothing may be left over.
    @Test func everyAllocationMayFail() async throws {
        let script = """
            local log = {}
            local co = coroutine.wrap(function(a) coroutine.yield(wait(a)) return echo({ a, 'b' }) end)
            log[1] = co(1)
            log[2] = co()
            local ok, e = pcall(fail)
            log[3] = tostring(e)
            local h = task.spawn(function(x) local c <close> = setmetatable({}, { __close = function() log[4] = x end })
              return ready(x .. 'y') end, 'x')
            log[5] = task.wait(h)
            pcall(boom)
            return log[5] .. #log[3] .. tostring(log[4])
            """
        try await LuaThread.run {
            var failed = 0
            for allocation in 0..<2000 {
                let live = LiveObject.count.value
                do {
                    let interpreter = try Interpreter()
                    interpreter.state.register(
                        LuaFunction("held") { [held = LiveObject()] _ in
                            .values([.object(LuaObjectReference(held))])
                        })
                    interpreter.state.vm.pointee.failing_allocation = Int64(allocation)
                    do {
                        let result = try interpreter.run(script)
                        if interpreter.state.vm.pointee.failing_allocation >= 0 {
                            // The script needs fewer allocations than this: every one of them has failed once.
                            #expect(result == ["xy14x"], "\(result)")
                            #expect(failed > 50)
                            return
                        }
                    } catch let error as LuaError {
                        failed += 1
                        #expect(error.message.hasSuffix("not enough memory"), "\(allocation): \(error)")
                    }
                    interpreter.state.vm.pointee.failing_allocation = -1
                    #expect(try interpreter.run("return echo(wait(1))") == [2])
                }
                #expect(LiveObject.count.value == live)
            }
            Issue.record("the script never ran to its end")
        }
    }

    @Test func boxesAreReleased() async throws {
        let live = LiveObject.count.value
        try await LuaThread.run {
            let interpreter = try Interpreter()
            interpreter.state.register(
                LuaFunction("make") { _ in
                    .values([
                        .object(LuaObjectReference(LiveObject())),
                        .function(
                            LuaFunction("f") { [held = LiveObject()] _ in
                                .values([.object(LuaObjectReference(held))])
                            }),
                    ])
                })
            _ = try interpreter.run("for i = 1, 1000 do local o, f = make() assert(f() == f() and o ~= f()) end")
            interpreter.state.collectGarbage()
            interpreter.state.collectGarbage()
            #expect(LiveObject.count.value <= live + 4)
        }
        #expect(LiveObject.count.value == live)
    }

    @Test func thousandsOfErrorsLeaveNothing() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter()
            let script = "for i = 1, 1000 do pcall(fail) pcall(boom) pcall(task.sleep, 'x') pcall(wait_and_fail) end"
            _ = try interpreter.run(script)
            interpreter.state.collectGarbage()
            let before = interpreter.state.memoryInUse
            for _ in 0..<5 { _ = try interpreter.run(script) }
            interpreter.state.collectGarbage()
            #expect(interpreter.state.memoryInUse < before + 10_000)
        }
    }
}

final class LiveObject: LuaObject {
    static let luaTypeName = "live"
    static let count = Counter()

    init() { Self.count.add(1) }
    deinit { Self.count.add(-1) }
}
