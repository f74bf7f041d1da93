import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// Ranges that a workbook has names for: defined names of the workbook and of a sheet, and tables.
struct XlsxNameTests {
    /// Five rows of three columns, whose texts tell the sheet and the cell.
    private static func rows(_ sheet: String) -> String {
        (1...5).map { row in
            let cells = ["A", "B", "C"].map {
                "<c r=\"\($0)\(row)\" t=\"inlineStr\"><is><t>\(sheet)\($0)\(row)</t></is></c>"
            }
            return "<row r=\"\(row)\">\(cells.joined())</row>"
        }.joined()
    }

    private static let sheets = [
        TestWorkbook.Sheet("Notes", rows: rows("n")), TestWorkbook.Sheet("2026 Q1's", rows: rows("q")),
    ]

    private static func name(_ name: String, _ reference: String, sheet: Int? = nil) -> String {
        let scope = sheet.map { " localSheetId=\"\($0)\"" } ?? ""
        return "<definedName name=\"\(name)\"\(scope)>\(reference)</definedName>"
    }

    private static func book(_ names: String..., tables: [String] = []) -> TestWorkbook {
        var book = TestWorkbook(sheets)
        book.names = names.joined()
        book.sheets[1].tables = tables
        return book
    }

    private static let quoted = "'2026 Q1''s'"

    @Test(arguments: [
        ("Notes!$A$4:$B$4", ["Notes!4 string:nA4 string:nB4"]), ("Notes!$C$5", ["Notes!5 string:nC5"]),
        ("\(quoted)!$B$4:$C$5", ["'2026 Q1''s'!4 string:qB4 string:qC4", "'2026 Q1''s'!5 string:qB5 string:qC5"]),
        ("Notes!$5:$9", ["Notes!5 string:nA5 string:nB5 string:nC5"]),
        ("notes!$B:$B", (1...5).map { "Notes!\($0) string:nB\($0)" }),
    ])
    func definedNamesAreRanges(_ reference: String, _ rows: [String]) async throws {
        let bench = try XlsxBench(Self.book(Self.name("Sales_2026.a", reference)))
        for name in ["Sales_2026.a", "SALES_2026.A"] {
            let text = try await bench.rows("{ header = false, range = '\(name)' }")
            #expect(text == rows.map { "b.xlsx:\($0)" }.joined(separator: "\n"))
        }
        // Which sheet is read is said by the name.
        #expect(bench.notices == [])
    }

