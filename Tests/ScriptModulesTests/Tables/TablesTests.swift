import TestSupport
import Testing

@testable import ScriptModules

/// `tables`: rows of any source, one iterator made from another.
struct TablesTests {
    private static let files = """
        fs.write("a.csv", "id,city,year\\n1,Rome,10\\n2,Oslo,9\\n3,Rome,100\\n")
        fs.write("b.csv", "nr,name\\n3,Ada\\n1,Grace\\n")
        local function shown(rows, ...)
          local columns, lines = { ... }, {}
          for row, place in rows do
            local texts = { place }
            for _, column in ipairs(columns) do texts[#texts + 1] = tostring(row[column]) end
            lines[#lines + 1] = table.concat(texts, " ")
          end
          return table.concat(lines, "|")
        end

        """

    private func shown(_ script: String) async throws -> String { try await ScriptBench().text(Self.files + script) }

    private func problem(_ script: String) async throws -> String {
        try await ScriptBench().problem(Self.files + script)
    }

    @Test(arguments: [
        (
            "return shown(tables.rename(csv.rows('a.csv'), { id = 'city', city = 'town' }), 'city', 'town', 'id')",
            "a.csv:2 1 Rome nil|a.csv:3 2 Oslo nil|a.csv:4 3 Rome nil"
        ),
        (
            "return shown(tables.drop(csv.rows('a.csv'), { 'city', 'id' }), 'id', 'year')",
            "a.csv:2 nil 10|a.csv:3 nil 9|a.csv:4 nil 100"
        ),
        (
            "return shown(tables.map(csv.rows('a.csv'), function(r, p) return { x = r.city .. p } end), 'x')",
            "a.csv:2 Romea.csv:2|a.csv:3 Osloa.csv:3|a.csv:4 Romea.csv:4"
        ),
        (
            "return shown(tables.filter(csv.rows('a.csv'), function(r) return r.city == 'Rome' end), 'id')",
            "a.csv:2 1|a.csv:4 3"
        ),
        ("return shown(tables.sort(csv.rows('a.csv'), 'year'), 'year')", "a.csv:2 10|a.csv:4 100|a.csv:3 9"),
        (
            "return shown(tables.sort(csv.rows('a.csv'), 'year', { as_numbers = true }), 'year')",
            "a.csv:3 9|a.csv:2 10|a.csv:4 100"
        ),
        (
            "return shown(tables.sort(csv.rows('a.csv'), { 'city', 'id' }, { descending = true }), 'city', 'id')",
            "a.csv:4 Rome 3|a.csv:2 Rome 1|a.csv:3 Oslo 2"
        ),
        (
            "return shown(tables.sort(csv.rows('a.csv'), function(r) return -r.id end), 'id')",
            "a.csv:4 3|a.csv:3 2|a.csv:2 1"
        ),
        ("return shown(tables.dedup(csv.rows('a.csv'), { key = 'city' }), 'id')", "a.csv:2 1|a.csv:3 2"),
        (
            "return shown(tables.dedup({ { a = 1, b = 'x' }, { b = 'x', a = '1' }, { a = 1 } }), 'a', 'b')",
            "item 1 1 x|item 3 1 nil"
        ),
        (
            "return shown(tables.join(csv.rows('a.csv'), csv.rows('b.csv'), 'id', { right_key = 'nr' }), 'id', 'name')",
            "a.csv:2 1 Grace|a.csv:4 3 Ada"
        ),
        (
            "return shown(tables.join(csv.rows('a.csv'), { { id = 2, x = true } }, 'id', { how = 'left' }), 'id', 'x')",
            "a.csv:2 1 |a.csv:3 2 true|a.csv:4 3 "
        ),
        // Keys of every kind are one text, whatever characters it has.
        (
            """
            local names = { { key = "Zürich", x = 1 }, { key = "7", x = 2 }, { key = "a\tb", x = 3 }, { key = true, x = 4 } }
            return shown(tables.join({ { key = "Zürich" }, { key = 7.0 }, { key = "a\tb" }, { key = "true" } }, names, "key"),
              "key", "x")
            """, "item 1 Zürich 1|item 2 7.0 2|item 3 a\tb 3|item 4 true 4"
        ),
        // Every row has all columns of the other table, and fields without a name stay.
        (
            """
            local others = { { id = 1, a = 1 }, { id = 2, b = 2 } }
            return shown(tables.join({ { id = 1, "one" }, { id = 2, "two" } }, others, "id"), 1, "a", "b")
            """, "item 1 one 1 nil|item 2 two nil 2"
        ),
        (
            """
            fs.write("c.csv", "id,city,year\\n3,Roma,100\\n4,Bern,\\n1,Rome,10\\n")
            local lines = {}
            for c, place in tables.diff(csv.rows("a.csv"), csv.rows("c.csv"), "id") do
              lines[#lines + 1] = place .. " " .. c.change .. " " .. c.key .. " " .. table.concat(c.columns, ",")
                .. " " .. (c.before and c.before.city or "-") .. " " .. (c.after and c.after.city or "-")
            end
            return table.concat(lines, "|")
            """, "c.csv:2 changed 3 city Rome Roma|c.csv:3 added 4  - Bern|a.csv:3 removed 2  Oslo -"
        ),
        // Values that a file would hold alike are alike, nested tables by what is in them.
        (
            """
            local old = { { id = 1, n = 5, t = { 1, { a = "x" } }, e = "" } }
            local new = { { id = "1", n = "5", t = { 1, { a = "x" } } } }
            return tostring(tables.diff(old, new, "id")())
            """, "nil"
        ),
    ])
    func eachDoesWhatItSays(_ script: String, _ result: String) async throws {
        #expect(try await shown(script) == result)
    }

