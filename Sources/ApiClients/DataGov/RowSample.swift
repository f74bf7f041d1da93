import FoundationEssentials
import Hashing

/// Rows of a file by which a dataset can be seen to hold it: the first, the last and some in between, as digests.
///
/// Of a file of up to 1,000 rows it is all of them. Digests tell a reader of the journal nothing about the rows.
package struct RowSample: Sendable, Hashable, Codable {
    /// A run of rows of the file.
    struct Window: Sendable, Hashable, Codable {
        /// The first one's place in the file; the row after the header is 0.
        let start: Int64
        let count: Int64
        /// A digest of the values of each column, by its name.
        let columns: [String: String]
    }

    let windows: [Window]
    /// A digest of the first row, by which it is found among others.
    let first: String

    private static let whole: Int64 = 1000
    private static let part: Int64 = 200
    private static let mostPlaces = 100

    /// Reads the sampled rows of a file that has `rows` of them; nil if it is no CSV file with rows of equal length.
    @concurrent
    static func read(_ source: FileSource, rows: Int64) async throws -> RowSample? {
        guard rows > 0 else { return nil }
        let places = windows(of: rows)
        var records = CSVRecords()
        var header: [String]?
        var number: Int64 = 0
        var kept: [[[String: String]]] = places.map { _ in [] }
        var isTable = true
        let take: ([String]) -> Bool = { record in
            guard let names = header else {
                header = record
                isTable = Set(record).count == record.count
                return isTable
            }
            defer { number += 1 }
            guard let place = places.firstIndex(where: { $0.contains(number) }) else { return true }
            isTable = record.count == names.count
            kept[place].append(Dictionary(zip(names, record)) { first, _ in first })
            return isTable
        }
        let size = try source.size()
        var offset: Int64 = 0
        while offset < size {
            try Task.checkCancellation()
            let chunk = try source.read(offset, 1 << 20)
            guard !chunk.isEmpty, records.read(chunk, take) else { break }
            offset += Int64(chunk.count)
            await Task.yield()
        }
        records.finish(take)
        guard isTable, let header, let first = kept.first?.first else { return nil }
        let windows = zip(places, kept).map { place, rows in
            Window(
                start: place.lowerBound, count: Int64(rows.count),
                columns: Dictionary(header.map { ($0, Digest.ofColumn($0, in: rows)) }) { first, _ in first })
        }
        return RowSample(windows: windows, first: Digest.ofRow(first))
    }

    private static func windows(of rows: Int64) -> [Range<Int64>] {
        guard rows > whole else { return [0..<rows] }
        return (0..<Int64(5)).map { index in
            let start = (rows - part) * index / 4
            return start..<start + part
        }
    }
}

extension RowSample {
    /// A column whose values differ from the file's in the rows that the service shows in the place of a window; nil
    /// if all are the file's.
    func difference(_ window: Window, in rows: [[String: JSONValue]]) -> String? {
        let texts = rows.map { $0.compactMapValues(\.shownText) }
        guard Int64(rows.count) == window.count else { return "(\(rows.count) rows instead of \(window.count))" }
        return window.columns.keys.sorted().first { Digest.ofColumn($0, in: texts) != window.columns[$0] }
    }

    /// Whether `rows`, all that a dataset has, hold the sampled rows; nil if the file's first row is too frequent.
    func isIn(_ rows: [[String: JSONValue]]) -> Bool? {
        guard let last = windows.last else { return nil }
        let starts = places(in: rows).filter { Int64($0) + last.start + last.count <= Int64(rows.count) }
        guard starts.count <= Self.mostPlaces else { return nil }
        return starts.contains { start in
            windows.allSatisfy { window in
                let first = start + Int(window.start)
                return difference(window, in: Array(rows[first..<first + Int(window.count)])) == nil
            }
        }
    }

    /// Where in `rows` the file's first row is.
    func places(in rows: [[String: JSONValue]]) -> [Int] {
        guard let names = windows.first?.columns.keys else { return [] }
        return rows.indices.filter { index in
            let shown = rows[index].compactMapValues(\.shownText)
            return Digest.ofRow(Dictionary(names.map { ($0, shown[$0] ?? "") }) { first, _ in first }) == first
        }
    }
}

/// Digests of values as the service may show them otherwise than the file holds them.
private enum Digest {
    static func ofColumn(_ name: String, in rows: [[String: String]]) -> String {
        var hash = SHA256()
        for row in rows { update(&hash, comparable(row[name] ?? "")) }
        return hash.finish().prefix(10).hex
    }

    static func ofRow(_ row: [String: String]) -> String {
        var hash = SHA256()
        for (name, value) in row.sorted(by: { $0.key < $1.key }) {
            update(&hash, name)
            update(&hash, comparable(value))
        }
        return hash.finish().prefix(10).hex
    }

    private static func update(_ hash: inout SHA256, _ text: String) {
        hash.update(Array(text.utf8))
        hash.update([0xFF])
    }

    /// The same text for the forms that one value may take: `40,000`, `40000` and `40000.0`; `na` and nothing; a day
    /// with and without its midnight.
    private static func comparable(_ text: String) -> String {
        var bytes = Array(text.utf8.drop(while: isSpace))
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        var value = String(decoding: bytes, as: UTF8.self)
        switch value.lowercased() {
        case "", "na", "n/a", "-", "null": return ""
        case "true", "yes": return "true"
        case "false", "no": return "false"
        default: break
        }
        if let number = Double(value.filter { $0 != "," }), number.isFinite { return "\(number)" }
        for midnight in ["T00:00:00", " 00:00:00"] {
            if let range = value.firstRange(of: midnight) { value = String(value[..<range.lowerBound]) }
        }
        return value
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

extension JSONValue {
    /// The text of a cell; nil for an empty one.
    fileprivate var shownText: String? {
        switch self {
        case .null: nil
        case .string(let text): text
        default: text
        }
    }
}
