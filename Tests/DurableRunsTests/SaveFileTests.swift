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

        func replace(columns: SaveColumns, _ rows: (_ add: (SaveRow) throws -> Void) throws -> Void) throws {
            var text = ["key,state,\((columns.item + columns.result).joined(separator: ","))"]
            try rows { text.append(Self.line($0, columns)) }
            self.rows.withLock { $0 = text }
            count.withLock { $0 += 1 }
        }

        func append(_ row: SaveRow, columns known: SaveColumns) throws -> [String] {
            let missing = (row.result.map(columns(of:)) ?? []).filter { !known.result.contains($0) }
            if missing.isEmpty { rows.withLock { $0.append(Self.line(row, known)) } }
            return missing
        }
        func close() {}

        private static func line(_ row: SaveRow, _ columns: SaveColumns) -> String {
            let cells = columns.item.map { "\(row.item[$0] ?? "")," }.joined()
            return "\(row.key),\(row.state.name),\(cells)\(row.result ?? "")\(row.reason.map { ",\($0)" } ?? "")"
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

    @Test func theRowsEndInTheOrderOfTheItems() throws {
        let file = MemoryFile()
        let run = try fixture.open(save: file)
        let items = try ["a", "b", "c"].map { try #require(try run.begin($0)) }
        for item in items.reversed() { _ = try run.finish(item, .returned(#"{"n":1}"#)) }
        #expect(file.text.dropFirst().map { $0.prefix(1) } == ["c", "b", "a"])
        try run.finished(isWhole: true)
        run.close()
        #expect(file.text.dropFirst().map { $0.prefix(1) } == ["a", "b", "c"])
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

    /// What an item was is recorded with it, so that the table has it whenever it is made.
    @Test func rowsHaveTheColumnsOfTheirItems() throws {
        func take(_ run: DurableRun, _ key: String, _ cells: [ItemCell]) throws -> ActiveItem? {
            guard case .work(let item) = try run.take(digest: [1], key: key, place: "x.csv:2", cells: cells) else {
                return nil
            }
            return item
        }
        let file = MemoryFile()
        let run = try fixture.open(save: file)
        let first = try #require(try take(run, "a", [ItemCell("town", "Bedok"), ItemCell("unit", "07-01")]))
        _ = try run.finish(first, .returned(#"{"n":1}"#))
        #expect(file.text == ["key,state,town,unit,n", #"a,done,Bedok,07-01,{"n":1}"#])
        let second = try #require(try take(run, "b", [ItemCell("unit", "2"), ItemCell("floor", "9")]))
        _ = try run.finish(second, .raised(.of(.rejected, "refused")))
        #expect(
            file.text == ["key,state,town,unit,floor,n", #"a,done,Bedok,07-01,,{"n":1}"#, "b,failed,,2,9,,refused"])
        run.close()
        // Another start, with the columns of its input in another order.
        let again = try fixture.open(save: file)
        #expect(try take(again, "a", [ItemCell("unit", "unread")]) == nil)
        let third = try #require(try take(again, "c", [ItemCell("floor", "1"), ItemCell("town", "Yishun")]))
        _ = try again.finish(third, .returned(#"{"n":3}"#))
        again.close()
        #expect(
            file.text == [
                "key,state,floor,town,unit,n", #"a,done,,Bedok,07-01,{"n":1}"#, "b,failed,9,,2,,refused",
                #"c,done,1,Yishun,,{"n":3}"#,
            ])
    }

    /// A row that was put in between stands in between.
    @Test func rowsStandInTheOrderOfTheInput() throws {
        let file = MemoryFile()
        func pass(_ keys: [String]) throws {
            let run = try fixture.open(save: file)
            for (line, key) in zip(2..., keys) {
                guard case .work(let item) = try run.take(digest: [1], key: key, place: "x.csv:\(line)") else {
                    continue
                }
                _ = try run.finish(item, .returned(#"{"n":1}"#))
            }
            try run.finished(isWhole: true)
            run.close()
        }
        func keys() -> [String] { file.text.dropFirst().map { String($0.prefix(1)) } }
        try pass(["a", "b"])
        try pass(["c", "a", "d", "b"])
        #expect(keys() == ["c", "a", "d", "b"])
        try pass(["a", "b", "c"])
        #expect(keys() == ["a", "b", "c", "d"], "what has gone and was done stands at the end")
    }
}