    @Test(arguments: [
        (
            "tables.rename(csv.rows('a.csv'), { nme = 'x' })()",
            "data: tables.rename: a.csv:2: there is no column 'nme'; there are 'city', 'id', 'year'"
        ),
        (
            "tables.rename(csv.rows('a.csv'), { id = 'city' })()",
            "data: tables.rename: a.csv:2: there would be two columns 'city'"
        ),
        (
            "for _ in tables.drop({ { a = 1 } }, { 'town' }) do end",
            "data: tables.drop: there is no column 'town'; there are 'a'"
        ),
        (
            "tables.map({ {} }, function() end)()",
            "data: tables.map: item 1: the function gave a nil, not a row; tables.filter leaves rows out"
        ),
        (
            "tables.filter({ 5 }, print)()",
            "data: tables.filter: item 1: expected a table of named fields, got a number"
        ),
        ("tables.sort({ { a = 1 } }, 'town')()", "data: tables.sort: there is no column 'town'; there are 'a'"),
        (
            "tables.sort({ { a = print } }, function() return 1 end)()",
            "data: tables.sort: a row has a value that is neither text, number, boolean nor table"
        ),
        (
            "tables.sort({ { a = {} } }, 'a')()",
            "data: tables.sort: the key of a row is neither text, number nor boolean"
        ),
        (
            "local t = {} t.t = t tables.sort({ t }, function() return 1 end)()",
            "data: tables.sort: the tables in a row are nested more than 100 levels deep"
        ),
        (
            "for _ in tables.dedup(csv.rows('a.csv'), { key = 'city', on_duplicate = 'error' }) do end",
            "data: tables.dedup: a.csv:4: duplicate key \"Rome\", first at a.csv:2"
        ),
        (
            "tables.join({ { id = 1 } }, csv.rows('a.csv'), 'id', { right_key = 'city' })()",
            "data: tables.join: a.csv:4: duplicate key \"Rome\", first at a.csv:2"
        ),
        (
            "tables.join(csv.rows('a.csv'), { { id = 1, city = 'x' } }, 'id')()",
            "data: tables.join: a.csv:2: both tables have a column 'city': rename or drop one of them"
        ),
        (
            "tables.diff({ { id = 1 }, { id = '1' } }, {}, 'id')()",
            "data: tables.diff: item 2: duplicate key \"1\", first at item 1"
        ),
        (
            "tables.diff({}, { { id = '' } }, 'id')()",
            "data: tables.diff: item 1: the key is empty, or no text, number or boolean"
        ),
        ("tables.sort({}, {})", "usage: tables.sort: argument #2 'key': expected at least one column, got none"),
    ])
    func faultsNameThePlace(_ script: String, _ words: String) async throws {
        #expect(try await problem(script) == words)
    }

