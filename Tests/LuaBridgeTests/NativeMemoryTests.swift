import CLua
import Testing

@testable import LuaBridge

/// What the host holds for a script counts against the script's limit, and what it copies is bounded by it.
struct NativeMemoryTests {
    @Test func aHoldCountsUntilItEnds() throws {
        let state = try LuaState(memoryLimit: 8 << 20)
        do {
            var hold = LuaMemoryHold(state.memory)
            try hold.add(4 << 20)
            #expect(state.memory.native == 4 << 20)
            #expect(Self.isRefused(6 << 20, by: state.memory))
            let count = hold.count
            #expect(count == 4 << 20)
        }
        #expect(state.memory.native == 0)
    }

    @Test func aHoldMayOutliveTheInterpreter() throws {
        let memory: LuaMemory
        do {
            let state = try LuaState(memoryLimit: 8 << 20)
            memory = state.memory
        }
        #expect(memory.native == 0)
        do {
            var hold = LuaMemoryHold(memory)
            try hold.add(1 << 20)
            #expect(memory.native == 1 << 20)
        }
        #expect(memory.native == 0)
    }

    private static func isRefused(_ count: Int, by memory: LuaMemory) -> Bool {
        var hold = LuaMemoryHold(memory)
        do throws(LuaLimitError) {
            try hold.add(count)
            return false
        } catch {
            return error == .memory
        }
    }

    @Test func whatTheHostHoldsLuaCannotTake() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter(memoryLimit: 8 << 20)
            var hold = LuaMemoryHold(interpreter.state.memory)
            try hold.add(6 << 20)
            #expect(interpreter.error(of: "return ('x'):rep(4 << 20)").hasSuffix("not enough memory"))
        }
    }

    /// Each refusal costs a full collection: one for every task would take time with the square of their number.
    ///
    /// The tasks have not started yet, or sleep already; an error of the main task ends them, or a stop, which may come in
    /// the middle of a round.
    @Test(
        arguments: ["", "task.sleep(0)"],
        [("", "error('enough')"), ("", "stop()"), ("task.spawn(stop)", "")])
    func manyTasksThatEndAtTheLimitAreNotRefusedTheMemory(_ pause: String, _ how: (String, String)) async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter(memoryLimit: 4 << 20)
            let control = interpreter.state.control
            interpreter.state.register(
                LuaFunction("stop") { _ in
                    control.stop(.timeLimit(.seconds(1)))
                    return .nothing
                })
            _ = interpreter.error(
                of: """
                    local function sleep() task.sleep(1e6) end
                    local room = ('x'):rep(1 << 15)
                    local function more() task.spawn(sleep) \(pause) end
                    \(how.0)
                    repeat local ok = pcall(more) until not ok
                    room = nil
                    collectgarbage()
                    \(how.1)
                    task.sleep(1e6)
                    """)
            let refusals = interpreter.state.vm.pointee.account.pointee.refusals
            #expect(refusals < 40, "\(pause) \(how)")
            #expect(interpreter.state.scheduler.tree.all.isEmpty)
        }
    }

    /// 2^40 tables, if each place of a shared one is a copy.
    private static let shared = "local t = {} for i = 1, 40 do t = { t, t } end "

    @Test(arguments: ["echo(t)", "wait(t)", "ready(t)", "echo({ [t] = 1 })", "echo(t, t)"])
    func aSharedValueIsCopiedAsFarAsTheLimitAllows(_ call: String) async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter(memoryLimit: 8 << 20)
            #expect(interpreter.error(of: Self.shared + call) == "not enough memory")
            #expect(try interpreter.run("return echo('alive')") == ["alive"])
        }
    }

    @Test func oneTextManyTimesCountsManyTimes() async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter(memoryLimit: 16 << 20)
            let script = "local s = ('x'):rep(1 << 20) local t = {} for i = 1, 200 do t[i] = s end "
            #expect(interpreter.error(of: script + "echo(table.unpack(t))") == "not enough memory")
            #expect(interpreter.error(of: script + "echo(t)") == "not enough memory")
            #expect(try interpreter.run("return #echo(('x'):rep(1 << 20))") == [.integer(1 << 20)])
        }
    }

    @Test func aLongCopyCanBeStopped() async throws {
        let (words, kind) = try await LuaThread.run {
            let interpreter = try Interpreter(memoryLimit: 1 << 40)
            interpreter.state.bindToCurrentThread()
            let control = interpreter.state.control
            // The copy itself would take hours.
            interpreter.state.register(
                LuaFunction("stop_soon") { _ in
                    Task.detached { control.stop(.interrupted(signal: 2)) }
                    return .nothing
                })
            do {
                _ = try interpreter.run(Self.shared + "stop_soon() echo(t)")
                return ("no error", LuaError.Kind.runtime)
            } catch let error as LuaError {
                return (error.message, error.kind)
            }
        }
        #expect(words == "test.lua:1: interrupted")
        #expect(kind == .stopped)
    }

    @Test func sizesThatNoMemoryHasAreRefused() throws {
        let memory = LuaMemory(limit: 1 << 20)
        #expect(Self.isRefused(.max, by: memory))
        // The allocator adds what is asked for to what is held.
        #expect(clua_available(memory.account) == 1 << 20)
    }

    /// Tasks that have ended, that wait, and that failed.
    @Test(arguments: ["function() end", "task.sleep, 1", "function() return 1 end", "pcall, error"])
    func tasksCount(_ function: String) async throws {
        try await LuaThread.run {
            let interpreter = try Interpreter(memoryLimit: 16 << 20)
            let state = interpreter.state
            let results = try interpreter.run(
                """
                held = {}
                local ballast = ('x'):rep(1 << 20)
                local _, e = pcall(function()
                  for i = 1, 100000 do
                    held[i] = task.spawn(\(function))
                    if i % 1000 == 0 then task.sleep(0) end
                  end
                end)
                ballast = nil
                return e, #held
                """)
            #expect(results.first == "not enough memory")
            guard case .integer(let count) = results[1] else { throw LuaMismatch("no count") }
            #expect(state.memory.native >= count * Int64(LuaTask.footprint))
            #expect(count < 16 << 10)
            _ = try interpreter.run("held = nil")
            state.collectGarbage()
            #expect(state.memory.native < 2 * LuaTask.footprint)
        }
    }
}
