import SQLite
import Synchronization

/// Items of a journal one after the other, in the memory of a few hundred.
///
/// It reads in portions, so that it may be left alone for any time and the run may continue meanwhile.
package final class ItemCursor: Sendable {
    /// Which items, and in which order.
    package enum Selection: Sendable, Hashable {
        /// All, in the order of first appearance.
        case all
        /// Those that finished after a sequence number, in the order of finishing.
        case finished(after: Int64)
        /// Failed and uncertain ones, in the order of first appearance.
        case trouble
        /// Those that are not done, in the order of first appearance; looks at every item.
        case unended
    }

    private struct State {
        var buffer: ArraySlice<ItemRecord> = []
        var position: Int64
        var isAtEnd = false
    }

    private let reader: JournalReader
    private let sql: String
    private let isByFinish: Bool
    private let state: Mutex<State>
    private static let portion = 256

    init(_ reader: JournalReader, _ selection: Selection) {
        self.reader = reader
        let (condition, order) =
            switch selection {
            case .all: ("id > ?", "id")
            case .finished: ("sequence > ?", "sequence")
            case .unended: ("\(StateSQL.unended) AND id > ?", "id")
            case .trouble: ("\(StateSQL.trouble) AND id > ?", "id")
            }
        let index = selection == .trouble ? " INDEXED BY trouble" : ""
        sql = """
            SELECT \(ItemRecord.columns) FROM item\(index) WHERE \(condition) ORDER BY \(order) LIMIT \(Self.portion)
            """
        if case .finished(let after) = selection {
            isByFinish = true
            state = Mutex(State(position: after))
        } else {
            isByFinish = false
            state = Mutex(State(position: 0))
        }
    }

    /// The next item; nil after the last.
    package func next() throws -> ItemRecord? {
        try state.withLock { state in
            if state.buffer.isEmpty, !state.isAtEnd {
                let position = state.position
                let items = try reader.read { db in
                    try db.all(sql, position) { try ItemRecord($0) }
                }
                state.buffer = items[...]
                state.isAtEnd = items.count < Self.portion
                if let last = items.last { state.position = isByFinish ? last.sequence ?? position : last.ordinal }
            }
            return state.buffer.popFirst()
        }
    }
}
