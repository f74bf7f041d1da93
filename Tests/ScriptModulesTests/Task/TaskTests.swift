import LuaBridge
import Testing

@testable import ScriptModules

/// `task`: loops of several calls at once, on virtual time.
struct TaskTests {
    private let bench = ScriptBench()

    @Test func resultsKeepTheItemsOrder() async throws {
        let script = """
            local ends = {}
            local results = task.map({ 3, 1, 2 }, function(n, index)
              task.sleep(n)
              ends[#ends + 1] = n
              return n * 10 + index
            end)
            return table.concat(results, " ") .. " n=" .. results.n .. " ends " .. table.concat(ends, " ")
            """
        #expect(try await bench.text(script) == "31 12 23 n=3 ends 1 2 3")
    }

    /// Results may be nil, so their number is told.
    @Test func resultsMayBeNil() async throws {
        let script = "local r = task.map({ 1, 2, 3 }, function(n) if n == 2 then return n end end) return r.n .. r[2]"
        #expect(try await bench.text(script) == "32")
    }

    @Test(arguments: [1, 3, 20, 50])
    func atMostSoManyRunAndNoItemIsTakenAhead(_ workers: Int) async throws {
        let script = """
            local taken, running, most, ahead = 0, 0, 0, 0
            local function items()
              if taken == 20 then return nil end
              taken = taken + 1
              ahead = math.max(ahead, running)
              return taken
            end
            local count = task.each(items, function()
              running = running + 1
              most = math.max(most, running)
              task.sleep(1)
              running = running - 1
            end, { workers = \(workers) })
            return count .. " " .. most .. " " .. tostring(ahead < \(workers))
            """
        #expect(try await bench.text(script) == "20 \(min(workers, 20)) true")
    }

    @Test(arguments: ["map", "each"])
    func theFirstErrorEndsTheOthers(_ loop: String) async throws {
        let script = """
            local closed, begun = 0, 0
            local ok, problem = pcall(task.\(loop), { 1, 2, 3, 4, 5 }, function(n)
              begun = begun + 1
              local _ <close> = setmetatable({}, { __close = function() closed = closed + 1 end })
              if n == 2 then error({ code = 7 }) end
              task.sleep(60)
            end, { workers = 3 })
            return tostring(ok) .. " " .. problem.code .. " " .. begun .. " " .. closed
            """
        #expect(try await bench.text(script) == "false 7 3 3")
    }

    @Test func errorsCanBeCollected() async throws {
        let script = """
            local function work(n)
              task.sleep(10 - n)
              if n % 2 == 0 then error("bad " .. n, 0) end
              return n
            end
            local results, errors = task.map({ 1, 2, 3, 4 }, work, { on_error = "collect" })
            local count, more = task.each({ 1, 2 }, work, { on_error = "collect" })
            local words = { results.n, tostring(results[2]), results[3], count, #more }
            for _, e in ipairs(errors) do words[#words + 1] = e.index .. "=" .. e.item .. "=" .. e.error end
            return table.concat(words, " ")
            """
        #expect(try await bench.text(script) == "4 nil 3 2 1 2=2=bad 2 4=4=bad 4")
    }

    @Test(arguments: ["map", "each"])
    func anIteratorThatFailsEndsTheLoop(_ loop: String) async throws {
        let script = """
            local n, closed = 0, false
            task.\(loop)(function()
              n = n + 1
              if n == 2 then error("torn", 0) end
              return n
            end, function() task.sleep(60) end)
            """
        #expect(try await bench.problem(script) == "torn")
    }

    @Test func aTimeoutCancelsItsFunction() async throws {
        let script = """
            local closed = false
            local ok, problem = pcall(task.timeout, 5, function()
              local _ <close> = setmetatable({}, { __close = function() closed = true end })
              task.sleep(60)
            end)
            return problem.kind .. " " .. problem.message .. " " .. tostring(closed)
            """
        #expect(try await bench.text(script) == "timeout task.timeout: not done within 5.0 s true")
    }

    @Test func whatEndsInTimeGivesAllItsResults() async throws {
        #expect(
            try await bench.text("return table.concat({ task.timeout(5, function() return 1, 2, 3 end) }, ' ')")
                == "1 2 3")
        #expect(try await bench.problem("task.timeout(5, function() error('mine', 0) end)") == "mine")
    }

    @Test func handlesTellTheirState() async throws {
        let script = """
            local work = task.spawn(function() task.sleep(60) return "never" end)
            local states = { work.state }
            task.sleep(0)
            states[2] = work.state
            work:cancel()
            local ok, problem = pcall(task.wait, work)
            states[3] = work.state .. "/" .. problem.kind
            local done = task.spawn(function(a, b) return a + b end, 1, 2)
            states[4] = task.wait(done) .. done.state
            local slow, quick = task.spawn(task.sleep, 60), task.spawn(function() return "q" end)
            local winner, word = task.first({ slow, quick })
            states[5] = tostring(winner == quick) .. word
            task.cancel(slow)
            return table.concat(states, " ")
            """
        #expect(try await bench.text(script) == "ready waiting cancelled/cancelled 3done trueq")
    }

    @Test(arguments: [
        ("task.map(1, print)", "task.map: argument #1 'items': expected a list or an iterator, got number"),
        ("task.each({}, 1)", "task.each: argument #2 'fn': expected function, got number"),
        ("task.map({}, print, { workers = 0 })", "task.map: option 'workers': expected 1 to 10000, got 0"),
        (
            "task.map({}, print, { on_error = 'go' })",
            "task.map: option 'on_error': expected \"stop\" or \"collect\", got \"go\""
        ),
    ])
    func argumentsAreChecked(_ script: String, _ words: String) async throws {
        let problem = try await bench.problem(script)
        #expect(problem.hasPrefix("usage: " + words), "\(problem)")
    }
}
