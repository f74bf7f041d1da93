import LuaBridge
@testable import ScriptModules
import Spreadsheets
import TestSupport
import Testing

/// The rows of a sheet.
struct XlsxRowsTests {
    /// `a | b | c`, then the rows.
    private static func table(_ rows: String) -> String { row(1, ["a", "b", "c"]) + rows }

    private static func row(_ number: Int, _ cells: [String?], _ attributes: String = "") -> String {
        let list = cells.enumerated().compactMap { index, cell in
            cell.map { "<c r=\"\(letters[index])\(number)\" t=\"inlineStr\"><is><t>\($0)</t></is></c>" }
        }
        return "<row r=\"\(number)\" \(attributes)>\(list.joined())</row>"
    }

    private static let letters = ["A", "B", "C", "D", "E"]

    @Test func rowsHaveTheirPlaceAndMissingCellsAreNil() async throws {
        let rows = Self.table(Self.row(2, ["x", nil, "z"]) + Self.row(5, [nil, "y"]))
        #expect(
            try await XlsxBench(rows: rows).rows()
                == "b.xlsx:Sheet1!2 a=string:x c=string:z\nb.xlsx:Sheet1!5 b=string:y")
        #expect(
            try await XlsxBench(rows: rows).rows("{ header = false }") == """
                b.xlsx:Sheet1!1 string:a string:b string:c
                b.xlsx:Sheet1!2 string:x string: string:z
                b.xlsx:Sheet1!5 string: string:y
                """)
    }

    @Test func placesMayBeLeftOut() async throws {
        let cell = "<c t=\"inlineStr\"><is><t>a</t></is></c>"
        let rows = "<row>\(cell)<c/></row><row/><row><c><v>1</v></c></row>"
        #expect(try await XlsxBench(rows: rows).rows() == "b.xlsx:Sheet1!3 a=integer:1")
    }

    @Test func theTableMayBeginAnywhere() async throws {
        let rows = Self.row(3, [nil, "a", "b"]) + Self.row(4, [nil, "x", "y"])
        #expect(try await XlsxBench(rows: rows).rows() == "b.xlsx:Sheet1!4 a=string:x b=string:y")
    }

    @Test(arguments: [
        (
            row(1, ["a", nil, "c"]),
            "B1: the column has no name (of merged cells only the first has one): name it, or leave it out with range"
        ),
        (row(1, ["a", "b", "a"]), "1: columns A and C are both named 'a'"),
        (
            row(1, ["a", "b"]) + row(2, ["x", "y", "z"]),
            "C2: the cell is in a column without a name: name it, or leave it out with range"
        ),
        (
            row(1, [nil, "b"]) + row(2, ["x", "y"]),
            "A2: the cell is in a column without a name: name it, or leave it out with range"
        ),
    ]) func columnsAreNamedOnce(rows: String, words: String) async throws {
        #expect(try await XlsxBench(rows: rows).rows() == "data: b.xlsx:Sheet1!\(words)")
    }

    @Test func anEmptySheetLacksAHeader() async throws {
        #expect(try await XlsxBench(rows: "").rows() == "data: b.xlsx:Sheet1: the sheet is empty: a header is missing")
        #expect(try await XlsxBench(rows: "").rows("{ header = false }") == "")
        #expect(
            try await XlsxBench(rows: Self.table("")).rows("{ range = 'B9:C10' }")
                == "data: b.xlsx:Sheet1: the range is empty: a header is missing")
        #expect(try await XlsxBench(rows: Self.table("")).rows() == "")
    }

    @Test func namesMayBeNumbersAndDates() async throws {
        let rows = """
            <row r="1"><c r="A1"><v>2024</v></c><c r="B1"><v>0.30000000000000004</v></c><c r="C1" s="1"><v>45000</v></c>\
            <c r="D1" t="b"><v>1</v></c></row>
            <row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c><c r="C2"><v>3</v></c><c r="D2"><v>4</v></c></row>
            """
        #expect(
            try await XlsxBench(rows: rows, formats: ["14"]).rows()
                == "b.xlsx:Sheet1!2 0.3=integer:2 2023-03-15=integer:3 2024=integer:1 true=integer:4")
    }

    @Test(arguments: [
        ("B3:C4", ["3 string:b3 string:c3", "4 string:b4 string:c4"]), ("$B$4:$C$4", ["4 string:b4 string:c4"]),
        ("b3:b4", ["3 string:b3", "4 string:b4"]), ("C4", ["4 string:c4"]),
        ("C:D", ["3 string:c3 string:", "4 string:c4 string:"]), ("4:9", ["4 string:a4 string:b4 string:c4"]),
        ("B4:C", ["4 string:b4 string:c4"]), ("A3:3", ["3 string:a3 string:b3 string:c3"]), ("D1:E9", []),
    ]) func ranges(range: String, rows: [String]) async throws {
        let sheet = Self.row(3, ["a3", "b3", "c3"]) + Self.row(4, ["a4", "b4", "c4"])
        #expect(
            try await XlsxBench(rows: sheet).rows("{ header = false, range = '\(range)' }")
                == rows.map { "b.xlsx:Sheet1!\($0)" }.joined(separator: "\n"))
    }

    @Test(arguments: ["", "7", "B2:A1", "A0:B2", "XFE1:XFF2", "A1:B2:C3", "A1048577:B2", ":", "A1:", "é1:B2"])
    func whatIsNoRangeIsRefused(range: String) async throws {
        let words =
            "expected a range such as \"B3:F100\", \"B3:F\", \"A:D\" or \"5:200\", or the name of one, got \"\(range)\""
        #expect(try await XlsxBench(rows: "").rows("{ range = '\(range)' }").hasSuffix(words))
    }

    /// What lies after the range is not read, and what lies beside it is not judged.
    @Test func badCellsBesideTheRangeAreLeftAlone() async throws {
        let rows =
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><f>x</f></c></row><row r=\"2\"><c r=\"A2\"><f>x</f></c></row><row r=\"1\"/>"
        #expect(
            try await XlsxBench(rows: rows).rows("{ header = false, range = 'A1:A1' }") == "b.xlsx:Sheet1!1 integer:1")
    }

    @Test func sheetsAreChosenByNameAndNumber() async throws {
        let book = TestWorkbook([
            .init("Notes", state: "hidden", rows: Self.row(1, ["n"])), .init("My data", rows: Self.row(1, ["d"])),
            .init("Old", state: "veryHidden", rows: Self.row(1, ["o"])),
        ])
        let bench = try XlsxBench(book)
        #expect(try await bench.rows("{ header = false }") == "b.xlsx:'My data'!1 string:d")
        #expect(bench.notices == ["b.xlsx: read sheet 'My data', one of 3 (sheet = chooses another)"])
        #expect(try await bench.rows("{ header = false, sheet = 'notes' }") == "b.xlsx:Notes!1 string:n")
        #expect(bench.notices.last == "b.xlsx: read sheet 'Notes', which is hidden in Excel")
        #expect(try await bench.rows("{ header = false, sheet = 3 }") == "b.xlsx:Old!1 string:o")
        let list = "the sheets are 'Notes' (hidden), 'My data', 'Old' (hidden)"
        #expect(try await bench.rows("{ sheet = 'Data' }") == "data: b.xlsx: there is no sheet 'Data'; \(list)")
        #expect(try await bench.rows("{ sheet = 4 }") == "data: b.xlsx: there is no sheet 4; \(list)")
        let names = """
            local names = {}
            for i, sheet in ipairs(xlsx.sheets("b.xlsx")) do names[i] = sheet.name .. "=" .. tostring(sheet.hidden) end
            return table.concat(names, " ")
            """
        #expect(try await bench.bench.text(names) == "Notes=true My data=false Old=true")
    }

    @Test(arguments: [
        ("Data", "Data!B2"), ("Übersicht_2", "Übersicht_2!B2"), ("2024", "'2024'!B2"), ("My data", "'My data'!B2"),
        ("Bob's", "'Bob''s'!B2"), ("", "''!B2"),
    ]) func placesAreThoseOfExcel(sheet: String, place: String) {
        #expect(XlsxPlace.text(sheet: sheet, row: 2, column: 2) == place)
    }

    @Test(arguments: [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")])
    func columnsAreNamedByLetters(number: Int, name: String) {
        #expect(XlsxPlace.columnName(number) == name)
    }

    @Test func hiddenRowsAndColumnsAreNamedOnce() async throws {
        let rows = Self.table(
            Self.row(2, ["x"]) + Self.row(3, ["y"], "hidden=\"1\"") + Self.row(4, [], "hidden=\"1\"")
                + Self.row(5, [nil, "z"], "hidden=\"true\""))
        var book = TestWorkbook(rows: rows)
        book.sheets[0].before =
            "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/><col min=\"7\" max=\"16384\" hidden=\"1\"/></cols>"
        let bench = try XlsxBench(book)
        #expect(
            try await bench.rows()
                == "b.xlsx:Sheet1!2 a=string:x\nb.xlsx:Sheet1!3 a=string:y\nb.xlsx:Sheet1!5 b=string:z")
        #expect(
            bench.notices == [
                "b.xlsx:Sheet1!B: this column is hidden in Excel; hidden columns are read",
                "b.xlsx:Sheet1!3: this row is hidden in Excel; it and other hidden rows are read (hidden = false leaves them out)",
            ])
        let other = try XlsxBench(TestWorkbook(rows: rows))
        #expect(try await other.rows("{ hidden = false }") == "b.xlsx:Sheet1!2 a=string:x")
        #expect(other.notices == [])
    }

    /// Of merged cells the first has the value; the list of them stands after the rows.
    @Test func mergedCellsAreEmptyButTheFirst() async throws {
        var book = TestWorkbook(rows: Self.table(Self.row(2, ["x", nil, "z"])))
        book.strings = ""
        var parts = book.parts
        let index = try #require(parts.firstIndex { $0.name.hasSuffix("sheet1.xml") })
        let text = String(decoding: parts[index].bytes, as: UTF8.self)
            .replacing("</sheetData>", with: "</sheetData><mergeCells><mergeCell ref=\"A2:B2\"/></mergeCells>")
        parts[index].bytes = Array(text.utf8)
        #expect(try await XlsxBench(TestArchive(parts).bytes).rows() == "b.xlsx:Sheet1!2 a=string:x c=string:z")
    }

    @Test(arguments: [
        ("<row r=\"2\"/><row r=\"1\"/>", ": the file is damaged: row 1 stands after row 2"),
        ("<row r=\"2\"/><row r=\"2\"/>", ": the file is damaged: row 2 stands after row 2"),
        ("<row r=\"x\"/>", ": the file is damaged: 'x' is no row or cell at this place"),
        ("<row r=\"1048577\"/>", ": the file is damaged: '1048577' is no row or cell at this place"),
        ("<row r=\"1048576\"/><row/>", "!1048576: there are more rows or columns than a sheet can have"),
        ("<row r=\"1\"><c r=\"A2\"/></row>", "!1: the file is damaged: 'A2' is no row or cell at this place"),
        ("<row r=\"1\"><c r=\"XFE1\"/></row>", "!1: the file is damaged: 'XFE1' is no row or cell at this place"),
        ("<row r=\"1\"><c r=\"XFD1\"/><c/></row>", "!1: there are more rows or columns than a sheet can have"),
        (
            "<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>",
            "!A1: the file is damaged: the cell stands twice, or after a later one"
        ),
        (
            "<row r=\"1\"><c r=\"B1\"/><c r=\"B1\"/></row>",
            "!B1: the file is damaged: the cell stands twice, or after a later one"
        ),
    ]) func placesThatCannotBe(rows: String, words: String) async throws {
        #expect(try await XlsxBench(rows: rows).rows() == "data: b.xlsx:Sheet1\(words)")
    }

    @Test func theStrictEditionAndPrefixesAreRead() async throws {
        var book = TestWorkbook(
            rows:
                "<x:row r=\"1\"><x:c r=\"A1\" t=\"s\"><x:v>0</x:v></x:c><x:c r=\"B1\" s=\"1\"><x:v>45000</x:v></x:c><row/></x:row>",
            strings: "<x:si><x:t>a</x:t><y:t xmlns:y=\"urn:y\">no</y:t></x:si>", formats: ["14"])
        book.prefix = "x:"
        #expect(try await XlsxBench(book).rows("{ header = false }") == "b.xlsx:Sheet1!1 string:a string:2023-03-15")
        var strict = TestWorkbook(rows: Self.table(Self.row(2, ["x"])))
        strict.isStrict = true
        #expect(try await XlsxBench(strict).rows() == "b.xlsx:Sheet1!2 a=string:x")
    }

    /// What is wrong with one row is that item's failure, as with csv.rows; a check sees all rows.
    @Test func durableRunsReadTheSheetAgain() async throws {
        let rows = Self.table(Self.row(2, ["x"]) + "<row r=\"3\"><c r=\"A3\"><f>x</f></c></row>" + Self.row(4, ["y"]))
        let scratch = try XlsxBench(rows: rows).bench.scratch
        let flaws = try await LuaThread.run { () -> String in
            let modules = Shared<AllModules?>(nil)
            let state = try ScriptModulesInterpreter.make(in: scratch) { made in
                let made = made
                modules.change { $0 = made }
            }
            let module = XlsxModule(try #require(modules.value))
            let source = XlsxSource(module: module, path: "b.xlsx", options: XlsxReader.Options())
            state.register(
                LuaFunction("again") { _ in
                    let first = try source.open()
                    return .values([.function(try XlsxRowSource(source, read: first).rows())])
                })
            let script = """
                local words = {}
                for row, place, flaw in again() do words[#words + 1] = place .. " " .. tostring(flaw) end
                return table.concat(words, "\\n")
                """
            return try String(lua: state.run(script.utf8, name: "=t")[0])
        }
        #expect(
            flaws == """
                b.xlsx:Sheet1!2 nil
                b.xlsx:Sheet1!3 A3: the formula has no stored value, as of a file that a program has written: open it \
                in Excel and save it
                b.xlsx:Sheet1!4 nil
                """)
    }
}
