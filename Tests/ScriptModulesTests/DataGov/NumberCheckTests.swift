import ApiClients
import Testing

@testable import ScriptModules

/// What is said of values in columns of numbers that are written as people and spreadsheets write them.
struct NumberCheckTests {
    private func check(_ text: [UInt8], numeric: [String]? = nil, for mode: UploadMode = .replace) async throws
        -> FileCheck
    {
        try await FileCheckTests().check(text, known: numeric, numeric: Set(numeric ?? []), for: .init(mode))
    }

    /// What a number column has that is none, by what is said of it.
    @Test(
        arguments: [
            ("$1,200", "it has a currency; write 1200"), ("S$12.50", "it has a currency; write 12.50"),
            ("-$5", "it has a currency; write -5"), ("Rs.500", "it has a currency; write 500"),
            ("(500)", "accounts write a negative number in parentheses; write -500"),
            ("$(1,200.50)", "accounts write a negative number in parentheses; write -1200.50"),
            ("$ -", "accounts write 0 as a hyphen; write 0"), (" -  ", "accounts write 0 as a hyphen; write 0"),
            ("'01", "the apostrophe in front makes it a text for spreadsheets; write 01"),
            ("=SUM(A1)", "it is a formula; write its value"), ("5%", "write it without the percent sign"),
            ("40,120", "write it without commas"), ("12,34,567", "write it without commas"),
            ("500-", "its sign does not stand right in front of the digits; write -500"),
            ("- 500", "its sign does not stand right in front of the digits; write -500"),
            ("+5", "it has a plus sign; write 5"), ("12,5", "it has a decimal comma; write 12.5"),
            ("1.200,50", "it has a decimal comma; write 1200.50"), (",5", "it has a decimal comma; write 0.5"),
            ("1 200", "its digits are in groups; write 1200"), ("1.234.567", "its digits are in groups; write 1234567"),
            ("1\u{A0}200", "its digits are in groups; write 1200"),
            ("12\u{A0}", "it has a no-break space (U+00A0) at character 3; write 12"),
            ("１２", "it has a character (U+FF11) at character 1; write 12"),
            ("−5", "it has a minus sign (U+2212) at character 1; write -5"),
            ("N/A", "leave the field empty, or write `na`"),
            ("–", "leave the field empty, or write `na`"), ("#REF!", "a formula of a spreadsheet has failed"),
            (" 12", "it has white space at an end"), ("~5", "leave out `~`"), (">100", "leave out `>`"),
            ("5*", "leave out `*`"), ("1.2k", "write all its digits"), ("3 million", "write all its digits"),
            ("12 kg", "write the number alone, and `kg` in the column's name or in a column of its own"),
            ("2-Jan", "a spreadsheet may have taken it for a date"),
            ("Jan-26", "a spreadsheet may have taken it for a date"),
            ("31/1/2026", "it is a date or a time"), ("2026-01-31", "it is a date or a time"),
        ])
    func eachTraceInANumberColumnIsExplained(_ value: String, _ words: String) async throws {
        let text = Array("n\n1\n\"\(value)\"\n2.25\n".utf8)
        for numeric in [nil, ["n"]] {
            let check = try await check(text, numeric: numeric, for: .append)
            let found = check.findings.filter { $0.kind == .notANumber }
            #expect(found.map(\.line) == [3], "\(check.findings.map(\.description))")
            #expect(found.first?.message.hasSuffix("` is not a number: \(words)") == true, "\(found.map(\.message))")
            #expect(found.map(\.severity) == [numeric == nil ? .warning : .error])
        }
    }

    /// Nothing is said of a number that is one, and a value without a number in it has no remedy.
    @Test func whatHasNoRemedyIsSaidAsItIs() async throws {
        let check = try await check(Array("n\n1\nunknown\n3\n".utf8), numeric: ["n"])
        #expect(check.findings.map(\.message) == ["`unknown` is not a number"])
    }

    /// Most values are dressed: the plain ones are not what tells that it is a column of numbers.
    @Test func numbersMayAllBeDressed() async throws {
        let check = try await check(Array("n\n$5\n\"$1,200\"\n(500)\n7\n".utf8))
        #expect(check.findings.map(\.kind) == [.notANumber, .notANumber, .notANumber])
        #expect(check.counts.map(\.message) == ["1 number, 3 others: line 2 `$5`, line 3 `$1,200`, line 4 `(500)`"])
    }

    /// In a column with a decimal comma, the words for one with a thousands comma would be wrong.
    @Test func bothDecimalMarksMakeNumbersAmbiguous() async throws {
        let text = Array("n\n\"12,5\"\n1.200\n\"3,400\"\n8\n".utf8)
        let check = try await check(text, numeric: ["n"])
        #expect(
            check.findings.map { "\($0.line ?? 0) \($0.kind.rawValue): \($0.message)" } == [
                "2 becomes-text: `12,5` is not a number: it has a decimal comma; write 12.5",
                "3 ambiguous-number: `1.200` may have a decimal mark or a thousands separator, as the column has both: "
                    + "write numbers without separators and with a decimal point",
                "4 ambiguous-number: `3,400` may have a decimal mark or a thousands separator, as the column has both: "
                    + "write numbers without separators and with a decimal point",
                "4 becomes-text: `3,400` is not a number: its comma may stand before thousands or decimals",
            ])
        // One slip among many numbers with a point changes nothing about those.
        let slip = try await self.check(Array("n\n1.25\n2.5\n1.234\n\"12,5\"\n".utf8))
        #expect(slip.findings.map(\.kind) == [.notANumber])
    }
}
