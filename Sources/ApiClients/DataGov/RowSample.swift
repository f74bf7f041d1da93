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

    /// Reads the sampled rows of a file; nil if it is no CSV file with rows of equal length.
    ///
    /// Only what is near them is read.
    @concurrent
    static func read(_ source: FileSource, _ scan: FileScan) async throws -> RowSample? {
        guard scan.facts.rows > 0, let names = try await scan.records(0..<1, of: source).first,
            Set(names).count == names.count
        else { return nil }
        var windows: [Window] = []
        var first: [String: String]?
        for place in Self.windows(of: scan.facts.rows) {
            let records = try await scan.records(place.lowerBound + 1..<place.upperBound + 1, of: source)
            guard records.allSatisfy({ $0.count == names.count }) else { return nil }
            let rows = records.map { Dictionary(zip(names, $0)) { first, _ in first } }
            first = first ?? rows.first
            let columns = names.map { ($0, Digest.ofColumn($0, in: rows)) }
            windows.append(
                Window(
                    start: place.lowerBound, count: Int64(rows.count),
                    columns: Dictionary(columns) { first, _ in first }))
        }
        guard let first else { return nil }
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
