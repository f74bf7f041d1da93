import Foundation
import Testing

@testable import ScriptCheck

/// What is found, as people and programs get it.
struct FindingTests {
    private let finding = Finding(file: "a.lua", line: 2, column: 3, .warning, code: "undefined-global", "'x' is …")

    @Test func asALine() {
        #expect(finding.description == "a.lua:2:3: warning: 'x' is …")
    }

    @Test func asJSON() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(
            String(decoding: try encoder.encode(finding), as: UTF8.self) == """
                {"code":"undefined-global","column":3,"file":"a.lua","line":2,"message":"'x' is …","severity":"warning"}
                """)
    }

    @Test func asASummary() {
        var error = finding, note = finding
        error.severity = .error
        note.severity = .note
        #expect([finding, error, finding].summary(files: 3) == "3 files checked, 1 error, 2 warnings")
        #expect([note].summary(files: 1) == "1 file checked, 1 note")
        #expect([Finding]().summary(files: 1) == "1 file checked, no problems")
    }

    @Test func theyComeInTheTextsOrder() {
        let found = Declarations.findings(
            in: "local function f() aaaaaa = 1 end bbbbbb() for i = 1, 2 do links.create(i, 1, 2) end")

        #expect(
            found == [
                "1:20: warning: 'aaaaaa' becomes a global variable here; write 'local aaaaaa'",
                "1:35: warning: 'bbbbbb' is not defined",
                "1:60: warning: links.create is called in a loop: with bulk.each the job can be killed and resumed",
                "1:76: error: links.create: options: expected table, got number"
                    + "\n  hint: Options go in braces: links.create(longUrl, { timeout = 1 })",
                "1:79: error: links.create: expected at most 2 arguments, got 3",
            ])
    }

    @Test(arguments: [
        ("prnt() -- check: ignore", 0),
        ("prnt() -- check: ignore undefined-global", 0),
        ("prnt() -- check: ignore unknown-option, undefined-global", 0),
        ("prnt() -- check: ignore unknown-option", 1),
        ("prnt() -- check:ignore", 1),
        ("prnt() -- check: ignored", 1),
        ("-- check: ignore\nprnt()", 1),
        ("prnt(\"-- check: ignore\")", 1),
        ("prnt() --[[ check: ignore ]]", 1),
    ])
    func aCommentSilencesItsLine(_ source: String, _ count: Int) {
        #expect(Declarations.findings(in: source).count == count)
    }

    @Test(arguments: [
        ("local x =", "1:10: error: a name expected near the end of the file"),
        ("print(1))", "1:9: error: unexpected ')'"),
        ("\n\n  x = 'é\n'", "3:7: error: unfinished string"),
    ])
    func whatIsNoLuaIsOneFinding(_ source: String, _ finding: String) {
        #expect(Declarations.findings(in: source) == [finding])
    }

    @Test(arguments: ["#!/usr/bin/govscript\nprnt()", "\u{FEFF}# x\r\nprnt()"])
    func aFirstLineForTheShellIsFine(_ source: String) {
        #expect(Declarations.findings(in: source) == ["2:1: warning: 'prnt' is not defined; did you mean 'print'?"])
    }

    @Test func aByteOrderMarkIsNoColumn() {
        #expect(Declarations.findings(in: "\u{FEFF}xyzzy()") == ["1:1: warning: 'xyzzy' is not defined"])
    }
}
