import LuaBridge
import Testing
@testable import ScriptModules

/// What a report prints as.
struct BulkReportTests {
    private static func report(seconds: Double, use: Double) -> LuaTable {
        [
            "name": "x", "done": 300, "before": 0, "failed": 0, "uncertain": 0, "changed": 0,
            "seconds": .number(seconds), "use": .table(["go": .number(use)]),
        ]
    }

    @Test(arguments: [
        (9.4, 13.19, "x: 300 done; took 9 s"),
        (61, 0.97, "x: 300 done; took 1 min 1 s\n  GoGovSG: 97% of its limit used"),
        (10, 13.19, "x: 300 done; took 10 s\n  GoGovSG: 100% of its limit used"),
    ])
    func theUseOfALimitIsNeverAbsurd(seconds: Double, use: Double, text: String) {
        #expect(BulkReport.text(Self.report(seconds: seconds, use: use)) == text)
    }

    @Test func whatWasDoneEarlierIsSaid() {
        var report = Self.report(seconds: 0, use: 0)
        report["done"] = 0
        report["before"] = 300
        report["changed"] = 2
        #expect(BulkReport.text(report) == "x: 300 done (all earlier), 2 changed rows skipped; took 0 s")
    }

    /// Message, reasons and hint of an item are shown together.
    @Test func reasonsAndHintsAreShown() {
        var report = Self.report(seconds: 0, use: 0)
        report["failed"] = 1
        report["kinds"] = .table(["data": 1])
        report["failures"] = .table(
            LuaTable(array: [
                .table([
                    "key": "a", "kind": "data", "message": "2 problems", "place": "f.csv:2", "hint": "Correct it.",
                    "details": .table(LuaTable(array: ["one", "two"])),
                ])
            ]))
        #expect(
            BulkReport.text(report) == """
                x: 300 done, 1 failed; took 0 s
                  1 data
                    f.csv:2: "a": 2 problems
                      - one
                      - two
                      hint: Correct it.
                  more: govscript runs show x --failed
                """)
    }
}
