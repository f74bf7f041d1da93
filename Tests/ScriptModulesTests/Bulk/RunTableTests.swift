import DurableRuns
import LuaBridge
@testable import ScriptModules
import Testing

/// What stands in the table of a run.
struct RunTableTests {
    private static func cells(_ value: LuaValue, order: [String] = []) -> [String] {
        PlainCells.of(value, alone: "alone", order: order).map { "\($0.column)=\($0.text)" }
    }

    @Test(arguments: [
        ("text" as LuaValue, ["alone=text"]),
        (.integer(7), ["alone=7"]),
        (.number(1e16), ["alone=10000000000000000"]),
        (.number(0.5), ["alone=0.5"]),
        (.boolean(false), ["alone=false"]),
        (.bytes([0x41, 0xFF]), ["alone=A\u{FFFD}"]),
        (.nil, []),
        (.null, []),
        (.table(["b": .integer(1), "a": .null]), ["b=1"]),
        (.table(LuaTable(array: ["x", .integer(2), .table(LuaTable(array: ["y"]))])), ["alone=x; 2; y"]),
        (
            .table(["list": .table(LuaTable(array: [.table(["n": .integer(1)]), .table(["n": .integer(2)])]))]),
            ["list.n=1; 2"]
        ),
        (.table(["a": .table(["b": .table(["c": "deep"])])]), ["a.b.c=deep"]),
        (.table(["receipt": #"{"baseline":1}"#, "datasetId": "d_1"]), ["datasetId=d_1"]),
        (.table(["receipt": "R-12"]), ["receipt=R-12"]),
        // The fields of a record stand as they are declared.
        (.table(["state": "ACTIVE", "longUrl": "u", "shortUrl": "s"]), ["shortUrl=s", "longUrl=u", "state=ACTIVE"]),
    ])
    func nothingNestedIsLeft(_ value: LuaValue, _ expected: [String]) {
        #expect(Self.cells(value) == expected)
    }

    @Test func theOrderOfTheSourceIsKept() {
        let row: LuaValue = .table(["a": "1", "z": "2", "m": "3", "k": "4"])
        #expect(Self.cells(row, order: ["z", "m", "missing"]) == ["z=2", "m=3", "a=1", "k=4"])
    }

    /// A spreadsheet cuts what does not fit into a cell without a word.
    @Test func onlyWhatNoCellHoldsIsCut() {
        let id = String(repeating: "7", count: 32_767)
        #expect(Self.cells(.string(id)) == ["alone=" + id])
        let cut = Self.cells(.string(id + "8")).first ?? ""
        #expect(cut.hasSuffix("7…") && cut.count == "alone=".count + 32_767)
    }

    @Test func noTwoColumnsHaveOneName() {
        let columns = SaveColumns(
            item: ["state", "url", "source_state"], result: ["url", "key", "result_key", "source_url"])
        let table = RunTable(first: ["key", "state"], columns, last: ["error"])
        #expect(
            table.header == [
                "key", "state", "source_state", "url", "source_source_state", "result_url", "result_key",
                "result_result_key", "source_url", "error",
            ])
        #expect(
            table.row(first: ["k", "done"], item: ["url": "u"], result: #"{"url":"r","key":1}"#, last: [""])
                == ["k", "done", "", "u", "", "r", "1", "", "", ""])
    }
}
