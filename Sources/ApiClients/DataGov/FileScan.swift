import CCSVCount
import Hashing

/// What one reading of a file tells: its facts, and where its records are.
struct FileScan: Sendable {
    /// Where a record begins, or blank lines before it.
    struct Place: Sendable, Hashable {
        /// Its number; that of the header is 0.
        let record: Int64
        /// In bytes.
        let offset: Int64
    }

    let facts: FileFacts
    /// Places all over the file, the first one first.
    let places: [Place]

    /// The longest header that is looked at.
    private static let longestHeader: Int64 = 1 << 20

    /// Reads the whole file, away from the caller's thread.
    ///
    /// - Throws: ``ApiError`` of kind `data` if the file changes meanwhile or cannot be read; `CancellationError`.
    @concurrent
    static func read(_ source: FileSource, name: String) async throws -> FileScan {
        let size = try source.size()
        var digest = XXH3()
        var counter = RecordCounter()
        var places = [Place(record: 0, offset: 0)]
        var header = CSVRecords()
        var width: Int?
        try await source.forEachChunk { chunk in
            if width == nil, counter.offset < longestHeader {
                _ = header.read(chunk) { record in
                    width = record.count
                    return false
                }
            }
            digest.update(chunk)
            counter.read(chunk)
            places.append(counter.place)
        }
        guard counter.offset == size else {
            throw ApiError(
                .data, "\(name) changed while it was read", hint: "Let whatever writes the file finish, then try again."
            )
        }
        if width == nil {
            header.finish { record in
                width = record.count
                return false
            }
        }
        // A blank line of a file of one column is a row, which the places do not count.
        let isList = width == 1
        return FileScan(
            facts: FileFacts(size: size, xxh3: digest.finish().hex, rows: counter.finish(isList: isList)),
            places: isList ? [places[0]] : places)
    }

    /// The records with these numbers; fewer if the file has fewer.
    func records(_ numbers: Range<Int64>, of source: FileSource) async throws -> [[String]] {
        let place = places.last { $0.record <= numbers.lowerBound } ?? Place(record: 0, offset: 0)
        var records = CSVRecords(isAtStart: place.offset == 0)
        var number = place.record
        var found: [[String]] = []
        let take: ([String]) -> Bool = { record in
            if numbers.contains(number) { found.append(record) }
            number += 1
            return number < numbers.upperBound
        }
        struct Enough: Error {}
        do {
            try await source.forEachChunk(from: place.offset) { chunk in
                guard records.read(chunk, take) else { throw Enough() }
            }
            records.finish(take)
        } catch is Enough {}
        return found
    }
}

/// Counts the records of a CSV file as `csv.rows` does, without splitting them.
struct RecordCounter {
    private var counter = ccsv_counter_begin()

    /// Bytes taken so far.
    var offset: Int64 { Int64(counter.offset) }
    /// The last record that has begun, or blank lines before it.
    var place: FileScan.Place {
        FileScan.Place(record: Int64(counter.records), offset: Int64(counter.record_start))
    }

    mutating func read(_ bytes: [UInt8]) {
        // The function keeps no pointer, and an empty array's is not read from.
        bytes.withUnsafeBufferPointer { ccsv_count(&counter, $0.baseAddress, $0.count) }
    }

    /// The records after the header; in a list, a blank line between two records is one too.
    mutating func finish(isList: Bool) -> Int64 {
        ccsv_count_end(&counter)
        return max(0, Int64(counter.records) - 1) + (isList ? Int64(counter.blanks) : 0)
    }
}
