import TestSupport
import Testing

@testable import ScriptModules

/// `tables.sort` in more memory than it has.
struct SortTests {
    /// The rows, their values and their places are what they were, in order, however often they went to the file.
    @Test(arguments: [1 << 20, 8 << 20, 256 << 20])
    func manyRowsAreSortedInLittleMemory(limit: Int) async throws {
        var bench = ScriptBench()
        bench.memoryLimit = limit + (2 << 20)
        let script = """
            local count, state = 20000, 7
            local function draw(n) state = (state * 1103515245 + 12345) % 2147483648 return state // 65536 % n end
            local made = 0
            local function rows()
              if made == count then return nil end
              made = made + 1
              local text = ("x"):rep(draw(60))
              return { n = made, key = draw(5000), text = text, half = made / 2, yes = made % 2 == 0 }, "p" .. made
            end
            local seen, last, last_n = {}, -1, 0
            for row, place in tables.sort(rows, "key") do
              assert(row.key > last or row.key == last and row.n > last_n, "order")
              assert(place == "p" .. row.n and row.half == row.n / 2 and row.yes == (row.n % 2 == 0), "values")
              assert(math.type(row.n) == "integer" and math.type(row.half) == "float", "types")
              assert(not seen[row.n], "twice")
              seen[row.n], last, last_n = true, row.key, row.n
            end
            return #seen
            """
        #expect(try await bench.text(script) == "20000")
    }

    @Test func keysOfAllKindsHaveOneOrder() async throws {
        let script = """
            local keys = {
              "b", "a\\0b", "a", "", "a\\0", 2, 1.5, -1, -0.0, 0, math.maxinteger, math.mininteger, 2^63, -2^63,
              1/0, -1/0, 0/0, true, false, json.null, "\\xff",
              9007199254740993, 9007199254740992, 9007199254740992.0, "A",
            }
            local rows = {}
            for index, key in ipairs(keys) do rows[index] = { key = key, index = index } end
            local order = {}
            for row in tables.sort(rows, "key") do order[#order + 1] = row.index end
            local back = {}
            for row in tables.sort(rows, "key", { descending = true }) do table.insert(back, 1, row.index) end
            return table.concat(order, " ") .. "|" .. table.concat(back, " ")
            """
        let result = try await ScriptBench().text(script).split(separator: "|")
        let order = "20 19 18 16 12 14 8 9 10 7 6 23 24 22 11 13 15 17 4 25 3 5 2 1 21"
        #expect(result.first.map { String($0) } == order)
        // Equal keys stay in the order in which they came.
        #expect(
            result.last.map { String($0) }
                == order
                .replacing("12 14", with: "14 12").replacing("9 10", with: "10 9").replacing("23 24", with: "24 23"))
    }

    @Test func aRowThatIsTooLargeIsAnErrorOfMemory() async throws {
        var bench = ScriptBench()
        bench.memoryLimit = 4 << 20
        let script = """
            local n = 0
            local function rows() n = n + 1 if n < 100 then return { text = ("x"):rep(900000), n = n } end end
            local sum = 0
            for row in tables.sort(rows, "n", { descending = true }) do sum = sum + #row.text end
            return sum
            """
        let words = try await bench.problem(script)
        #expect(words == "no error" || words.contains("memory"), "\(words)")
    }
}