    /// A sheet's own name comes before the workbook's, for that sheet alone.
    @Test func namesOfASheetComeFirst() async throws {
        let bench = try XlsxBench(
            Self.book(
                Self.name("Data", "Notes!$A$1"), Self.name("Data", "\(Self.quoted)!$B$2", sheet: 1),
                Self.name("Own", "\(Self.quoted)!$C$3", sheet: 1)))
        func cell(_ name: String, _ sheet: String = "nil") async throws -> String {
            try await bench.rows("{ header = false, range = '\(name)', sheet = \(sheet) }")
        }
        #expect(try await cell("Data") == "b.xlsx:Notes!1 string:nA1")
        #expect(try await cell("Data", "1") == "b.xlsx:Notes!1 string:nA1")
        #expect(try await cell("Data", "2") == "b.xlsx:'2026 Q1''s'!2 string:qB2")
        #expect(try await cell("Own") == "b.xlsx:'2026 Q1''s'!3 string:qC3")
        #expect(
            try await cell("Own", "'Notes'")
                == "data: b.xlsx: the name 'Own' belongs to sheet '2026 Q1's': give it with sheet =")
    }

    @Test(arguments: [
        (
            "displayName=\"Visitors\" ref=\"A3:B5\"",
            ["4 qA3=string:qA4 qB3=string:qB4", "5 qA3=string:qA5 qB3=string:qB5"]
        ),
        ("name=\"Visitors\" ref=\"A3:B5\" totalsRowCount=\"1\"", ["4 qA3=string:qA4 qB3=string:qB4"]),
        ("displayName=\"Visitors\" ref=\"A3:B5\" totalsRowCount=\"3\"", nil),
        ("displayName=\"Visitors\" ref=\"A3:B5\" headerRowCount=\"0\"", nil),
    ])
    func tablesAreRanges(_ attributes: String, _ rows: [String]?) async throws {
        let bench = try XlsxBench(Self.book(tables: ["displayName=\"Other\" ref=\"A1:A2\"", attributes]))
        let text = try await bench.rows("{ range = 'visitors' }")
        if let rows {
            #expect(text == rows.map { "b.xlsx:'2026 Q1''s'!\($0)" }.joined(separator: "\n"))
        } else {
            let words = ["has no header row: give header = false", "has no cells (A3:B5)"]
            #expect(words.map { "data: b.xlsx: the table 'Visitors' \($0)" }.contains(text), "\(text)")
        }
    }

    @Test(arguments: [
        ("Notes!$A$1:$B$2,Notes!$C$1", "more than one range, Notes!$A$1:$B$2,Notes!$C$1"),
        ("Notes!#REF!", "cells that were deleted (Notes!#REF!)"),
        ("OFFSET(Notes!$A$1,0,0,2,2)", "a formula, OFFSET(Notes!$A$1,0,0,2,2)"), ("0.09", "a formula, 0.09"),
        ("\"text\"", "a formula, \"text\""), ("[1]Notes!$A$1", "cells of another workbook, [1]Notes!$A$1"),
    ])
    func namesOfOtherThingsAreRefused(_ reference: String, _ words: String) async throws {
        let bench = try XlsxBench(Self.book(Self.name("Rate", reference)))
        #expect(
            try await bench.rows("{ range = 'Rate' }")
                == "data: b.xlsx: the name 'Rate' stands for \(words): give a range")
    }

    @Test func anUnknownNameTellsThoseThereAre() async throws {
        let book = Self.book(
            Self.name("_xlnm.Print_Area", "Notes!$A$1", sheet: 0), Self.name("Sales", "Notes!$A$1"),
            Self.name("Own", "Notes!$A$1", sheet: 0), tables: ["displayName=\"Visitors\" ref=\"A1:B5\""])
        #expect(
            try await XlsxBench(book).rows("{ range = 'Slaes' }")
                == "data: b.xlsx: there is no name 'Slaes'; the names are 'Sales', 'Own' (of sheet 'Notes'), "
                + "'Visitors' (a table)")
        #expect(
            try await XlsxBench(TestWorkbook(Self.sheets)).rows("{ range = 'Slaes' }")
                == "data: b.xlsx: there is no name 'Slaes'; the workbook defines none")
        let many = (1...30).map { Self.name("N_\($0)", "Notes!$A$1") }.joined()
        let text = try await XlsxBench(Self.book(many)).rows("{ range = 'Slaes' }")
        #expect(text.hasSuffix("'N_20' and 10 more"), "\(text)")
        #expect(
            try await XlsxBench(Self.book(Self.name("Sales", "Notes!$A$1"))).rows("{ range = 'Sales', sheet = 2 }")
                == "data: b.xlsx: the name 'Sales' stands for cells of sheet 'Notes', not of '2026 Q1's'")
    }

    /// Names take no more memory than a workbook may, and a book with too many can still be read.
    @Test func tooManyNamesAreLeftOut() async throws {
        let long = String(repeating: "n", count: 200)
        let many = (1...40_000).map { Self.name("\(long)\($0)", "Notes!$A$1") }.joined()
        let bench = try XlsxBench(Self.book(many, Self.name("Last", "Notes!$A$1")))
        #expect(try await bench.rows("{ header = false, range = 'A1' }") == "b.xlsx:Notes!1 string:nA1")
        #expect(try await bench.rows("{ range = 'Last' }").hasSuffix("; the workbook has more names than are read"))
    }
}
