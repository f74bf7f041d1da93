import Testing

@testable import CommandPages

struct ManPageTests {
    private static let edition = ManPage.Edition(version: "1.2.3", date: "2026-01-31")

    private static func lines(_ write: (inout ManPage) -> Void) -> [String] {
        var page = ManPage("a", section: 1, summary: "b", edition)
        page.section("Description")
        let count = page.lines.count
        write(&page)
        return Array(page.lines.dropFirst(count))
    }

    @Test func itBeginsWithItsTitleAndName() {
        let page = ManPage("govscript-run", section: 1, summary: "run a script", Self.edition)
        #expect(page.text.contains(".TH GOVSCRIPT\\-RUN 1 2026-01-31 \"govscript 1.2.3\" \"govscript manual\"\n"))
        #expect(page.text.hasSuffix(".SH NAME\ngovscript\\-run \\- run a script\n"))
    }

    @Test(arguments: [
        ("plain", "plain"), ("--json", "\\-\\-json"), ("C:\\x", "C:\\ex"), ("it's", "it\\(aqs"), ("~/x", "\\(ti/x"),
        ("`run` it", "\\fBrun\\fR it"), ("one ` alone", "one \\(ga alone"),
        ("`a-b` and `c`", "\\fBa\\-b\\fR and \\fBc\\fR"),
    ])
    func whatRoffWouldActOnIsEscaped(_ text: String, _ roff: String) {
        #expect(ManPage.inline(text) == roff)
    }

    /// Wherever a line is broken: a dot or a quotation mark in front would be a request.
    @Test func noTextBecomesARequest() {
        let text = String(repeating: "word ", count: 14) + "......... .help 'x"
        for line in Self.lines({ $0.paragraph(text) }) + Self.lines({ $0.verbatim([".SH", "'x", "  .a"]) }) {
            #expect(!line.hasPrefix("'"))
            let isRequest = line.hasPrefix(".")
            #expect(!isRequest || [".PP", ".RS 4", ".EX", ".EE", ".RE"].contains(line), "\(line)")
        }
    }

    @Test func paragraphsAndIndentedLinesStayWhatTheyAre() {
        let blocks = ProseBlock.blocks(of: "One.\nTwo.\n\nShown:\n  a   b\n\n  c\nAfter.")
        #expect(
            blocks == [
                .paragraph("One.\nTwo."), .paragraph("Shown:"), .verbatim(["  a   b"]), .verbatim(["  c"]),
                .paragraph("After."),
            ])
        #expect(Self.lines { $0.prose("One.\nTwo.") } == ["One.", ".br", "Two."])
        #expect(Self.lines { $0.prose("  a\n    b") } == [".RS 4", ".EX", "a", "  b", ".EE", ".RE"])
    }

    @Test func examplesAreTakenOutOfADiscussion() {
        let parts = DiscussionParts("What it does.\n\nExamples:\n  govscript a\n\nMore: help b.")
        #expect(parts.description == "What it does.\n\nMore: help b.")
        #expect(parts.examples == "  govscript a\n")
        #expect(DiscussionParts("Only words.").examples == "")
    }

    @Test func theTableOfExitCodesIsRead() throws {
        let table = try #require(
            ExitCodeTable([
                "  code  meaning             kinds of errors",
                "     1  the script raised   usage,",
                "        an error            conflict",
                "    65  bad data",
            ]))
        #expect(
            table.rows == [
                .init(code: "1", meaning: "the script raised an error", kinds: "usage, conflict"),
                .init(code: "65", meaning: "bad data", kinds: ""),
            ])
        #expect(ExitCodeTable(["  --allow-run   os.execute"]) == nil)
    }
}
