import LuaBridge
import TestSupport
import Testing

@testable import TextFormats

struct CSVCopyTests {
    let scratch = ScratchFolder()

    private func copy(
        columns: [CSVCopyColumn]? = nil, where conditions: [String: [String]] = [:],
        _ dialect: CSVDialect = CSVDialect(separator: nil, encoding: .auto), lineEnd: CSVWriter.LineEnd = .lf,
        hasMark: Bool = false
    ) async throws -> String {
        let copy = CSVCopy(
            from: "in.csv", to: "out.csv", columns: columns, conditions: conditions, dialect: dialect,
            lineEnd: lineEnd, hasMark: hasMark)
        do {
            let count = try await copy.run(in: scratch.files) { _ in }
            return "\(count) " + (try scratch.text("out.csv"))
        } catch let error as CSVError {
            return error.description
        }
    }

    @Test func columnsAreChosenRenamedAndReordered() async throws {
        try scratch.file("in.csv", "id,city,note\n1,Paris,\"a,b\"\n2,Rome,\"say \"\"hi\"\"\"\n")
        #expect(try await copy() == "2 id,city,note\n1,Paris,\"a,b\"\n2,Rome,\"say \"\"hi\"\"\"\n")
        #expect(
            try await copy(columns: [.init(from: "note", to: "NOTE"), .init(from: "id", to: "id")])
                == "2 NOTE,id\n\"a,b\",1\n\"say \"\"hi\"\"\",2\n")
        #expect(
            try await copy(columns: [.init(from: "nope", to: "x")])
                == "in.csv:1: there is no column 'nope'; the columns are 'id', 'city', 'note'")
        #expect(
            try await copy(columns: [.init(from: "id", to: "x"), .init(from: "city", to: "x")])
                == "out.csv: columns 1 and 2 are both named 'x'")
    }

    @Test func rowsAreChosen() async throws {
        try scratch.file("in.csv", "id,city\n1,Paris\n2,Rome\n3,\"Pa\"\"ris\"\n4,\n5,\"Paris\"\n")
        #expect(try await copy(where: ["city": ["Paris"]]) == "2 id,city\n1,Paris\n5,Paris\n")
        #expect(try await copy(where: ["city": ["Pa\"ris"]]) == "1 id,city\n3,\"Pa\"\"ris\"\n")
        #expect(
            try await copy(where: ["city": ["Rome", ""], "id": ["4"]]) == "1 id,city\n4,\n")
        #expect(
            try await copy(where: ["town": ["x"]])
                == "in.csv:1: there is no column 'town'; the columns are 'id', 'city'")
    }

    @Test func theCopyIsPlainUTF8() async throws {
        try scratch.write("in.csv", Array("sep=;\r\na;b\r\ncaf".utf8) + [0xE9] + Array(";2\r\n".utf8))
        let latin = CSVDialect(separator: nil, encoding: .named("windows-1252"))
        #expect(try await copy(latin) == "1 a;b\ncafé;2\n")
        #expect(try await copy(latin, lineEnd: .crlf, hasMark: true) == "1 \u{FEFF}a;b\r\ncafé;2\r\n")
        #expect(try await copy().hasPrefix("in.csv:3: not UTF-8 from this line on"))
    }

    @Test func aFaultLeavesTheOldFile() async throws {
        try scratch.file("out.csv", "old")
        try scratch.file("in.csv", "a,b\n" + String(repeating: "1,2\n", count: 100_000) + "3\n")
        #expect(try await copy() == "in.csv:100002: 1 field, but the header has 2")
        #expect(try scratch.text("out.csv") == "old")
        #expect(try scratch.names() == ["in.csv", "out.csv"])
    }

    /// What the writer writes of the rows that are read, the copy writes too.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func writesAsTheWriterDoes(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "", "a", "\"b\"", "\"a,b\"", "\"x\"\"y\"", "5\"", "\u{FEFF}", "\"\u{FEFF}\"", "\"\n\"", "é", "\"\r\"", " ",
            "\"\"", "\"\"\"\"",
        ]
        for _ in 0..<50 {
            let width = Int.random(in: 1...3, using: &random)
            var text = (0..<width).map { "c\($0)" }.joined(separator: ",") + "\n"
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                text += (0..<width).map { _ in pieces.randomElement(using: &random) ?? "" }.joined(separator: ",")
                text += ["\n", "\r\n"].randomElement(using: &random) ?? "\n"
            }
            try scratch.file("in.csv", text)
            var reader = try CSVReader(scratch.files.open("in.csv", for: .read), name: "in.csv")
            var writer = try CSVWriter("out2.csv", columns: reader.columns, in: scratch.files)
            while let record = try reader.next() { try writer.write(LuaTable(array: record.fields)) }
            try writer.close()
            let copied = try await copy(CSVDialect(separator: .comma, encoding: .auto))
            #expect(
                copied.drop { $0 != " " }.dropFirst() == (try scratch.text("out2.csv"))[...], "\(text.debugDescription)"
            )
        }
    }
}
