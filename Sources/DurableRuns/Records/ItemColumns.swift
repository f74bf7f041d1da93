import FoundationEssentials
package import RunJournal
import Synchronization

/// A cell of an item: what one of its columns has, as text.
package struct ItemCell: Sendable, Hashable {
    /// The column's name.
    package let column: String
    package let text: String

    package init(_ column: String, _ text: String) {
        self.column = column
        self.text = text
    }
}

/// The columns of a run's items, and how the cells of an item are recorded.
///
/// A record is a list of texts without names, in the order in which the run has met the columns: names would take more
/// room than most cells. Columns are shown in the order of the input that was met last.
package final class ItemColumns: Sendable {
    private struct State {
        /// In the order of the records.
        var known: [String] = []
        var places: [String: Int] = [:]
        var shown: [String] = []
        /// Columns of an item, in its order, that are among the shown ones already.
        var last: [String] = []
        var hasInput = false

        /// Notes the columns of an item, in its order.
        ///
        /// - Returns: Whether there is something to keep.
        mutating func note(_ columns: [String]) -> Bool {
            if columns == last { return false }
            last = columns
            let new = columns.filter { places[$0] == nil }
            for name in new where places[name] == nil {
                places[name] = known.count
                known.append(name)
            }
            let isFirst = !hasInput
            hasInput = true
            let own = Set(columns)
            // The first item of a pass has the order of the input as it is now.
            let order = isFirst ? columns + shown.filter { !own.contains($0) } : shown + new
            defer { shown = order }
            return !new.isEmpty || order != shown
        }
    }

    /// As it is kept beside the items.
    private struct Stored: Codable {
        var known: [String]
        var shown: [String]
    }

    private static let entry = "item columns"
    private let state = Mutex(State())

    /// The columns that a journal has; none where nothing was recorded.
    package init(of reader: JournalReader) throws {
        guard let text = try reader.metadata(Self.entry),
            let stored = try? JSONDecoder().decode(Stored.self, from: Data(text.utf8))
        else { return }
        state.withLock { state in
            state.known = stored.known
            state.shown = stored.shown
            state.places = Dictionary(zip(stored.known, 0...)) { first, _ in first }
        }
    }

    /// In the order in which a person wants to see them.
    package var shown: [String] { state.withLock { $0.shown } }

    /// The cells of an item as they are recorded; notes columns that are new.
    func record(_ cells: [ItemCell], in journal: RunJournal) throws -> String {
        let row = try state.withLock { state in
            if state.note(cells.map(\.column)) {
                let stored = Stored(known: state.known, shown: state.shown)
                try journal.setMetadata(Self.entry, to: String(decoding: JSONEncoder().encode(stored), as: UTF8.self))
            }
            var row: [String?] = []
            for cell in cells {
                guard let place = state.places[cell.column] else { continue }
                while row.count <= place { row.append(nil) }
                row[place] = cell.text
            }
            return row
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(row), as: UTF8.self)
    }

    /// The cells of a record, by column.
    package func cells(in record: String?) -> [String: String] {
        guard let record, let row = try? JSONDecoder().decode([String?].self, from: Data(record.utf8)) else {
            return [:]
        }
        let known = state.withLock { $0.known }
        return Dictionary(zip(known, row).compactMap { name, text in text.map { (name, $0) } }) { first, _ in first }
    }
}
