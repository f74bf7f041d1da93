import LuaBridge
@testable import ScriptModules
import TestSupport
import Testing

/// `csv.rows` as scripts have it.
struct CSVRowsTests {
    let scratch = ScratchFolder()

    /// What a script returns, as text, or the words of its error.
    private func run(_ script: String, memoryLimit: Int = 96 << 20) async throws -> String {
        let scratch = scratch
        return try await LuaThread.run {
            let state = try ScriptModulesInterpreter.make(in: scratch, memoryLimit: memoryLimit)
            let result = try state.run(Self.wrapped(script).utf8, name: "=t")[0]
            return String(decoding: try LuaBytes(lua: result).bytes, as: UTF8.self)
        }
    }

    private static func wrapped(_ script: String) -> String {
        """
        local function all(...)
          local lines = {}
          for row, place in csv.rows(...) do
            local parts = {}
            for key, value in pairs(row) do parts[#parts + 1] = ("%s=%s:%s"):format(key, math.type(value) or type(value), value) end
            table.sort(parts)
            lines[#lines + 1] = place .. " " .. table.concat(parts, " ")
          end
          return table.concat(lines, "\\n")
        end
        local ok, value = pcall(function() \(script) end)
        return ok and value or tostring(value):gsub("^.-: ", "", 1), nil
        """
    }

