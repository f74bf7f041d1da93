import LuaBridge
import TestSupport
import Testing
@testable import ScriptModules

/// `csv.read` and `csv.write`: small files as a whole.
struct WholeFileTests {
    private func run(_ code: String, in scratch: ScratchFolder) async throws -> [LuaValue] {
        try await LuaThread.run {
            let state = try ScriptModulesInterpreter.make(in: scratch)
            return try state.scheduler.run(code.utf8, name: "=test", arguments: [])
        }
    }

    @Test func rowsAreWrittenAndReadBack() async throws {
        let scratch = ScratchFolder()
        let result = try await run(
            """
            local count = csv.write("a.csv", { { name = "Ada", year = 1815 }, { name = "x,y" } })
            local rows = csv.read("a.csv")
            return count, #rows, rows[1].year, rows[2].name
            """, in: scratch)
        #expect(result == [2, 2, "1815", "x,y"])
        #expect(try scratch.text("a.csv") == "name,year\nAda,1815\n\"x,y\",\n")
    }

    /// The columns of a record come in the order of its declaration, as the reference shows them.
    @Test func recordsKeepTheOrderOfTheirDeclaration() async throws {
        let scratch = ScratchFolder()
        _ = try await run(
            """
            csv.write("a.csv", { {
              clicks = 1, createdAt = "c", longUrl = "https://a.sg", shortUrl = "a", state = "ACTIVE", updatedAt = "u",
            } })
            csv.write("b.csv", { { b = 1, a = 2, c = 3 } }, { header = { "b", "a" }, separator = ";", crlf = true })
            local n = 0
            csv.write("c.csv", function() n = n + 1 if n < 3 then return { n } end end, { header = { "n" } })
            """, in: scratch)
        #expect(try scratch.text("a.csv").hasPrefix("shortUrl,longUrl,state,clicks,createdAt,updatedAt\n"))
        #expect(try scratch.text("b.csv") == "b;a\r\n1;2\r\n")
        #expect(try scratch.text("c.csv") == "n\n1\n2\n")
    }

    @Test(arguments: [
        ("csv.write('a.csv', {})", "csv.write: no rows were given, so the columns are unknown"),
        ("csv.write('a.csv', { { 1 } })", "csv.write: the first row is not a record with named fields"),
        ("csv.write('a.csv', { { a = 1 }, { b = 1 } })", "a.csv: there is no column 'b'; the columns are 'a'"),
        ("csv.write('a.csv', 5)", "csv.write: argument #2 'rows': expected a list or an iterator, got number"),
        ("csv.read('none.csv')", "none.csv"),
    ])
    func aFaultLeavesTheOldFile(_ code: String, _ message: String) async throws {
        let scratch = ScratchFolder()
        try scratch.file("a.csv", "old\n")
        let result = try await run(
            "local ok, problem = pcall(function() return \(code) end) return ok, tostring(problem)", in: scratch)
        #expect(result.first == false)
        #expect(result.last?.shown.contains(message) == true, "\(result)")
        #expect(try scratch.text("a.csv") == "old\n")
    }
}
