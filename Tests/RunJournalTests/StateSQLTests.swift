import Foundation
@testable import RunJournal
import Testing

/// Statements speak of states by their names in Swift.
struct StateSQLTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/RunJournal")

    private static func findings(in text: String) -> [Substring] {
        text.matches(of: #/\b(?:state|sequel)\s*(?:=|!=|<>|<=|>=|<|>|IN\s*\(|%|\+|-)\s*[0-9][^\n]*/#).map(\.output)
    }

    /// The steps of the schema stay as they were, whatever the states are called later.
    @Test func noStatementHasABareNumberForAState() throws {
        let files = try #require(FileManager.default.enumerator(at: Self.sources, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        #expect(files.count > 20)
        for file in files where !["Schema.swift", "SchemaTwo.swift"].contains(file.lastPathComponent) {
            let findings = Self.findings(in: try String(contentsOf: file, encoding: .utf8))
            #expect(findings == [], "\(file.lastPathComponent)")
        }
    }

    @Test(arguments: [
        "SET state = 1", "state IN (0, 2)", "state>=2", "SET state = state + 8", "(sequel = 1)", "state != 9",
    ])
    func aBareNumberIsFound(_ sql: String) {
        #expect(Self.findings(in: sql).count == 1)
    }

    /// The conditions are those of the partial indexes, which SQLite takes by their text.
    @Test func theNumbersAreThoseOfTheSchema() {
        #expect(StateSQL.trouble == "state >= 2 AND state < 8")
        #expect(StateSQL.gone == "state >= 8")
        #expect(StateSQL.unended == "state % 8 != 1")
        #expect(StateSQL.openStep == "state IN (0, 2)")
        #expect(ItemState.allCases.map(\.rawValue) == [0, 1, 2, 3])
        #expect(StepState.allCases.map(\.rawValue) == [0, 1, 2, 3])
    }
}
