import Operations
import Testing

/// What `--expect` understands, and how it judges.
struct ExpectationTests {
    private static let figures = OutcomeFigures(
        counts: [.failed: 0, .created: 3, .done: 3], duration: .seconds(7200))

    @Test(arguments: [
        ("failed=0", true, "✓ failed=0 (0)"), ("failed==0", true, "✓ failed==0 (0)"),
        ("created>=4", false, "✗ created>=4: it was 3"), ("created<4", true, "✓ created<4 (3)"),
        ("created<=3", true, "✓ created<=3 (3)"), ("created>3", false, "✗ created>3: it was 3"),
        ("created!=3", false, "✗ created!=3: it was 3"), ("updated=0", true, "✓ updated=0 (0)"),
        ("duration<2h", false, "✗ duration<2h: it was 2 h"), ("duration<=120m", true, "✓ duration<=120m (2 h)"),
    ])
    func itIsJudged(_ text: String, _ isMet: Bool, _ line: String) throws {
        let expectations = try Expectation.list(text)
        #expect(expectations.count == 1)
        let verdict = try #require(expectations.first).judge(Self.figures)
        #expect(verdict.isMet == isMet)
        #expect(verdict.line == line)
    }

    @Test func severalHaveCommasBetweenThem() throws {
        #expect(
            try Expectation.list("failed=0, duration<2h,created>=1").map(\.text) == [
                "failed=0", "duration<2h", "created>=1",
            ])
    }

    @Test(arguments: [
        ("", "compares nothing"), ("failed", "compares nothing"), ("failed=", "'' is no number from 0"),
        ("failed=-1", "'-1' is no number from 0"), ("faild=0", "nothing is measured as 'faild'; there are: failed, "),
        ("duration<2x", "'2x' is no time"), ("failed=0,", "compares nothing"), ("=0", "nothing is measured as ''"),
    ])
    func whatIsNoneIsExplained(_ text: String, _ words: String) {
        #expect { try Expectation.list(text) } throws: { "\($0)".contains(words) }
    }
}
