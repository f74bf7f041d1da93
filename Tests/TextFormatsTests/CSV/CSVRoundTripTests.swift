import LuaBridge
import TestSupport
import Testing

@testable import TextFormats

/// What is written is read back the same.
struct CSVRoundTripTests {
    @Test(arguments: [
        ([], ""), (["a", "", "b c"], "a,,b c"), ([""], "\"\""),
        (["a,b", "say \"x\"", "1\n2"], "\"a,b\",\"say \"\"x\"\"\",\"1\n2\""),
    ])
    func aRecordIsQuotedWhereItHasTo(_ fields: [String], _ record: String) {
        #expect(CSVRowEncoder.record(fields) == record)
    }

    let scratch = ScratchFolder()

    @Test(arguments: 1...40 as ClosedRange<UInt64>) func whatIsWrittenIsRead(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let width = Int.random(in: 1...5, using: &random)
        let columns = (1...width).map { "column \($0),\"" }
        let separator = [CSVSeparator.comma, .semicolon, .tab].randomElement(using: &random) ?? .comma
        let lineEnd: CSVWriter.LineEnd = Bool.random(using: &random) ? .lf : .crlf
        let rows = (0..<Int.random(in: 0...60, using: &random)).map { _ in
            (0..<width).map { _ in LuaValue(bytes: field(&random)) }
        }
        var writer = try CSVWriter(
            "out.csv", columns: columns, in: scratch.files, separator: separator, lineEnd: lineEnd)
        for row in rows { try writer.write(LuaTable(array: row)) }
        try writer.close()
        var reader = try CSVReader(scratch.files.open("out.csv", for: .read), name: "out.csv", separator: separator)
        #expect(reader.columns == columns)
        var read: [[LuaValue]] = []
        while let record = try reader.next() { read.append(record.fields) }
        #expect(read == rows)
    }

    private func field(_ random: inout SeededGenerator) -> [UInt8] {
        let special: [[UInt8]] = [
            [quote], [lineFeed], [carriageReturn], [carriageReturn, lineFeed], [44], [59], [9], [0], [0xFF],
            [0xEF, 0xBB, 0xBF], Array("é".utf8), Array("word".utf8), [32],
        ]
        // Now and then longer than one read.
        let longest = Int.random(in: 0..<200, using: &random) == 0 ? 60_000 : 6
        return (0..<Int.random(in: 0...longest, using: &random)).flatMap { _ in
            special.randomElement(using: &random) ?? []
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func floatsReadBackExactly(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let numbers = (0..<100).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
        var writer = try CSVWriter("out.csv", columns: ["x"], in: scratch.files)
        for number in numbers { try writer.write([.number(number)]) }
        try writer.close()
        var reader = try CSVReader(scratch.files.open("out.csv", for: .read), name: "out.csv")
        var read: [UInt64] = []
        while case .string(let text)? = try reader.next()?.fields.first { read.append(Double(text)?.bitPattern ?? 0) }
        #expect(read == numbers.map(\.bitPattern))
    }
}
