@testable import ApiClients
import Hashing
import TestSupport
import Testing

/// Counting, splitting and the places of records are held against a reader that is easily seen to be right.
struct FileScanTests {
    /// A file of `rows` in random forms: quotes where they are needed and where not, every line end, blank lines.
    private func file(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = Bool.random(using: &random) ? [] : [0xEF, 0xBB, 0xBF]
        let width = Int.random(in: 1...3, using: &random)
        let quotes = Double.random(in: 0...1, using: &random) < 0.5
        let longest = [3, 20, 150].randomElement(using: &random) ?? 3
        let ends = ["\n", "\r\n", "\r"]
        let rows = Int.random(in: 0...40, using: &random)
        for row in 0...rows {
            if Int.random(in: 0..<6, using: &random) == 0 { bytes += ends.randomElement(using: &random)!.utf8 }
            for column in 0..<width {
                if column > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += field(quotes, longest, isAlone: width == 1, &random)
            }
            if row < rows || Bool.random(using: &random) { bytes += ends.randomElement(using: &random)!.utf8 }
        }
        return bytes
    }

    private func field(
        _ quotes: Bool, _ longest: Int, isAlone: Bool, _ random: inout SeededGenerator
    ) -> [UInt8] {
        let alphabet = Array((quotes ? "ab\",\r\n" : "abcdefgh").utf8)
        let count = Int.random(in: (isAlone ? 1 : 0)...longest, using: &random)
        let text = (0..<count).map { _ in alphabet.randomElement(using: &random)! }
        guard quotes,
            Bool.random(using: &random) || text.contains(where: { ",\r\n".utf8.contains($0) })
                || text.first == UInt8(ascii: "\"")
        else { return text }
        return [0x22] + text.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
    }

    private func source(_ bytes: [UInt8]) -> FileSource {
        FileSource(
            size: { Int64(bytes.count) },
            read: { offset, count in Array(bytes.dropFirst(Int(offset)).prefix(count)) })
    }

    @Test func recordsAreCountedAndSplitAsTheReferenceDoes() async throws {
        var random = SeededGenerator(seed: 15)
        for number in 0..<20_000 {
            let bytes = file(&random)
            let reference = ReferenceCSV(bytes, separator: UInt8(ascii: ","), hasHeader: true)
            guard reference.fault == nil else {
                Issue.record("file \(number): \(String(describing: reference.fault))")
                return
            }
            let expected = reference.rows.map { $0.map { String(decoding: $0, as: UTF8.self) } }
            var counter = RecordCounter()
            var records = CSVRecords()
            var split: [[String]] = []
            var rest = bytes[...]
            var places: [FileScan.Place] = []
            while !rest.isEmpty {
                // A byte order mark comes as a whole.
                let size = rest.count == bytes.count ? 3 : Int.random(in: 1...200, using: &random)
                let chunk = Array(rest.prefix(size))
                rest = rest.dropFirst(size)
                counter.read(chunk)
                places.append(counter.place)
                _ = records.read(chunk) {
                    split.append($0)
                    return true
                }
            }
            records.finish {
                split.append($0)
                return true
            }
            #expect(split == expected, "file \(number)")
            let isList = expected.first?.count == 1
            #expect(counter.finish(isList: isList) == Int64(max(0, expected.count - 1)), "file \(number)")
            // One of each file: the rest of the file is read again for it.
            if !isList, let place = places.randomElement(using: &random) {
                var following = CSVRecords(isAtStart: place.offset == 0)
                var tail: [[String]] = []
                let take: ([String]) -> Bool = {
                    tail.append($0)
                    return true
                }
                _ = following.read(Array(bytes.dropFirst(Int(place.offset))), take)
                following.finish(take)
                #expect(tail == Array(expected.dropFirst(Int(place.record))), "file \(number) from \(place)")
            }
            if split != expected { return }
        }
    }

    /// The sample of a large file is found through places in the middle of it.
    @Test func recordsInTheMiddleOfALargeFileAreFound() async throws {
        let rows = (0..<100_000).map { "row \($0),\"a, \($0)\"\n" }.joined()
        let source = source(Array(("name,value\n" + rows).utf8))
        let scan = try await FileScan.read(source, name: "rows.csv")
        #expect(scan.facts.rows == 100_000)
        #expect(scan.places.count > 5)
        for start in [0, 1, 49_999, 99_997] as [Int64] {
            let expected = (start..<start + 3).map { ["row \($0)", "a, \($0)"] }
            #expect(try await scan.records(start + 1..<start + 4, of: source) == expected)
        }
        let read = Shared<Int>(0)
        var counted = source
        counted.read = { offset, count in
            read.change { $0 += count }
            return try source.read(offset, count)
        }
        #expect(try await RowSample.read(counted, scan) != nil)
        #expect(read.value < 15 * 256 * 1024)
    }

    @Test func oddFilesAreCounted() async throws {
        let cases: [(text: String, rows: Int64)] = [
            ("", 0), ("\n\n", 0), ("a", 0), ("a,b\n", 0), ("\u{FEFF}a,b\r\n1,2", 1), ("a,b\n\n1,2\n\n", 1),
            ("a\n\n1\n\n", 2),
            ("a,b\n1,\"x\n", 1), ("a,b\n1,2\"\n3\"\n", 2), ("a,b\n\"1\"x\n\",2\n3,4", 2),
        ]
        for (text, rows) in cases {
            let scan = try await FileScan.read(source(Array(text.utf8)), name: "rows.csv")
            #expect(scan.facts.rows == rows, "\(text.debugDescription)")
        }
    }
}
