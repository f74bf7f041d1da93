import FoundationEssentials
import SQLite

/// The items of a journal in the order of their first appearance, in which a pass mostly meets them again.
///
/// As long as it does, an item costs about a microsecond; else an indexed look-up, until the order fits again.
struct ExpectedItems {
    struct Row {
        let ordinal: Int64
        let key: [UInt8]
        let digest: [UInt8]
        let state: ItemState
        let isGone: Bool

        func has(_ key: String) -> Bool { self.key.equals(key.utf8) }
        func has(_ digest: [UInt8]) -> Bool { self.digest == digest }
    }

    private let reader: JournalReader?
    /// Items from here on are of this pass.
    private let end: Int64
    private var buffer: ArraySlice<Row> = []
    private var position: Int64 = 0
    private var portion = smallest
    private var isAtEnd: Bool
    /// The item that was looked up last because it was not the expected one.
    private var lastLookedUp: Int64 = -reach

    /// How far the next of two strangers may be from the one before.
    private static let reach: Int64 = 64
    private static let smallest = 16
    private static let largest = 1024

    init(_ reader: JournalReader?, end: Int64) {
        self.reader = reader
        self.end = end
        isAtEnd = end <= 1
    }

    /// The item of a key; nil if it is not in the journal.
    mutating func item(_ key: String) throws -> Row? {
        if buffer.isEmpty, !isAtEnd { try fill() }
        if let next = buffer.first, next.has(key) {
            buffer.removeFirst()
            return next
        }
        guard let found = try lookUp(key) else { return nil }
        // Two unexpected items in their old order: continue from there. A single one out of order changes nothing.
        if found.ordinal > lastLookedUp, found.ordinal - lastLookedUp < Self.reach, found.ordinal < end {
            position = found.ordinal
            buffer = []
            portion = Self.smallest
            isAtEnd = false
        }
        lastLookedUp = found.ordinal
        return found
    }

    private mutating func fill() throws {
        let (after, count) = (position, portion)
        let rows: [Row] =
            try reader?.read { db in
                try db.all(
                    "SELECT id, key, digest, state FROM item WHERE id > ? AND id < ? ORDER BY id LIMIT ?", after, end,
                    count
                ) { try Row($0) }
            } ?? []
        buffer = rows[...]
        isAtEnd = rows.count < count
        if let last = rows.last { position = last.ordinal }
        portion = min(portion * 2, Self.largest)
    }

    private func lookUp(_ key: String) throws -> Row? {
        try reader?.read { db in
            try db.first("SELECT id, key, digest, state FROM item WHERE key = ?", Data(key.utf8)) { try Row($0) }
        }
    }
}

extension ExpectedItems.Row {
    init(_ row: borrowing SQLite.Row) throws {
        ordinal = try row.get(0, as: Int64.self)
        key = try row.get(1, as: [UInt8].self)
        digest = try row.get(2, as: [UInt8].self)
        (state, isGone) = try ItemState.of(row.get(3, as: Int.self))
    }
}

extension [UInt8] {
    fileprivate func equals(_ other: some Collection<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { bytes in
            other.withContiguousStorageIfAvailable { $0.elementsEqual(bytes) } ?? bytes.elementsEqual(other)
        }
    }
}
