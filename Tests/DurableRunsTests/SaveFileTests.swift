import DurableRuns
import Facts
import RunJournal
import Synchronization
import Testing

/// Which rows the file of `save` has, and when it is made again.
struct SaveFileTests {
    /// A file in memory: one result is one column, `{"a":1}`.
    private final class MemoryFile: SaveOutput {
        private let rows = Mutex<[String]>([])
        private let count = Mutex(0)

        var text: [String] { rows.withLock { $0 } }
        /// How often it was made anew.
        var replacements: Int { count.withLock { $0 } }

        func check() throws {}
        func columns(of result: String) -> [String] { [String(result.dropFirst(2).prefix { $0 != "\"" })] }
        func first(ofResults results: String) -> String? { results }

        func replace(columns: [String], _ rows: (_ add: (SaveRow) throws -> Void) throws -> Void) throws {
            var text = ["key,state,\(columns.joined(separator: ","))"]
            try rows { text.append(Self.line($0)) }
            self.rows.withLock { $0 = text }
            count.withLock { $0 += 1 }
        }

        func append(_ row: SaveRow, columns: [String]) throws { rows.withLock { $0.append(Self.line(row)) } }
        func close() {}

        private static func line(_ row: SaveRow) -> String {
            "\(row.key),\(row.state.name),\(row.result ?? "")\(row.error.map { ",\($0)" } ?? "")"
        }
    }

    private let fixture = RunsFixture()

    @Test func aRowIsAddedAsEachItemEnds() throws {
        let file = MemoryFile()
        let run = try fixture.open(save: file)
        _ = try run.finish(#require(try run.begin("a")), .returned(#"{"n":1}"#))
        #expect(file.text == ["key,state,n", #"a,done,{"n":1}"#])
        _ = try run.finish(#require(try run.begin("b")), .raised(.of(.rejected, "refused")))
        #expect(file.text.last == "b,failed,,refused")
        let replacements = file.replacements
        _ = try run.finish(#require(try run.begin("c")), .returned(#"{"n":2}"#))
        #expect(file.replacements == replacements, "no column is new")
        _ = try run.finish(#require(try run.begin("d")), .returned(#"{"m":2}"#))
        #expect(file.text.first == "key,state,n,m")
        try run.finished(isWhole: true)
        run.close()
        #expect(file.text.count == 5)
    }

    @Test func aResumedRunHasTheEarlierRows() throws {
        let first = try fixture.open(save: MemoryFile())
        _ = try first.finish(#require(try first.begin("a")), .returned(#"{"n":1}"#))
        _ = try first.finish(#require(try first.begin("b")), .raised(.of(.rejected, "refused")))
        first.close()
        let file = MemoryFile()
        let run = try fixture.open(save: file)
        #expect(file.text == ["key,state,n", #"a,done,{"n":1}"#], "b may still be done")
        run.close()
        #expect(file.text == ["key,state,n", #"a,done,{"n":1}"#, "b,failed,,refused"])
    }

    @Test func whatAnItemHasWrittenIsInItsRow() async throws {
        let file = MemoryFile()
        let run = try fixture.open(save: file)
        let item = try #require(try run.begin("a"))
        var write = FakeService([.ok("1")]).write()
        write.encode = { #"{"w":"\#($0)"}"# }
        _ = try await item.perform(write, at: "0")
        run.close()
        #expect(file.text == ["key,state,w", #"a,pending,{"w":"1"},"#])
    }
}
