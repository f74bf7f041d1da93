import SQLite
import Synchronization

/// One pass over a run's items in the order in which a script brings them.
///
/// There is one pass at a time on a journal. Calls block their thread for about a microsecond for an item that comes in
/// the order of the last time, for some more for others. It keeps six bytes for each item.
public final class ItemPass: Sendable {
    private struct State {
        var expected: ExpectedItems
        var seen: SeenPlaces
        var next: Int64
        /// Items that the last whole pass did not contain and this one does.
        var returned: [Int64] = []
    }

    /// Each takes six bytes; a journal that claims more is damaged.
    private static let mostItems: Int64 = 1 << 28

    private let unwritten: UnwrittenItems
    /// The last number of the items from before this pass.
    private let last: Int64
    private let state: Mutex<State>

    /// A pass that only looks, over what a journal holds; over nothing if there is none.
    ///
    /// For dry runs: nothing is recorded.
    ///
    /// - Throws: ``JournalError``.
    package convenience init(over reader: JournalReader?) throws {
        try self.init(reader, UnwrittenItems())
    }

    init(_ reader: JournalReader?, _ unwritten: UnwrittenItems) throws {
        self.unwritten = unwritten
        unwritten.removeAll()
        let last =
            try reader?.read { db -> Int64 in
                let last = try db.value(Int64.self, "SELECT max(id) FROM item") ?? 0
                guard (0..<Self.mostItems).contains(last) else {
                    throw SQLiteError(.corrupt, "it has an item with the number \(last)")
                }
                return last
            } ?? 0
        self.last = last
        state = Mutex(
            State(
                expected: ExpectedItems(reader, end: last + 1), seen: SeenPlaces(capacity: Int(last)), next: last + 1))
    }

    /// The item of a key and what is known of it.
    ///
    /// ```swift
    /// let pass = try journal.pass()
    /// let item = try pass.item("apply", digest: digest, place: "links.csv:2")
    /// if item.standing == .done && !item.isChanged { continue }
    /// ```
    ///
    /// Nothing is recorded before its first step or its end. From any thread.
    ///
    /// - Parameters:
    ///   - key: The item's key, unique in the run.
    ///   - digest: Of the item's content, some bytes by which a change shows.
    ///   - place: Where it stands: `links.csv:7413`.
    /// - Throws: ``JournalError`` with code `duplicate` if the key came before in this pass, naming both places.
    public func item(_ key: String, digest: [UInt8], place: String? = nil) throws -> RunItem {
        try state.withLock { state in
            // First those in progress: one that is recorded in this moment is found by the look-up that follows.
            let bytes = ItemKey(key)
            if let ordinal = unwritten.ordinal(of: bytes) { throw duplicate(key, state.seen.place(of: ordinal), place) }
            if let row = try state.expected.item(key) {
                guard state.seen.insert(row.ordinal, at: place) else {
                    throw duplicate(key, state.seen.place(of: row.ordinal), place)
                }
                if row.isGone { state.returned.append(row.ordinal) }
                return RunItem(
                    ordinal: row.ordinal, key: key, place: place, standing: row.state,
                    isChanged: !row.has(digest), digest: digest)
            }
            let ordinal = state.next
            state.next += 1
            _ = state.seen.insert(ordinal, at: place)
            unwritten.insert(bytes, ordinal)
            return RunItem(
                ordinal: ordinal, key: key, place: place, standing: nil, isChanged: false, digest: digest)
        }
    }

    /// Numbers of items from before this pass that it has not met, and of those that it has met although the last whole
    /// pass had not.
    func differences() -> (missing: [Int64], returned: [Int64]) {
        state.withLock { state in
            (last > 0 ? (1...last).filter { !state.seen.contains($0) } : [], state.returned)
        }
    }

    /// The numbers of the items in the order of the input, if that is not the order of the numbers.
    func inputOrder() -> [UInt32]? { state.withLock { $0.seen.order() } }

    private func duplicate(_ key: String, _ first: String?, _ second: String?) -> JournalError {
        let places =
            switch (first, second) {
            case (let first?, let second?): " (\(first) and \(second))"
            case (nil, let second?): ", the second time at \(second)"
            case (let first?, nil): ", the first time at \(first)"
            case (nil, nil): ""
            }
        return JournalError(
            .duplicate, "duplicate key \"\(key)\"\(places)", hint: "Keys must be unique: give each item its own.")
    }
}