    @Test func rowsHaveTheirPlace() async throws {
        try scratch.file("a.csv", "a,b\n1,\"x\"\"y\"\n\n\"two\nlines\",\n")
        #expect(
            try await run("return all('a.csv')") == """
                a.csv:2 a=string:1 b=string:x"y
                a.csv:4 a=string:two
                lines b=string:
                """)
        #expect(try await run("return all('a.csv', { header = false })").hasPrefix("a.csv:1 1=string:a 2=string:b\n"))
    }

    @Test func chosenColumnsAndTypes() async throws {
        try scratch.file("a.csv", "n,x,b,t\n1,1.5,TRUE,a\n,,,\n-7,1e3,false,b\n")
        #expect(
            try await run(
                "return all('a.csv', { columns = { 't', 'n' }, types = { n = 'integer' } })") == """
                    a.csv:2 n=integer:1 t=string:a
                    a.csv:3 t=string:
                    a.csv:4 n=integer:-7 t=string:b
                    """)
        #expect(
            try await run(
                "return all('a.csv', { types = { n = 'number', x = 'number', b = 'boolean', t = 'string' } })")
                    == """
                    a.csv:2 b=boolean:true n=integer:1 t=string:a x=float:1.5
                    a.csv:3 t=string:
                    a.csv:4 b=boolean:false n=integer:-7 t=string:b x=float:1000.0
                    """)
    }

    @Test(arguments: [
        ("{ columns = { 'z' } }", "a.csv:1: there is no column 'z'; the columns are 'n', 'x'"),
        ("{ types = { z = 'integer' } }", "a.csv:1: there is no column 'z'; the columns are 'n', 'x'"),
        ("{ columns = { 'n', 'n' } }", "a.csv: columns 1 and 2 are both named 'n'"),
        ("{ columns = {} }", "a.csv: there are no columns"),
        (
            "{ header = false, columns = { 'n' } }",
            "a.csv: columns and types need a header: without one, rows are lists"
        ),
        ("{ types = { x = 'integer' } }", "a.csv:3: column 'x': \"N/A\" is not an integer"),
        ("{ types = { x = 'number' } }", "a.csv:3: column 'x': \"N/A\" is not a number"),
        ("{ types = { n = 'boolean' } }", "a.csv:2: column 'n': \"1\" is not true or false"),
    ]) func whatCannotBeIsRefused(options: String, words: String) async throws {
        try scratch.file("a.csv", "n,x\n1,2\n2,N/A\n")
        #expect(try await run("return all('a.csv', \(options))") == words)
    }

    /// What was meant would be left out without a word: links of random names, in place of those in the file.
    @Test(arguments: [
        ("", "return row.ur1", "a.csv has no column 'ur1'; there are 'n', 'url'"),
        ("", "return row['']", "a.csv has no column ''; there are 'n', 'url'"),
        ("", "return tostring(rawget(row, 'ur1'))", "nil"), ("", "return tostring(row[1])", "nil"),
        ("", "return '<' .. row.n .. '>'", "<>"),
        (", { columns = { 'url' } }", "return row.n", "a.csv has no column 'n'; there are 'url' of those chosen"),
        (", { types = { n = 'integer' } }", "return tostring(row.n)", "nil"),
        (", { types = { n = 'integer' } }", "return row.m", "a.csv has no column 'm'; there are 'n', 'url'"),
    ]) func aNameThatIsNoColumnIsAnError(options: String, body: String, words: String) async throws {
        try scratch.file("a.csv", "n,url\n,https://www.example.gov.sg\n")
        #expect(try await run("local row = csv.rows('a.csv'\(options))() \(body)") == words)
        #expect(try await run("local row = csv.read('a.csv'\(options))[1] \(body)") == words)
    }

    /// Rows of one file share what names their columns, and those of another file have their own.
    @Test func eachFileHasItsOwnColumns() async throws {
        try scratch.file("a.csv", "x\n1\n\n")
        try scratch.file("b.csv", "y\n1\n2\n")
        #expect(
            try await run(
                """
                local a, next_b = csv.rows('a.csv')(), csv.rows('b.csv')
                next_b()
                local b, found = next_b(), {}
                for i, row in ipairs({ a, b }) do
                  local ok, words = pcall(function() return row.z end)
                  found[i] = words:gsub("^.-: ", "", 1)
                end
                return table.concat(found, '; ')
                """) == "a.csv has no column 'z'; there are 'x'; b.csv has no column 'z'; there are 'y'")
    }

    @Test func integersAndNumbersAreOnlyWhatTheyAreInEveryLocale() async throws {
        for text in ["0x10", " 1", "1 ", "inf", "nan", "1_0", "1e", "+", ".", "9223372036854775808"] {
            try scratch.file("a.csv", "n,m\n\(text),1\n")
            #expect(
                try await run("return all('a.csv', { types = { n = 'integer' } })").hasSuffix("is not an integer"),
                "\(text)")
        }
        try scratch.file("a.csv", "n\n9223372036854775808\n0.1\n.5\n5.\n-1E-2\n12345678901234567890.123\n")
        #expect(
            try await run(
                """
                local out = {}
                for row in csv.rows('a.csv', { types = { n = 'number' } }) do out[#out + 1] = ('%.17g'):format(row.n) end
                return table.concat(out, ' ')
                """) == "9.2233720368547758e+18 0.10000000000000001 0.5 5 -0.01 1.2345678901234567e+19")
    }

    @Test func largeRowsMeetTheMemoryLimit() async throws {
        try scratch.file("a.csv", "a,b\n" + String(repeating: "x", count: 20 << 20) + ",1\n")
        let words = "a.csv:2: not enough memory: the record is longer than the memory limit allows"
        #expect(try await run("return all('a.csv')", memoryLimit: 24 << 20) == words)
        try scratch.file("a.csv", "a,b\n" + String(repeating: "x,", count: 300_000) + "\n")
        #expect(try await run("return all('a.csv', { header = false })", memoryLimit: 12 << 20).contains("a.csv:"))
    }

    /// Only scripts that may do everything have finalisers.
    @Test func finalisersCannotTakeTheRowThatIsBeingRead() async throws {
        try scratch.file("a.csv", "a,b\n" + String(repeating: "1,2\n", count: 20_000))
        let script = """
            local iterator, words, count = csv.rows('a.csv'), 'none', 0
            local function arm()
              setmetatable({}, { __gc = function()
                local ok, problem = pcall(iterator)
                if not ok then words = tostring(problem) end
                if count < 15000 then arm() end
              end })
            end
            arm()
            for row in iterator do
              count = count + 1
              assert(row.a == '1' and row.b == '2')
            end
            return words
            """
        let files = FileAccess(workingDirectory: scratch.path)
        let words = try await LuaThread.run {
            let state = try LuaState(memoryLimit: 1 << 26, clock: .virtual)
            state.bindToCurrentThread()
            try state.open(.all)
            try CSVModule(files: files, open: OpenWriters()).install(in: state)
            return String(decoding: try LuaBytes(lua: state.run(script.utf8, name: "=t")[0]).bytes, as: UTF8.self)
        }
        #expect(words.hasSuffix("a.csv: a row is being read: a __gc handler cannot take the next"), "\(words)")
    }

    @Test func manyColumnsAreKeys() async throws {
        let names = (1...400).map { "c\($0)" }.joined(separator: ",")
        try scratch.file("a.csv", names + "\n" + (1...400).map(String.init).joined(separator: ",") + "\n")
        #expect(
            try await run(
                "local r = csv.rows('a.csv')() local n = 0 for _ in pairs(r) do n = n + 1 end return r.c400 .. n")
                == "400400")
    }

    /// Columns that repeat their texts, hardly do, or do so later; of lengths around the longest that is kept.
    ///
    /// Two readings of one file take turns, and a collection of garbage may come between any two rows.
    @Test func textsThatComeAgainAreTheSame() async throws {
        let found = try await run(
            """
            local lengths = { 1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 41 }
            local function text(i, column)
              local n = lengths[column] or column
              if column % 3 == 0 then i = i % 5 elseif column % 3 == 1 and i < 20000 then i = i * 7919 end
              local digits = tostring(i)
              if n <= #digits then return digits:sub(-n) end
              local at = i % (n - #digits + 1)
              return ("x"):rep(at) .. digits .. ("x"):rep(n - #digits - at)
            end
            local columns = {}
            for column = 1, 20 do columns[column] = "c" .. column end
            local out <close> = csv.writer("many.csv", columns)
            for i = 1, 24999 do
              local row = {}
              for column = 1, 20 do row[column] = i % 11 == column and "" or text(i, column) end
              out:write(row)
            end
            out:close()
            local one, other = csv.rows("many.csv"), csv.rows("many.csv")
            for i = 1, 24999 do
              local rows = { (one()) }
              if i % 3 == 0 then for j = i - 2, i do rows[2] = other() end end
              if i % 5000 == 0 then collectgarbage() end
              for _, row in ipairs(rows) do
                for column = 1, 20 do
                  local wanted = i % 11 == column and "" or text(i, column)
                  if row["c" .. column] ~= wanted then
                    return ("%d %d: %s, not %s"):format(i, column, row["c" .. column], wanted)
                  end
                end
                assert(rawlen(row) == 0 and next(getmetatable(row)) == "__index")
              end
            end
            return tostring(one()) .. tostring(other())
            """)
        #expect(found == "nilnil")
    }

    /// Texts that are kept are no columns.
    @Test func theColumnsAreTheFilesAfterManyRows() async throws {
        try scratch.file("a.csv", "a,b\n" + (0..<500).map { "\($0),x\($0 % 9)\n" }.joined())
        let found = try await run(
            "local last for row in csv.rows('a.csv') do last = row end return select(2, pcall(function() return last.x1 end))"
        )
        #expect(found.contains("a.csv has no column 'x1'; there are 'a', 'b'"), "\(found)")
    }
}
