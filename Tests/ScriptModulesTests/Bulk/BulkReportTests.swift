import Catalogue
import LuaBridge
import Testing
import Timekeeping
@testable import ScriptModules

/// What a report prints as.
struct BulkReportTests {
    private static func report(seconds: Double, use: Double) -> BulkReport {
        var report = BulkReport(name: "x")
        report.done = 300
        report.took = .saturating(seconds: seconds)
        report.use = ["go": use]
        return report
    }

    @Test(arguments: [
        (9.4, 13.19, "x: 300 done; took 9 s"),
        (61, 0.97, "x: 300 done; took 1 min 1 s\n  GoGovSG: 97% of its limit used"),
        (10, 13.19, "x: 300 done; took 10 s\n  GoGovSG: 100% of its limit used"),
    ])
    func theUseOfALimitIsNeverAbsurd(seconds: Double, use: Double, text: String) {
        #expect(Self.report(seconds: seconds, use: use).text == text)
    }

    @Test func whatWasDoneEarlierIsSaid() {
        var report = Self.report(seconds: 0, use: 0)
        report.done = 0
        report.before = 300
        report.changed = 2
        #expect(report.text == "x: 300 done (all earlier), 2 changed rows skipped; took 0 s")
    }

    /// Message, reasons and hint of an item are shown together.
    @Test func reasonsAndHintsAreShown() {
        var report = Self.report(seconds: 0, use: 0)
        report.failed = 1
        report.kinds = ["data": 1]
        report.failures = [
            BulkFailure(
                key: "a", place: "f.csv:2", kind: "data", message: "2 problems", hint: "Correct it.",
                details: ["one", "two"])
        ]
        #expect(
            report.text == """
                x: 300 done, 1 failed; took 0 s
                  1 data
                    f.csv:2: "a": 2 problems
                      - one
                      - two
                      hint: Correct it.
                  see all: govscript runs show x --failed
                """)
    }

    /// A list that ends without a word passes for the whole; of a kind that is rare none may be among the first hundred.
    @Test func whatIsNotListedIsCounted() {
        var report = Self.report(seconds: 0, use: 0)
        report.failed = 24
        report.kinds = ["data": 20, "rejected": 1, "server": 3]
        report.failures = (2...21).map { line in
            BulkFailure(key: "k\(line)", place: "f.csv:\(line)", kind: "data", message: "no", hint: nil, details: nil)
        }
        report.failures.append(BulkFailure(key: "z", kind: "server", message: "HTTP 500"))
        let kinds = """
              20 data
                f.csv:2: "k2": no
                f.csv:3: "k3": no
                f.csv:4: "k4": no
                … and 17 more
              1 rejected
                … and 1 more
              3 server
                "z": HTTP 500
                … and 2 more
            """
        #expect(
            report.text == "x: 300 done, 24 failed; took 0 s\n\(kinds)\n  see all: govscript runs show x --failed")
        report.planned = 300
        #expect(report.text == "x: 300 to do, 24 would fail\n\(kinds)")
    }

    /// Scripts get every field that is declared, and those that say nothing are left out.
    @Test func theTableHasTheDeclaredFields() {
        var report = Self.report(seconds: 1, use: 0.5)
        report.failures = [BulkFailure(key: "a", place: nil, kind: "data", message: "no", hint: nil, details: nil)]
        #expect(
            BulkReport.shape.table(report)
                == .table([
                    "name": "x", "done": 300, "before": 0, "failed": 0, "uncertain": 0, "changed": 0,
                    "seconds": .number(1), "use": .table(["go": .number(0.5)]), "kinds": .table([:]),
                    "failures": .table([.table(["key": "a", "kind": "data", "message": "no"])]),
                ]))
    }
}
