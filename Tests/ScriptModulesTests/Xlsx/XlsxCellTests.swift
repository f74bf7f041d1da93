import TestSupport
import Testing

/// What becomes of a cell.
struct XlsxCellTests {
    @Test(arguments: [
        ("1", "integer:1"), ("-12", "integer:-12"), ("5.0", "integer:5"), ("1E3", "integer:1000"), ("-0", "integer:0"),
        ("2.5", "float:2.5"), ("0.30000000000000004", "float:0.3"), ("1.1000000000000001", "float:1.1"),
        ("99.999999999999986", "float:100.0"), ("1234567890123456", "integer:1234567890123456"),
        ("999999999999999999", "integer:999999999999999999"), ("1E+20", "float:1e+20"), ("1e-7", "float:1e-07"),
        ("123456789012345678901", "float:1.2345678901235e+20"),
        ("4.9406564584124654E-324", "float:4.9406564584125e-324"),
        ("1.7976931348623157E+308", "float:1.7976931348623e+308"), (" 7 ", "integer:7"), ("0e999", "integer:0"),
    ]) func numbersAreThoseThatExcelShows(text: String, shown: String) async throws {
        // 100.0 is an integer in a sheet.
        let wanted = shown == "float:100.0" ? "integer:100" : shown
        #expect(try await XlsxBench.cell("<c r=\"A1\"><v>\(text)</v></c>") == wanted)
    }

    @Test(arguments: ["1,5", "NaN", "INF", "0x10", "1e", ".", "1e999", "--1", "1 2"])
    func whatIsNoNumberIsAnError(text: String) async throws {
        #expect(
            try await XlsxBench.cell("<c r=\"A1\"><v>\(text)</v></c>")
                == "data: b.xlsx:Sheet1!A1: '\(text)' is no number")
    }

    @Test(arguments: [
        ("t=\"b\"><v>1</v>", "boolean:true"), ("t=\"b\"><v>0</v>", "boolean:false"),
        ("t=\"b\"><v>true</v>", "boolean:true"), ("t=\"e\"><v>#N/A</v>", "string:#N/A"),
        ("t=\"str\"><f>A2</f><v>x</v>", "string:x"), ("t=\"inlineStr\"><is><t>x</t></is>", "string:x"),
        ("t=\"n\"><v>1</v>", "integer:1"), ("><f>1+1</f><v>2</v>", "integer:2"),
        ("t=\"d\"><v>2026-01-31T09:30:00Z</v>", "string:2026-01-31T09:30:00"),
        ("t=\"d\"><v>2026-01-31</v>", "string:2026-01-31"),
        // An extension of the cell is none of its value.
        ("><v>1</v><extLst><ext><v>2</v></ext></extLst>", "integer:1"),
    ]) func typesOfCells(xml: String, shown: String) async throws {
        #expect(try await XlsxBench.cell("<c r=\"A1\" \(xml)</c>") == shown)
    }

    @Test(arguments: [
        ("t=\"b\"><v>2</v>", "'2' is neither true nor false"),
        (
            "t=\"s\"><v>0</v>",
            "the cell refers to text number 0, which the workbook lacks: open it in Excel and save it again"
        ),
        ("t=\"money\"><v>2</v>", "the cell is of the unknown type 'money'"),
        (
            "><f>1+1</f>",
            "the formula has no stored value, as of a file that a program has written: open it in Excel and save it"
        ),
        (
            "><f>1+1</f><v></v>",
            "the formula has no stored value, as of a file that a program has written: open it in Excel and save it"
        ),
        (
            "t=\"str\"><f>A2</f>",
            "the formula has no stored value, as of a file that a program has written: open it in Excel and save it"
        ),
    ]) func badCellsAreNamed(xml: String, words: String) async throws {
        let rows = "<row r=\"3\"><c r=\"AB3\" \(xml)</c></row>"
        #expect(try await XlsxBench(rows: rows).rows("{ header = false }") == "data: b.xlsx:Sheet1!AB3: \(words)")
    }

    /// A formula that gives no text, an empty text and a cell that is only coloured are nothing.
    @Test func emptyCellsAreNone() async throws {
        let rows = """
            <row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>
            <row r="2"><c r="A2" t="str"><f>""</f><v></v></c><c r="B2"><v>1</v></c></row>
            <row r="3"><c r="A3" s="1"/><c r="B3" t="inlineStr"><is><t></t></is></c></row>
            <row r="4"><c r="A4" t="s"><v>0</v></c><c r="B4"><v>2</v></c></row>
            """
        #expect(
            try await XlsxBench(rows: rows, strings: "<si><t/></si>").rows()
                == "b.xlsx:Sheet1!2 b=integer:1\nb.xlsx:Sheet1!4 b=integer:2")
    }

    @Test(arguments: [
        ("<t>a</t>", "a"), ("<t> a </t>", "a"), ("<t xml:space=\"preserve\"> a </t>", " a "),
        ("<r><rPr><b/></rPr><t>a</t></r><r><t xml:space=\"preserve\"> b</t></r>", "a b"),
        ("<t>漢字</t><rPh sb=\"0\" eb=\"2\"><t>かんじ</t></rPh><phoneticPr fontId=\"1\"/>", "漢字"),
        ("<r><t>課</t></r><rPh sb=\"0\" eb=\"1\"><t>カ</t></rPh><r><t>長</t></r>", "課長"),
        ("<t>a_x000D_\nb</t>", "a\r\nb"), ("<t>_x005F_x000D_</t>", "_x000D_"), ("<t>_x0041_x0042_</t>", "Ax0042_"),
        ("<t>_xD83D__xDE00_</t>", "😀"), ("<t>_xD83D_x</t>", "_xD83D_x"), ("<t>_x00G0_ _x1_</t>", "_x00G0_ _x1_"),
        ("<t>&lt;&amp;&#x41;</t>", "<&A"), ("<t><![CDATA[<a>]]></t>", "<a>"), ("<t>_x0009_a</t>", "\ta"),
    ]) func textsOfRuns(xml: String, shown: String) async throws {
        let shared = "<si>\(xml)</si><si><t>other</t></si>"
        #expect(try await XlsxBench.cell("<c r=\"A1\" t=\"s\"><v>0</v></c>", strings: shared) == "string:\(shown)")
        #expect(try await XlsxBench.cell("<c r=\"A1\" t=\"s\"><v>1</v></c>", strings: shared) == "string:other")
        #expect(
            try await XlsxBench.cell("<c r=\"A1\" t=\"inlineStr\"><is>\(xml)</is></c>") == "string:\(shown)")
    }

    @Test func textsOfFormulasHaveBlanksAndEscapesToo() async throws {
        #expect(
            try await XlsxBench.cell("<c r=\"A1\" t=\"str\"><f>x</f><v xml:space=\"preserve\"> a_x000A_</v></c>")
                == "string: a\n")
    }

    @Test func spaceIsPreservedBelowAnElementThatSaysSo() async throws {
        let strings = "<si xml:space=\"preserve\"><r><t> a</t></r><r xml:space=\"default\"><t> b </t></r></si>"
        #expect(try await XlsxBench.cell("<c r=\"A1\" t=\"s\"><v>0</v></c>", strings: strings) == "string: ab")
    }
}