    /// Nothing is read before a row is asked for, and no more than that.
    @Test func aJoinedRowThatIsTooLargeIsAnErrorOfMemory() async throws {
        var bench = ScriptBench()
        bench.memoryLimit = 24 << 20
        let script = """
            local function wide(name)
              local row = { id = 1 }
              for i = 1, 100000 do row[name .. i] = i end
              return row
            end
            local kept = {}
            for _ = 1, 10 do
              for row in tables.join({ wide("a") }, { wide("b") }, "id") do kept[#kept + 1] = row end
            end
            """
        #expect(try await bench.problem(script).contains("memory"))
    }

    @Test func rowsAreTakenOneByOne() async throws {
        let script = """
            local taken = 0
            local function source() taken = taken + 1 return { n = taken }, "row " .. taken end
            local rows = tables.filter(tables.rename(tables.map(source, function(r) return r end), { n = "m" }),
              function(r) return r.m % 2 == 0 end)
            local before = taken
            local row, place = rows()
            return before .. " " .. row.m .. " " .. place .. " " .. taken
            """
        #expect(try await shown(script) == "0 2 row 2 2")
    }

    @Test func theyEndInFilesAndDurableRuns() async throws {
        let script = """
            local rows = tables.sort(tables.drop(csv.rows("a.csv"), { "year" }), "id", { descending = true })
            return csv.write("out.csv", rows) .. " " .. fs.read("out.csv")
            """
        #expect(try await shown(script) == "3 city,id\nRome,3\nOslo,2\nRome,1\n")
    }

    /// What a row of a file says of a column that it does not have, it says after sorting too.
    @Test func sortedRowsKeepTheirMetatables() async throws {
        let words = try await problem("local row = tables.sort(csv.rows('a.csv'), 'id')() print(row.nope)")
        #expect(words.hasSuffix("a.csv has no column 'nope'; there are 'id', 'city', 'year'"), "\(words)")
        let arrays = try await shown(
            "return json.encode((tables.sort({ { k = 1, v = json.decode('[]'), n = json.null } }, 'k')()))")
        #expect(arrays == #"{"k":1,"n":null,"v":[]}"#)
    }

    /// What reads all rows of a source first gives none of them after an error: some would be missing.
    @Test(arguments: [
        "tables.sort(rows, 'n')", "tables.join({ { n = 1 }, { n = 3 } }, rows, 'n')",
        "tables.diff(rows, { { n = 1 }, { n = 3 } }, 'n')",
    ])
    func noRowIsLostByAnErrorThatIsCaught(call: String) async throws {
        let script = """
            local made = 0
            local function rows()
              made = made + 1
              if made == 2 then error("row 2 is bad", 0) end
              return made < 4 and { n = made } or nil
            end
            local iterator, problems = \(call), {}
            for index = 1, 3 do
              local ok, problem = pcall(iterator)
              problems[index] = not ok and tostring(problem) or "a row"
            end
            return table.concat(problems, "|")
            """
        let problems = try await ScriptBench().text(script).split(separator: "|")
        let name = call.prefix { $0 != "(" }
        #expect(problems.first == "row 2 is bad")
        #expect(
            problems.dropFirst().allSatisfy {
                $0.hasSuffix("\(name): rows would be missing: an earlier call failed or has not ended")
            }, "\(problems)")
    }
}
