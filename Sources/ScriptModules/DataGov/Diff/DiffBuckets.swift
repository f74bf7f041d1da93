import Glibc
import Hashing
import LuaBridge
import SystemFiles

/// What a row is compared by, and where it stands.
struct DiffEntry: Sendable, BitwiseCopyable {
    let key: RowDigest
    let values: RowDigest
    /// The line of a file, or the number of a row.
    let place: Int
}

/// XXH3 of texts.
struct RowDigest: Hashable, Sendable, BitwiseCopyable {
    fileprivate let high: UInt64
    private let low: UInt64

    init(_ texts: [[UInt8]]) {
        var bytes: [UInt8] = []
        for text in texts {
            // With the length in front, so that no two lists of texts read alike.
            withUnsafeBytes(of: UInt64(text.count).littleEndian) { bytes += $0 }
            bytes += text
        }
        let digest = XXH3.hash(bytes)
        func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        high = number(digest.prefix(8))
        low = number(digest.dropFirst(8))
    }
}

/// The rows of a table, divided by their keys: rows of one key are in one bucket, in their order.
///
/// About a megabyte is held, and 8 bytes for each 100 rows; the rest waits in a file without a name.
final class DiffBuckets {
    static let count = 256
    /// Entries of a bucket that are written at once.
    private static let portion = 100

    private struct Bucket {
        var entries: [DiffEntry] = []
        /// Where portions of it begin in the file.
        var written: [Int64] = []
    }

    private let files: FileAccess
    private var spill: OpenFile?
    private var end: Int64 = 0
    private var buckets = Array(repeating: Bucket(), count: DiffBuckets.count)

    /// How many entries are in memory.
    var heldEntries: Int { buckets.reduce(0) { $0 + $1.entries.count } }

    init(in files: FileAccess) { self.files = files }

    /// - Throws: ``FileAccessError`` or ``SystemError`` where a temporary file cannot be made or written.
    func add(_ entry: DiffEntry) throws {
        let bucket = Int(entry.key.high % UInt64(Self.count))
        buckets[bucket].entries.append(entry)
        guard buckets[bucket].entries.count == Self.portion else { return }
        if spill == nil { spill = try files.openTemporary() }
        guard let descriptor = spill?.descriptor else { return }
        try buckets[bucket].entries.withUnsafeBytes { try FileBytes.write($0, to: descriptor, at: end) }
        buckets[bucket].written.append(end)
        buckets[bucket].entries.removeAll(keepingCapacity: true)
        end += Int64(Self.portion * MemoryLayout<DiffEntry>.stride)
    }

    /// All entries of a bucket, in the order in which they were added.
    ///
    /// - Throws: ``SystemError`` where the file cannot be read.
    func entries(in index: Int) throws -> [DiffEntry] {
        let bucket = buckets[index]
        guard let descriptor = spill?.descriptor else { return bucket.entries }
        let size = Self.portion * MemoryLayout<DiffEntry>.stride
        var entries: [DiffEntry] = []
        entries.reserveCapacity(bucket.written.count * Self.portion + bucket.entries.count)
        for offset in bucket.written {
            entries += try Array(unsafeUninitializedCapacity: Self.portion) { buffer, count in
                let got = SystemError.uninterrupted { pread(descriptor, buffer.baseAddress, size, off_t(offset)) }
                // A file of its own gives all that was written.
                guard got == size else { throw got < 0 ? SystemError() : SystemError(EIO) }
                count = Self.portion
            }
        }
        return entries + bucket.entries
    }
}
