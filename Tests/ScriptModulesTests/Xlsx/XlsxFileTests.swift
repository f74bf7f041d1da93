import LuaBridge
import Spreadsheets
import TestSupport
import Testing

@testable import ScriptModules

/// Files that are no workbook, or a bad one.
struct XlsxFileTests {
    private func words(_ bytes: [UInt8]) async throws -> String { try await XlsxBench(bytes).rows() }

    private static func ole(_ names: [String]) -> [UInt8] {
        var head = [UInt8](repeating: 0, count: 512)
        head.replaceSubrange(0..<8, with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
        head[30] = 9
        head[48] = 1
        let directory = names.flatMap { name in
            let wide = name.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            return wide + [UInt8](repeating: 0, count: 128 - wide.count)
        }
        return head + [UInt8](repeating: 0, count: 512) + directory
    }

    @Test func otherFilesAreNamedWithWhatToDo() async throws {
        #expect(try await words([]) == "data: b.xlsx: the file is empty")
        #expect(
            try await words(Array("a,b\n1,2\n".utf8))
                == "data: b.xlsx: this is no Excel workbook (.xlsx); csv.rows reads text files")
        #expect(
            try await words(Array("\u{FEFF} <html><table>".utf8)) == """
                data: b.xlsx: this is XML or HTML, whatever its name is: open it in Excel and save it as .xlsx
                """)
        let old = "data: b.xlsx: this is an old Excel file (.xls): open it in Excel and save it as .xlsx"
        #expect(try await words(Self.ole(["Root Entry", "Workbook"])) == old)
        #expect(try await words([9, 8, 16, 0, 0, 6, 5, 0]) == old)
        #expect(
            try await words(Self.ole(["Root Entry", "EncryptionInfo", "EncryptedPackage"])) == """
                data: b.xlsx: the workbook is encrypted with a password: open it in Excel and save it without one \
                (File > Info > Protect Workbook)
                """)
        #expect(try await words(Self.ole(["Root Entry"])).contains("an old Office file (.xls) or one with a password"))
        #expect(
            try await words(Array(Self.ole([]).prefix(20))).contains("an old Office file (.xls) or one with a password")
        )
        #expect(
            try await words(TestArchive([.init("mimetype", []), .init("content.xml", [])]).bytes)
                == "data: b.xlsx: this is an OpenDocument file (.ods): save it as .xlsx")
        #expect(
            try await words(TestArchive([.init("xl/workbook.bin", [])]).bytes)
                == "data: b.xlsx: this is a binary workbook (.xlsb): open it in Excel and save it as .xlsx")
        #expect(
            try await words(TestArchive([.init("a.txt", [])]).bytes)
                == "data: b.xlsx: this zip archive is no Excel workbook")
    }

    @Test func csvNamesTheCallForAWorkbook() async throws {
        let bench = try XlsxBench(rows: "")
        #expect(
            try await bench.bench.problem("csv.rows('b.xlsx')") == """
                data: b.xlsx:1: the file is an Excel workbook or another zip archive: read a workbook with \
                xlsx.rows(path), or save it as CSV
                """)
    }

    /// What a script may not open, it may not open as a workbook.
    @Test func filesAreOpenedAsScriptsMay() async throws {
        let bench = try XlsxBench(rows: "")
        #expect(
            try await bench.bench.problem("xlsx.rows('/etc/b.xlsx')").hasPrefix("permission: cannot read '/etc/b.xlsx'")
        )
        #expect(try await bench.bench.problem("xlsx.sheets('../b.xlsx')").hasPrefix("permission: "))
        #expect(try await bench.bench.problem("xlsx.rows('none.xlsx')").hasPrefix("data: cannot read 'none.xlsx'"))
    }

    private static let row = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"

    /// A workbook with one part changed.
    private static func changed(_ name: String, _ change: (inout TestArchive.Part) -> Void) throws -> [UInt8] {
        var parts = TestWorkbook(rows: row, strings: "<si><t>a</t></si>", formats: ["14"]).parts
        let index = try #require(parts.firstIndex { $0.name == name })
        change(&parts[index])
        return TestArchive(parts).bytes
    }

    private static let sheet = "xl/worksheets/sheet1.xml"

    @Test func badPartsAreNamed() async throws {
        func expect(_ name: String, _ words: String, _ change: (inout TestArchive.Part) -> Void) async throws {
            #expect(try await self.words(Self.changed(name, change)) == "data: b.xlsx\(words)")
        }
        try await expect(
            Self.sheet, ":Sheet1: the workbook lacks its part \(Self.sheet): open it in Excel and save it again"
        ) {
            $0.name = "x"
        }
        try await expect(
            "xl/sharedStrings.xml", ":Sheet1: the file is damaged: xl/sharedStrings.xml, line 1: no element found"
        ) {
            $0.bytes = []
        }
        try await expect(
            "xl/styles.xml",
            ":Sheet1: xl/styles.xml is not what the workbook says it is: open it in Excel and save it again"
        ) {
            $0.bytes = Array("<styles/>".utf8)
        }
        try await expect(
            Self.sheet, ":Sheet1: \(Self.sheet) is not what the workbook says it is: open it in Excel and save it again"
        ) {
            $0.bytes = Array("<worksheet xmlns=\"urn:other\"/>".utf8)
        }
        try await expect("xl/workbook.xml", ": this zip archive is no Excel workbook") {
            $0.bytes = Array("<document/>".utf8)
        }
        try await expect("xl/workbook.xml", ": the workbook has no sheet with cells") {
            $0.bytes = Array("<workbook xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"/>".utf8)
        }
        try await expect(
            Self.sheet, ":Sheet1: the file is damaged: \(Self.sheet) cannot be unpacked (CRC error): get it again"
        ) {
            $0.crc = 1
        }
        try await expect(Self.sheet, ":Sheet1: the workbook is encrypted (\(Self.sheet)): save it without a password") {
            $0.flags = 1
        }
        try await expect(
            Self.sheet,
            ":Sheet1: \(Self.sheet) is compressed in a way that workbooks do not use: open it in Excel and save it again"
        ) {
            $0.method = 12
        }
        let entity = "<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>"
        try await expect(
            Self.sheet,
            ":Sheet1: \(Self.sheet) has a document type, which no workbook has: open it in Excel and save it again"
        ) {
            $0.bytes = Array(entity.utf8)
        }
        let deep = String(repeating: "<a>", count: 100)
        try await expect("xl/styles.xml", ":Sheet1: the elements of xl/styles.xml are nested too deep") { part in
            let text = String(decoding: part.bytes, as: UTF8.self)
            part.bytes = Array(text.replacing("<cellXfs>", with: deep + "<cellXfs>").utf8)
        }
    }

    @Test func namesOfPartsMayBeOfOtherCaseAndOfWindows() async throws {
        #expect(
            try await XlsxBench(Self.changed(Self.sheet) { $0.name = "xl/Worksheets/Sheet1.XML" }).rows(
                "{ header = false }") == "b.xlsx:Sheet1!1 string:a")
        #expect(
            try await XlsxBench(Self.changed(Self.sheet) { $0.name = "xl\\worksheets\\sheet1.xml" }).rows(
                "{ header = false }") == "b.xlsx:Sheet1!1 string:a")
    }

    /// 64 KiB of blanks, deflated, which may stand any number of times before an end.
    private static let blanks =
        [0xEC, 0xC1, 0x81, 0, 0, 0, 0, 0x80, 0x20, 0x95, 0xFD, 0x29, 0x17, 0xA9, 0x0A]
        + [UInt8](repeating: 0, count: 63)
        + [0x6A, 0, 0, 0, 0xFF, 0xFF]

    @Test func zipBombsAreRefused() async throws {
        let bomb = Array([[UInt8]](repeating: Self.blanks, count: 400).joined()) + [3, 0]
        let bytes = try Self.changed("xl/sharedStrings.xml") { part in
            part.bytes = bomb
            part.method = 8
            part.unpacked = 400 << 16
        }
        #expect(
            try await words(bytes) == """
                data: b.xlsx:Sheet1: xl/sharedStrings.xml unpacks to more than 300 times its size, like a zip bomb: save it as \
                CSV and read it with csv.rows
                """)
        let large = try Self.changed("xl/styles.xml") { $0.unpacked = 1 << 30 }
        #expect(
            try await words(large) == """
                data: b.xlsx:Sheet1: xl/styles.xml unpacks to more than is read: save it as CSV and read it with csv.rows
                """)
        var many = TestWorkbook(rows: Self.row).bytes
        many.replaceSubrange(many.count - 10..<many.count - 6, with: [0, 0, 0, 2])
        #expect(
            try await words(many)
                == "data: b.xlsx: the workbook has too many parts: save it as CSV and read it with csv.rows")
    }

    @Test func theMemoryLimitCountsSharedTexts() async throws {
        let text = String(repeating: "x", count: 100_000)
        let strings = String(repeating: "<si><t>\(text)</t></si>", count: 100)
        let book = TestWorkbook(rows: "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>", strings: strings)
        var bench = ScriptBench()
        try bench.scratch.write("b.xlsx", book.bytes)
        let script = "for row in xlsx.rows('b.xlsx', { header = false }) do return #row[1] end"
        #expect(try await bench.text(script) == "100000")
        bench.memoryLimit = 8 << 20
        #expect(
            try await bench.problem(script) == """
                data: b.xlsx:Sheet1: not enough memory: the workbook's texts are longer than the memory limit allows
                """)
    }

    /// One long shared text in very many cells: each would be a copy in Lua.
    @Test func aRowThatIsTooLargeForTheScriptIsRefused() async throws {
        let text = String(repeating: "x", count: 30_000)
        let cells = String(repeating: "<c t=\"s\"><v>0</v></c>", count: 16_384)
        let book = TestWorkbook(rows: "<row>\(cells)</row>", strings: "<si><t>\(text)</t></si>")
        let bench = try XlsxBench(book)
        #expect(try await bench.rows("{ header = false }").hasPrefix("data: b.xlsx:Sheet1: not enough memory: "))
    }

    /// Texts, blank rows and rows before a range are read without a look at Lua: a stop has to end that too.
    @Test func aStopEndsTheReadingOfTextsAndOfBlankRows() async throws {
        let blank = String(repeating: "<row/>", count: 100_000)
        let strings = String(repeating: "<si><t>abcdefghij</t></si>", count: 20_000)
        let scratch = ScratchFolder()
        try scratch.write("rows.xlsx", TestWorkbook(rows: blank).bytes)
        try scratch.write("texts.xlsx", TestWorkbook(rows: "", strings: strings).bytes)
        try await LuaThread.run {
            let state = try ScriptModulesInterpreter.make(in: scratch)
            state.control.stop(.timeLimit(.seconds(1)))
            for name in ["rows.xlsx", "texts.xlsx"] {
                let error = #expect(throws: (any Error).self) {
                    let file = try scratch.files.open(name, for: .read)
                    _ = try XlsxReader.open(file, name: name, .init(), control: state.control)
                }
                #expect(error.map { !($0 is XlsxError) } == true)
            }
        }
    }

    /// What is held does not grow with the rows.
    @Test func memoryIsFlatInTheRows() async throws {
        @Sendable func held(_ count: Int) throws -> Int {
            let scratch = ScratchFolder()
            let row = "<row><c><v>1</v></c><c t=\"inlineStr\"><is><t>some text</t></is></c></row>"
            try scratch.write("b.xlsx", TestWorkbook(rows: String(repeating: row, count: count)).bytes)
            let state = try ScriptModulesInterpreter.make(in: scratch)
            var options = XlsxReader.Options()
            options.hasHeader = false
            var reader = try XlsxReader.open(
                scratch.files.open("b.xlsx", for: .read), name: "b.xlsx", options, memory: state.memory)
            var rows = 0
            while try reader.findNext() { rows += 1 }
            #expect(rows == count)
            return state.memory.native
        }
        let (few, many) = try await LuaThread.run { (try held(2000), try held(40_000)) }
        #expect(few > 0 && many == few)
    }

    /// Every cut and any changed bytes end in rows or in one clear error.
    @Test func damagedFilesEndInOneError() async throws {
        let rows = (1...40).map { number in
            "<row r=\"\(number)\"><c r=\"A\(number)\" t=\"s\"><v>\(number % 3)</v></c>"
                + "<c r=\"B\(number)\" s=\"1\"><v>4\(number)</v></c></row>"
        }
        let good = TestWorkbook(
            rows: rows.joined(), strings: "<si><t>a</t></si><si><t>_x0041_</t></si><si><r><t>b</t></r></si>",
            formats: ["14", "[h]:mm"]
        ).bytes
        let scratch = ScratchFolder()
        let files = scratch.files
        func read(_ bytes: [UInt8]) throws -> String? {
            try scratch.write("b.xlsx", bytes)
            do {
                var reader = try XlsxReader.open(files.open("b.xlsx", for: .read), name: "b.xlsx", .init())
                while try reader.findNext() { if let flaw = reader.flaw { throw flaw } }
                return nil
            } catch let error as XlsxError {
                return error.description
            }
        }
        #expect(try read(good) == nil)
        for count in stride(from: 0, to: good.count, by: 37) {
            let words = try read(Array(good.prefix(count)))
            #expect(words?.hasPrefix("b.xlsx") == true, "\(count)")
        }
        var generator = SeededGenerator(seed: 7)
        var errors = 0
        for _ in 0..<1000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            guard let words = try read(bytes) else { continue }
            errors += 1
            #expect(words.hasPrefix("b.xlsx") && !words.contains("\n") && words.count > 20, "\(words)")
        }
        #expect(errors > 500)
    }
}
