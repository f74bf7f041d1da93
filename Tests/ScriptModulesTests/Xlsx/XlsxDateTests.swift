import TestSupport
import Testing

/// Numbers that a format shows as dates, times or spans.
struct XlsxDateTests {
    private func shown(_ serial: String, _ format: String, is1904: Bool = false) async throws -> String {
        try await XlsxBench.cell("<c r=\"A1\" s=\"1\"><v>\(serial)</v></c>", formats: [format], is1904: is1904)
    }

    @Test(arguments: [
        ("1", "1900-01-01"), ("59", "1900-02-28"), ("61", "1900-03-01"), ("367", "1901-01-01"), ("45000", "2023-03-15"),
        ("46053", "2026-01-31"), ("36585", "2000-02-29"), ("2958465", "9999-12-31"), ("73109", "2100-02-28"),
        ("73110", "2100-03-01"),
    ]) func daysOfTheCalendarOf1900(serial: String, date: String) async throws {
        #expect(try await shown(serial, "14") == "string:\(date)")
    }

    @Test(arguments: [("0", "1904-01-01"), ("60", "1904-03-01"), ("44591", "2026-01-31")])
    func daysOfTheCalendarOf1904(serial: String, date: String) async throws {
        #expect(try await shown(serial, "14", is1904: true) == "string:\(date)")
    }

    @Test(arguments: [
        ("60", "60 is shown as 29 February 1900, which never was: clear the cell, or show it as a number"),
        ("60.5", "60.5 is shown as 29 February 1900, which never was: clear the cell, or show it as a number"),
        ("0", "0 is shown as a date, and is 0 January 1900: clear the cell, or show it as a number"),
        ("-1", "-1 is shown as a date, and no date has this number"),
        ("2958466", "2958466 is shown as a date, and no date has this number"),
        ("1e300", "1e300 is shown as a date, and no date has this number"),
    ]) func daysThatNeverWere(serial: String, words: String) async throws {
        #expect(try await shown(serial, "14") == "data: b.xlsx:Sheet1!A1: \(words)")
    }

    /// What a format shows, by its number in the standard or by its code.
    @Test(arguments: [
        ("0", "float:46053.395833333"), ("2", "float:46053.395833333"), ("11", "float:46053.395833333"),
        ("49", "float:46053.395833333"), ("14", "string:2026-01-31T09:30:00"), ("22", "string:2026-01-31T09:30:00"),
        ("45", "string:2026-01-31T09:30:00"), ("46", "string:1105281:30:00"), ("18", "string:2026-01-31T09:30:00"),
        ("yyyy-mm-dd hh:mm", "string:2026-01-31T09:30:00"), ("[h]:mm", "string:1105281:30:00"),
        ("[$-409]d\\-mmm\\-yy;@", "string:2026-01-31T09:30:00"), ("0.00E+00", "float:46053.395833333"),
        ("General", "float:46053.395833333"), ("[Red]0.0", "float:46053.395833333"),
        ("\"day\" 0", "float:46053.395833333"),
        ("0 \\d\\a\\y", "float:46053.395833333"), ("[$S$-4809]#,##0", "float:46053.395833333"),
        ("#,##0_d", "float:46053.395833333"), ("* #,##0*d", "float:46053.395833333"),
        ("ge.m.d", "string:2026-01-31T09:30:00"), ("0;d", "float:46053.395833333"),
    ]) func whatAFormatShows(format: String, value: String) async throws {
        #expect(try await shown("46053.395833333336", format) == value)
    }

    @Test(arguments: [
        ("0.395833333333333", "h:mm", "09:30:00"), ("0.395833333333333", "21", "09:30:00"),
        ("0.5", "mm:ss", "12:00:00"), ("0.50001", "h:mm:ss.000 AM/PM", "12:00:00.864"), ("0", "h:mm", "00:00:00"),
        ("0.999999999", "h:mm", "1900-01-01T00:00:00"), ("1.5", "[h]:mm:ss", "36:00:00"),
        ("-0.0625", "[h]:mm", "-01:30:00"), ("0.00001", "[ss]", "00:00:00.864"), ("1.5", "h:mm", "1900-01-01T12:00:00"),
        ("46053", "yyyy-mm-dd hh:mm", "2026-01-31T00:00:00"), ("46053", "mmmm", "2026-01-31"),
        ("46053.9999999999", "14", "2026-02-01"), ("46053", "m", "2026-01-31"), ("0.5", "a/p h", "12:00:00"),
    ]) func timesAndSpans(serial: String, format: String, text: String) async throws {
        #expect(try await shown(serial, format) == "string:\(text)")
    }

    /// A format of the standard's numbers that the workbook gives another code.
    @Test func aCodeOfTheWorkbookIsFirst() async throws {
        var book = TestWorkbook(rows: "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45000</v></c></row>", formats: ["14"])
        book.formats = ["14"]
        var parts = book.parts
        let index = try #require(parts.firstIndex { $0.name == "xl/styles.xml" })
        let text = String(decoding: parts[index].bytes, as: UTF8.self)
            .replacing("<numFmts>", with: "<numFmts><numFmt numFmtId=\"14\" formatCode=\"0.0\"/>")
        parts[index].bytes = Array(text.utf8)
        #expect(
            try await XlsxBench(TestArchive(parts).bytes).rows("{ header = false }") == "b.xlsx:Sheet1!1 integer:45000")
    }

    @Test func aDateInTheStandardsOwnFormIsCutAtMidnight() async throws {
        let xml = "<c r=\"A1\" s=\"1\" t=\"d\"><v>2026-01-31T00:00:00.000Z</v></c>"
        #expect(try await XlsxBench.cell(xml, formats: ["14"]) == "string:2026-01-31")
        #expect(try await XlsxBench.cell(xml, formats: ["22"]) == "string:2026-01-31T00:00:00.000")
    }
}
