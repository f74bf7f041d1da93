import FoundationEssentials
import LuaBridge
import TestSupport
import Testing

@testable import TextFormats

/// Files that are gzip are read for what they have packed, and are written where the name says so.
struct GzipTests {
    let scratch = ScratchFolder()

    private func pack(_ text: String) throws -> [UInt8] {
        let path = scratch("pack.gz")
        let output = try CSVOutput(replacing: "pack.gz", in: scratch.files)
        _ = Array(text.utf8).withUnsafeBytes { output.write($0) }
        try output.close()
        return Array(try Data(contentsOf: URL(filePath: path)))
    }

    private func rows(_ bytes: [UInt8], limit: Int = CSVReader.recordLimit, chunk: Int = CSVReader.chunk) throws
        -> String
    {
        try scratch.write("in.csv.gz", bytes)
        do {
            var reader = try CSVReader(
                scratch.files.open("in.csv.gz", for: .read), name: "in.csv.gz", header: .first,
                dialect: CSVDialect(separator: nil, encoding: .auto), limit: limit, chunk: chunk, unpacks: true)
            var texts: [String] = []
            while let record = try reader.next() {
                texts.append("\(record.line) \(record.fields.map(\.literal).joined())")
            }
            return texts.joined(separator: "|")
        } catch let error as CSVError {
            return error.description
        }
    }

    @Test func whatIsPackedIsReadInPieces() throws {
        let packed = try pack("id,city\n1,Rome\n2,Oslo\n")
        #expect(packed.starts(with: [0x1F, 0x8B]))
        let plain = try rows(Array("id,city\n1,Rome\n2,Oslo\n".utf8))
        for chunk in [4, 7, 64, 65_536] { #expect(try rows(packed, chunk: chunk) == plain) }
    }

    @Test func archivesInARowAreOneAndZerosBehindThemNothing() throws {
        let packed = try pack("a\n1\n") + pack("2\n") + [0, 0, 0]
        #expect(try rows(packed) == rows(Array("a\n1\n2\n".utf8)))
    }

    @Test func utf16IsReadFromTheBeginningAgain() throws {
        let plain: [UInt8] = [0xFF, 0xFE] + "a,b\n1,é\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let output = try CSVOutput(replacing: "u.gz", in: scratch.files)
        _ = plain.withUnsafeBytes { output.write($0) }
        try output.close()
        let packed = Array(try Data(contentsOf: URL(filePath: scratch("u.gz"))))
        #expect(try rows(packed) == rows(Array("a,b\n1,é\n".utf8)))
    }

    /// Wherever it is cut or changed: one error that says so, or the same rows.
    @Test func damageIsAlwaysTold() throws {
        let text = "id,city\n" + (0..<200).map { "\($0),Town\($0 * 7919 % 1000)\n" }.joined()
        let packed = try pack(text)
        let whole = try rows(packed)
        for count in stride(from: 2, to: packed.count, by: 3) {
            let words = try rows(Array(packed[..<count]))
            #expect(words.contains("the gzip archive ends too early"), "\(count): \(words)")
        }
        for index in stride(from: 10, to: packed.count, by: 5) {
            var bytes = packed
            bytes[index] ^= 0x10
            let words = try rows(bytes)
            #expect(
                words.hasPrefix("in.csv.gz:") && words.contains("gzip") || words.contains("in.csv.gz:"),
                "\(index): \(words)")
            #expect(words != whole)
        }
        #expect(try rows(packed + Array("more".utf8)).contains("the gzip archive is damaged"))
    }

    /// What unpacks to much more than it is takes no more memory than another file: the longest record is the limit.
    @Test func aBombEndsAtTheRecordLimit() throws {
        let packed = try pack("a\n" + String(repeating: "0", count: 8 << 20))
        #expect(packed.count < 64 << 10)
        #expect(try rows(packed, limit: 1 << 20) == "in.csv.gz:2: the record is longer than 1 MiB")
    }

    @Test func copiesAreUnpackedAndPacked() async throws {
        try scratch.write("in.csv.gz", try pack("id,city\n1,Rome\n"))
        for (from, to) in [("in.csv.gz", "plain.csv"), ("plain.csv", "out.csv.gz")] {
            let copy = CSVCopy(
                from: from, to: to, columns: nil, conditions: [:],
                dialect: CSVDialect(separator: nil, encoding: .auto), lineEnd: .lf, hasMark: false)
            #expect(try await copy.run(in: scratch.files) { _ in } == 1)
        }
        #expect(try scratch.text("plain.csv") == "id,city\n1,Rome\n")
        let result = try ChildProcess(
            "/usr/bin/env", ["gzip", "-dc", scratch("out.csv.gz")], environment: ["PATH": "/usr/bin:/bin"]
        ).run()
        #expect(result.output == "id,city\n1,Rome\n")
    }

    @Test func aWriterThatIsGivenUpLeavesNothingAndNoneAppends() throws {
        var writer = try CSVWriter("new.csv.gz", columns: ["a"], in: scratch.files)
        try writer.write(.texts("1"))
        writer.abandon()
        #expect(!FileManager.default.fileExists(atPath: scratch("new.csv.gz")))
        let error = #expect(throws: CSVError.self) {
            _ = try CSVWriter("new.csv.gz", columns: ["a"], in: scratch.files, mode: .append).columns
        }
        #expect(error?.message.hasPrefix("nothing can be added to a gzip archive") == true)
    }
}
