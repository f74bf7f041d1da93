import LuaBridge
import TestSupport
import Testing

@testable import TextFormats

struct CSVReaderTests {
    let scratch = ScratchFolder()

    @Test func headerNamesTheColumns() throws {
        let read = try scratch.records("url,slug\nhttps://a,a\nhttps://b,b\n")
        #expect(read.columns == ["url", "slug"])
        #expect(read.texts == [["https://a", "a"], ["https://b", "b"]])
        #expect(read.lines == [2, 3])
        #expect(read.error == nil)
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func everyLineEndIsOne(end: String) throws {
        let read = try scratch.records(["a,b", "1,2", "", "\"x\(end)y\",3", "4,5"].joined(separator: end))
        #expect(read.texts == [["1", "2"], ["x\(end)y", "3"], ["4", "5"]])
        #expect(read.lines == [2, 4, 6])
        let ended = try scratch.records("a\(end)1\(end)")
        #expect(ended.texts == [["1"]])
    }

    @Test func quotesKeepSeparatorsLineEndsAndQuotes() throws {
        let read = try scratch.records(
            "a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"\",\"\"\"\"\n\"one\ntwo\r\nthree\",\"\"\"a\"\"\"\nend,\n")
        #expect(read.texts == [["x, y", "say \"hi\""], ["", "\""], ["one\ntwo\r\nthree", "\"a\""], ["end", ""]])
        #expect(read.lines == [2, 3, 4, 7])
    }

    @Test func quoteInsideAnUnquotedFieldIsItself() throws {
        #expect(try scratch.records("a,b\n5\" pipe, \"x\"\n").texts == [["5\" pipe", " \"x\""]])
    }

    @Test func byteOrderMarkIsSkipped() throws {
        #expect(try scratch.records("\u{FEFF}url\nx\n").columns == ["url"])
        #expect(try scratch.records("\u{FEFF}\"url\"\nx\n").columns == ["url"])
        #expect(try scratch.records("\u{FEFF}", header: .none) == Read())
    }

    @Test func bytesPassThrough() throws {
        let read = try scratch.records(
            Array("a,b\n".utf8) + [0, 65, 0, 44, 0xFF, 0xC3, 10] + Array("\"".utf8) + [0xC3] + Array("\"\"\",é\n".utf8))
        #expect(read.rows == [[.string("\0A\0"), .bytes([0xFF, 0xC3])], [.bytes([0xC3, 34]), .string("é")]])
    }

    @Test func raggedRowsAreErrors() throws {
        let many = try scratch.records("url,slug\na,b\n\"c\n\nd\",e\nf,g,h\n")
        #expect(many.error == "links.csv:6: 3 fields, but the header has 2")
        #expect(many.texts.count == 2)
        #expect(try scratch.records("url,slug\na\n").error == "links.csv:2: 1 field, but the header has 2")
        #expect(
            try scratch.records("1,2\n1,2,3\n", header: .none).error == "links.csv:2: 3 fields, but the first row has 2"
        )
        #expect(
            try scratch.records("1,2\n", header: .names(["a"])).error == "links.csv:1: 2 fields, but there is 1 column")
        #expect(
            try scratch.records("1\n", header: .names(["a", "b"])).error
                == "links.csv:1: 1 field, but there are 2 columns")
    }

    @Test func openQuotesAreErrorsWhereTheyOpen() throws {
        #expect(
            try scratch.records("a,b\n1,2\n\"x\ny\",\"open\n3,4\n5,6\n").error
                == "links.csv:4: the quote that opens field 2 is never closed")
        #expect(try scratch.records("a\n\"").error == "links.csv:2: the quote that opens field 1 is never closed")
        #expect(try scratch.records("a\n\"\"\"").error == "links.csv:2: the quote that opens field 1 is never closed")
        #expect(try scratch.records("\"a\nb\n").error == "links.csv:1: the quote that opens field 1 is never closed")
    }

    @Test func textAfterAClosingQuoteIsAnError() throws {
        #expect(
            try scratch.records("a,b\n1,\"x\ny\" z\n").error == "links.csv:3: text after the closing quote of field 2")
    }

    @Test func headersMustNameEveryColumnOnce() throws {
        #expect(try scratch.records("").error == "links.csv:1: the file is empty: a header is missing")
        #expect(try scratch.records("\n\n").error == "links.csv:3: the file is empty: a header is missing")
        #expect(try scratch.records("a,,b\n").error == "links.csv:1: column 2 has no name")
        #expect(try scratch.records("\nurl,b,url\n").error == "links.csv:2: columns 1 and 3 are both named 'url'")
        #expect(
            try scratch.records([97, 44, 0xE9, 10]).error
                == "links.csv:1: the name of column 2 is not UTF-8: save the file as UTF-8")
        #expect(try scratch.records("1\n", header: .names([])).error == "links.csv: there are no columns")
        #expect(
            try scratch.records("1\n", header: .names(["a", "a"])).error
                == "links.csv: columns 1 and 2 are both named 'a'")
    }

    @Test func filesWithoutHeader() throws {
        #expect(try scratch.records("1,2\n3,4", header: .none).texts == [["1", "2"], ["3", "4"]])
        #expect(try scratch.records("", header: .none) == Read())
        let named = try scratch.records("1,2\n", header: .names(["a", "b"]))
        #expect(named.columns == ["a", "b"] && named.texts == [["1", "2"]] && named.lines == [1])
    }

    @Test func blankLinesAreSkippedWhereTheyCannotBeData() throws {
        let two = try scratch.records("\na,b\n\n1,2\n\n\n3,4\n\n\n")
        #expect(two.texts == [["1", "2"], ["3", "4"]])
        #expect(two.lines == [4, 7])
        let one = try scratch.records("a\n1\n\n\n2\n\"\"\n\n\n")
        #expect(one.texts == [["1"], [""], [""], ["2"], [""]])
        #expect(one.lines == [2, 3, 4, 5, 6])
    }

    @Test func otherSeparators() throws {
        #expect(try scratch.records("a;b\n1,5;2\n", separator: .semicolon).texts == [["1,5", "2"]])
        #expect(try scratch.records("a\tb\n1\t\"\t\"\n", separator: .tab).texts == [["1", "\t"]])
        #expect(CSVSeparator("|") != nil)
        for text in ["", "::", "\"", "\n", "\r", "é", "\0"] { #expect(CSVSeparator(text) == nil) }
    }

    @Test func otherFormatsAreNamed() throws {
        let utf16 = "links.csv:1: the file is UTF-16: save it as UTF-8"
        #expect(try scratch.records([0xFF, 0xFE, 97, 0]).error == utf16)
        #expect(try scratch.records([0xFE, 0xFF, 0, 97]).error == utf16)
        #expect(
            try scratch.records("PK\u{3}\u{4}…").error
                == "links.csv:1: the file is an Excel workbook or another zip archive: read a workbook with "
                + "xlsx.rows(path), or save it as CSV")
        #expect(
            try scratch.records([0xD0, 0xCF, 0x11, 0xE0, 0xA1]).error
                == "links.csv:1: the file is an old Excel file (.xls) or an encrypted workbook: save it as CSV")
        // Pages of errors that were saved under the name of a download, and exports of other kinds.
        let page =
            "links.csv:1: the file is a web page or XML, such as a page that asks for a login: get the CSV file itself"
        let pages = [
            "<!DOCTYPE html><title>Sign in</title>\n", "<html>,\n", "<HTML>\n", "<?xml version=\"1.0\"?>\n",
            "\n\r\n  <html lang=\"en\">\n", "\u{FEFF}<!doctype html>\n", "<table>\n",
        ]
        for text in pages { #expect(try scratch.records(text).error == page, "\(text)") }
        let json = "links.csv:1: the file is JSON: read it with json.lines(path), or with json.decode(fs.read(path))"
        let objects = [
            "{\"a\":1}\n{\"a\":2}\n", "[{\"a\":1}]", "{\n  \"a\": 1\n}\n", "{\r\n                    \"a\": 1 }",
            "[\n  {\n",
            "[ { \"a\": 1 } ]", "[\"a\", \"b\"]", "\u{FEFF}{\"a\":1}",
        ]
        for text in objects { #expect(try scratch.records(text).error == json, "\(text)") }
        let packed: [(head: [UInt8], words: String)] = [
            ([0x1F, 0x8B, 8, 0], "packed by gzip: unpack it first, with gunzip"),
            (Array("BZh91AY".utf8), "packed by bzip2: unpack it first, with bunzip2"),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0], "packed by xz: unpack it first, with unxz"),
            ([0x28, 0xB5, 0x2F, 0xFD, 4], "packed by zstd: unpack it first, with unzstd"),
            ([0x37, 0x7A, 0xBC, 0xAF, 0x27], "packed by 7-Zip: unpack it first, with 7z x"),
            (Array("%PDF-1.7\n".utf8), "a PDF document: get the table as CSV from where the document was made"),
            (Array("{\\rtf1\\ansi".utf8), "an RTF document: save the table as CSV"),
            (Array("PAR1\u{15}".utf8), "a Parquet file: export it as CSV"),
            (Array("SQLite format 3\u{0}".utf8), "an SQLite database: export the table as CSV"),
        ]
        for (head, words) in packed { #expect(try scratch.records(head).error == "links.csv:1: the file is \(words)") }
        let tables = [
            "<b>,[\n1,2\n", "{a},b\n1,2\n", "[1],b\n1,2\n", "{}\n", "<5,>6\n", "BZ,h\n", "[[a]],b\n1,2\n",
            "%PDF,b\n1,2\n",
        ]
        for text in tables { #expect(try scratch.records(text).error == nil, "\(text)") }
    }

    @Test func recordsHaveABound() throws {
        let long = String(repeating: "x", count: 1 << 20)
        #expect(
            try scratch.records("a\n\(long.dropLast(2))\n", limit: 1 << 20).texts.first?.first?.utf8.count == 1 << 20
                - 2)
        #expect(
            try scratch.records("a\n1\n\(long)\n", limit: 1 << 20).error
                == "links.csv:3: the record is longer than 1 MiB")
        #expect(
            try scratch.records("a,b\n1,2\nx,\"\n\(long)", limit: 1 << 20).error
                == "links.csv:3: the record is longer than 1 MiB: is the quote that opens field 2 on line 3 closed?")
    }

    /// Reads happen 64 KiB at a time; whatever falls on such a border must not matter.
    @Test(arguments: ["x\n", "x\r\n", "\"x\"\n", "\"a\"\"b\"\r\n", "\"\r\n\"\r\n", "é\r"])
    func bordersBetweenReadsDoNotMatter(record: String) throws {
        for offset in 0..<8 {
            let first = String(repeating: "f", count: CSVReader.chunk - 4 - offset)
            let text = "h\n\(first)\n" + String(repeating: record, count: 3)
            let read = try scratch.records(text)
            let alone = try scratch.records("h\n" + record)
            #expect(read.error == nil)
            #expect(read.texts == [[first]] + Array(repeating: alone.texts[0], count: 3))
        }
    }

    @Test func readingErrorsNameTheFile() {
        let error = #expect(throws: CSVError.self) {
            _ = try CSVReader(OpenFile(owning: 987_654), name: "x").columns
        }
        #expect(error?.description == "x:1: cannot be read: bad file descriptor")
        #expect(error?.failure != nil && error?.isWriting == false)
    }
}
