import FoundationEssentials
import SQLite
import Synchronization

/// Items of a journal in the order in which the last whole pass met them, those of later passes at the end.
///
/// As an ``ItemCursor``, it reads in portions. Where the input has kept its order it costs no more; else it looks up
/// each item by its number, and keeps five bytes for each.
package final class InputOrderCursor: Sendable {
    private struct State {
        var order: ArraySlice<UInt32>
        /// Whether an item is in the order, by its number.
        let isListed: [Bool]
        var buffer: ArraySlice<ItemRecord> = []
    }

    private let reader: JournalReader
    private let rest: ItemCursor
    private let state: Mutex<State>
    private static let portion = 256

    init(_ reader: JournalReader) throws {
        self.reader = reader
        rest = reader.items(.all)
        let order = try reader.inputOrder()
        var isListed = [Bool](repeating: false, count: Int(order.max() ?? 0) + 1)
        for number in order { isListed[Int(number)] = true }
        state = Mutex(State(order: order[...], isListed: isListed))
    }

    /// The next item; nil after the last.
    package func next() throws -> ItemRecord? {
        try state.withLock { state in
            while state.buffer.isEmpty, !state.order.isEmpty {
                let numbers = state.order.prefix(Self.portion)
                state.buffer = try reader.read { db in
                    try numbers.compactMap { number in
                        try db.first("SELECT \(ItemRecord.columns) FROM item WHERE id = ?", Int64(number)) {
                            try ItemRecord($0)
                        }
                    }
                }[...]
                state.order = state.order.dropFirst(Self.portion)
            }
            if let item = state.buffer.popFirst() { return item }
            while let item = try rest.next() {
                let number = Int(item.ordinal)
                if !state.isListed.indices.contains(number) || !state.isListed[number] { return item }
            }
            return nil
        }
    }
}

extension JournalReader {
    /// Items in the order of the input.
    package func itemsInInputOrder() throws -> InputOrderCursor { try InputOrderCursor(self) }

    /// Whether the order of the input is another than that in which the items appeared first.
    package var hasOwnOrder: Bool {
        get throws {
            try read { db in try db.value(Int64.self, "SELECT 1 FROM metadata WHERE key = ?", Self.orderEntry) != nil }
        }
    }

    /// The numbers of the items in the order of the input; empty if that is the order of the numbers.
    fileprivate func inputOrder() throws -> [UInt32] {
        let bytes = try read { db in
            try db.value([UInt8].self, "SELECT value FROM metadata WHERE key = ?", Self.orderEntry) ?? []
        }
        return stride(from: 0, to: bytes.count - 3, by: 4).map { start in
            bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    fileprivate static let orderEntry = "input order"
}

extension RunJournal {
    /// Keeps the order of the input; nil if it is that of the items' numbers.
    func keepOrder(_ order: [UInt32]?) throws {
        guard try reader.inputOrder() != order ?? [] else { return }
        let bytes = order.map { order in
            Data(order.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } })
        }
        _ = try writer.makeNow(durable: false) { db, _ in
            if let bytes {
                try db.run("INSERT OR REPLACE INTO metadata VALUES (?, ?)", JournalReader.orderEntry, bytes)
            } else {
                try db.run("DELETE FROM metadata WHERE key = ?", JournalReader.orderEntry)
            }
            return 0
        }
    }
}
