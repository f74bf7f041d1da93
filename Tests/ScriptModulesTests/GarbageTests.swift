import LuaBridge
import Testing

/// What writes Lua's tables leaves the collector of garbage as the script has it.
struct GarbageTests {
    /// Each writes the table `row` once.
    private static let writers = [
        "json.encode(row)", "json.encode({ row }, { pretty = true })", "writer:write(row)",
    ]

    /// What a script returns that has a `row` of two long names, which Lua does not intern.
    private func run(_ script: String) async throws -> String {
        // In the sandbox scripts have no finalisers.
        var bench = ScriptBench()
        bench.permissions = .all
        return try await bench.text(
            """
            local first <const>, second <const> = ("a"):rep(60), ("b"):rep(60)
            local writer <close> = csv.writer("out.csv", { first, second })
            local row = { [first] = "one", [second] = "two" }
            \(script)
            """)
    }

    /// The pause that the script has chosen is kept: its garbage waits until memory has grown tenfold.
    @Test(arguments: writers) func writingStartsNoCollection(call: String) async throws {
        let collected = try await run(
            """
            collectgarbage("incremental", 1000, 100)
            collectgarbage()
            local count = 0
            setmetatable({}, { __gc = function() count = count + 1 end })
            for _ = 1, 500 do \(call) end
            return tostring(count)
            """)
        #expect(collected == "0")
    }

    @Test(arguments: writers) func aStoppedCollectorStaysStopped(call: String) async throws {
        #expect(try await run("collectgarbage('stop') \(call) return tostring(collectgarbage('isrunning'))") == "false")
        #expect(try await run("\(call) return tostring(collectgarbage('isrunning'))") == "true")
    }

    /// A finaliser that changes a row runs before or after it is written, never between two of its fields.
    @Test(arguments: writers) func rowsAreWrittenAsOnePiece(call: String) async throws {
        let script = """
            collectgarbage("setpause", 0)
            collectgarbage("setstepmul", 1000)
            local turns, is_over = 0, false
            local function arm()
              setmetatable({}, { __gc = function()
                turns = turns + 1
                row[first], row[second] = tostring(turns), tostring(turns)
                if not is_over then arm() end
              end })
            end
            arm()
            for _ = 1, 400 do
              local text = \(call) or tostring({})
              local one, two = text:match('a":%s*"(%w+)'), text:match('b":%s*"(%w+)')
              assert(one == two or one == "one" and two == "two", text)
            end
            is_over = true
            assert(turns > 3, turns)
            writer:close()
            for text in io.lines("out.csv") do
              local one, two = text:match("^(%w+),(%w+)$")
              assert(not one or #one == 60 or one == two or one == "one" and two == "two", text)
            end
            return "whole"
            """
        #expect(try await run(script) == "whole")
    }

    /// Keys that are more than Lua's stack has room for are written all the same.
    @Test func objectsOfManyKeysAreWritten() async throws {
        let script = """
            local many = {}
            for i = 1, 120000 do many["k" .. i] = i end
            local back = json.decode(json.encode(many))
            for i = 1, 120000 do assert(back["k" .. i] == i) end
            return "same"
            """
        #expect(try await run(script) == "same")
    }
}
