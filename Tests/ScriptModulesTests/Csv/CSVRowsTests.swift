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
            return String(decoding: try state.run(Self.wrapped(script).utf8, name: "=t")[0].allBytes, as: UTF8.self)
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
        let files = scratch.files
        let words = try await LuaThread.run {
            let state = try LuaState(memoryLimit: 1 << 26, clock: .virtual)
            state.bindToCurrentThread()
            try state.open(.all)
            try CSVModule(files: files, open: OpenWriters()).install(in: state)
            return String(decoding: try state.run(script.utf8, name: "=t")[0].allBytes, as: UTF8.self)
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
}
