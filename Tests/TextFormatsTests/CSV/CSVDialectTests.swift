import LuaBridge
import TestSupport
import Testing

@testable import TextFormats

/// What is assumed of files that are no plain CSV, and what is refused rather than assumed.
struct CSVDialectTests {
    let scratch = ScratchFolder()

    private func read(_ bytes: [UInt8], _ encoding: CSVEncoding = .auto, chunk: Int = CSVReader.chunk) throws -> String
    {
        try scratch.write("a.csv", bytes)
        do {
            let asked = CSVDialect(separator: nil, encoding: encoding)
            var reader = try CSVReader(
                scratch.files.open("a.csv", for: .read), name: "a.csv", header: .first, dialect: asked, chunk: chunk)
            var lines = [reader.columns.joined(separator: "|")]
            while let record = try reader.next() {
                let fields = record.fields.map { String(decoding: $0.allBytes, as: UTF8.self) }
                lines.append("\(record.line) " + fields.joined(separator: "|"))
            }
            let assumed = reader.dialect.assumptions(asked: asked).map { " [\($0)]" } ?? ""
            return lines.joined(separator: "\n") + assumed
        } catch let error as CSVError {
            return error.description
        }
    }

    private func read(_ text: String) throws -> String { try read(Array(text.utf8)) }

    private func utf16(_ text: String, bigEndian: Bool = false) -> [UInt8] {
        text.utf16.flatMap { unit in
            let pair = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
            return bigEndian ? pair.reversed() : pair
        }
    }

    @Test func separatorsAreFoundByConsistency() throws {
        #expect(try read("a,b\n1,2\n") == "a|b\n2 1|2")
        #expect(try read("a;b\n1,5;2\n") == "a|b\n2 1,5|2 [with ';' between two fields]")
        #expect(try read("a\tb\n1\t\"x\ty\"\n") == "a|b\n2 1|x\ty [with a tab between two fields]")
        #expect(try read("a\n1\n") == "a\n2 1")
        #expect(try read("") == "a.csv:1: the file is empty: a header is missing")
        #expect(try read("a;b\n1;2;3\n,4;5\n") == "a.csv:2: 3 fields, but the header has 2")
        #expect(try read("a,b\n1,2,3\n") == "a.csv:2: 3 fields, but the header has 2")
    }

    @Test func whatMayBeTwoThingsIsRefused() throws {
        let words = "the separator may be ',' or ';': give one, as in { separator = \",\" }"
        #expect(try read("a;b,c\n1;2,3\n") == "a.csv:1: " + words)
        #expect(try read("a;b\n1;2\n3;4;5\n") == "a.csv:1: " + words)
    }

    /// With the wrong separator, what there is to say of quotes and fields would lead astray.
    @Test(arguments: [
        ("a;b\n\"1\";2\n", ",", "2", "text after the closing quote of field 1"),
        ("a;b\n\"1;2\n", ",", "2", "the quote that opens field 1 is never closed"),
        ("a;b\n1,5;2\n", ",", "2", "2 fields, but the header has 1"),
        ("a,b\n1;5,2\n", ";", "2", "2 fields, but the header has 1"),
        ("a\tb\n1,5\t2\n", ",", "2", "2 fields, but the header has 1"),
    ]) func theSeparatorComesFirst(_ text: String, _ given: String, _ line: String, _ words: String) throws {
        try scratch.write("a.csv", Array(text.utf8))
        let used = try #require(CSVSeparator(given))
        var reader = try CSVReader(
            scratch.files.open("a.csv", for: .read), name: "a.csv", header: .first, separator: used)
        let error = #expect(throws: CSVError.self) { while try reader.next() != nil {} }
        let (name, option) = given == ";" ? ("','", ",") : text.contains("\t") ? ("a tab", "\\t") : ("';'", ";")
        #expect(
            error?.description == """
                a.csv:\(line): the header has \(name) and no \(used == .comma ? "','" : "';'"): give \
                { separator = "\(option)" } if that is what stands between two fields (\(words))
                """)
    }

    @Test func separatorLinesOfExcelAreUnderstood() throws {
        let assumed = " [without its first line, which names the separator, with ';' between two fields]"
        for line in ["sep=;\n", "\u{FEFF}sep=;\r\n", "SEP=;\r", "\"sep=;\"\n"] {
            #expect(try read(line + "a;b\n1;2\n") == "a|b\n3 1|2" + assumed, "\(line)")
        }
        #expect(try read("sep=x,y\n1,2\n") == "sep=x|y\n2 1|2")
    }

    @Test func utf16ShowsItself() throws {
        let text = "name,city\nAda,Zürich\n"
        for (bytes, name) in [
            ([0xFF, 0xFE] + utf16(text), "LE"), ([0xFE, 0xFF] + utf16(text, bigEndian: true), "BE"),
            (utf16(text), "LE"), (utf16(text, bigEndian: true), "BE"),
        ] {
            for chunk in [CSVReader.chunk, 64] {
                #expect(try read(bytes, chunk: chunk) == "name|city\n2 Ada|Zürich [as UTF-16\(name)]")
            }
        }
        let half = utf16(text) + [0x41]
        #expect(try read(half).hasPrefix("a.csv:1: from about here on the file is not utf-16le"))
    }

    @Test func otherBytesStopWhereTheyAre() throws {
        let latin = Array("a,b\n1,2\n3,caf".utf8) + [0xE9] + Array("\n".utf8)
        #expect(
            try read(latin)
                == "a.csv:3: not UTF-8 from this line on; it looks like Windows-1252 ('café'): "
                + "give { encoding = \"windows-1252\" }, or save the file as UTF-8")
        #expect(try read(latin, .named("windows-1252")) == "a|b\n2 1|2\n3 3|café")
        #expect(try read(latin, .bytes) == "a|b\n2 1|2\n3 3|caf\u{FFFD}")
        #expect(
            try read(Array("a,b\n1,".utf8) + [0x81, 10])
                == "a.csv:2: not UTF-8 from this line on: give its encoding, or save the file as UTF-8")
        #expect(try read(latin, .named("nonsense")).hasPrefix("a.csv: there is no encoding 'nonsense'"))
        let inField = Array("a,b\n\"x\ny".utf8) + [0xE9] + Array("\",2\n".utf8)
        #expect(try read(inField).hasPrefix("a.csv:3: not UTF-8"))
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>) func bytesAreUTF8WhereSwiftSaysSo(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces: [[UInt8]] = [
            Array("plain text of some length".utf8), Array("é€😀".utf8), [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80], [0xF0, 0x9F, 0x98], [0x80],
        ]
        for _ in 0..<200 {
            let text = (0..<3).flatMap { _ in
                Int.random(in: 0..<3, using: &random) == 0 ? pieces.randomElement(using: &random) ?? [] : pieces[1]
            }
            let isValid = String(validating: text, as: UTF8.self) != nil
            let chunk = Int.random(in: 4...40, using: &random)
            let outcome = try read(Array("a\n".utf8) + text + [10], .utf8, chunk: chunk)
            #expect(outcome.hasPrefix("a.csv:2: not UTF-8") != isValid, "\(text)")
        }
    }
}
