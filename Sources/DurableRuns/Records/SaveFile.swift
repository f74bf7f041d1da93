import FoundationEssentials
package import RunJournal
import Synchronization

/// The row of an item in the file of `save`.
package struct SaveRow: Sendable, Hashable {
    package let key: String
    package let state: ItemState
    /// What it was, by column.
    package let item: [String: String]
    /// Why it is not done, with all reasons in one line; nil if it is.
    package let reason: String?
    /// What to do about that.
    package let hint: String?
    /// The result as JSON; of an item that is not done, what it has written.
    package let result: String?
}

/// The columns of the file of `save` beside those that every run has.
package struct SaveColumns: Sendable, Hashable {
    /// Those of the items.
    package var item: [String] = []
    /// Those that results fill.
    package var result: [String] = []

    package init(item: [String] = [], result: [String] = []) {
        self.item = item
        self.result = result
    }
}

/// Where the rows of a run are written: a file of rows that knows nothing of runs.
package protocol SaveOutput: Sendable {
    /// Throws if something is there that is no such file, and must not be overwritten.
    func check() throws
    /// The columns that a result, as JSON, fills.
    func columns(of result: String) -> [String]
    /// The first of the results of a write, as JSON; nil if there is none.
    func first(ofResults results: String) -> String?
    /// Puts rows in place of all that is there, which stays as it is if `rows` throws; further rows may follow.
    func replace(columns: SaveColumns, _ rows: (_ add: (SaveRow) throws -> Void) throws -> Void) throws
    /// Adds a row at the end, unless its result fills columns that are not among `columns`; reads the result once.
    ///
    /// - Returns: The columns of the result that are missing; then nothing was added.
    func append(_ row: SaveRow, columns: SaveColumns) throws -> [String]
    /// Nothing more will be written.
    func close()
}

/// The file of a run: key, state, the columns of the item, the fields of the result, why it is not done; a row as each
/// item ends.
///
/// It is made from the journal at the start and at the end, so whatever happened to it, it is complete after the next
/// start, and its rows end in the order of the input. In between it holds no row of an item that this pass may still
/// end, so that no item ever has two; only one that was done and is done again keeps its earlier row until the end.
final class SaveFile: Sendable {
    private struct State {
        var columns = SaveColumns()
        /// Whether an item has ended again whose earlier row is still there.
        var isRepeated = false
        /// Whether the journal knows of items that have no row yet, because this pass may still end them.
        var isPartial = false
        /// The last item that has a row, in the order of the items.
        var last: Int64 = 0
        /// Whether the rows stand in the order in which items ended, as with several workers.
        var isOutOfOrder = false
        /// Whether the input had an order of its own when the file was made.
        var isMoved = false
    }

    /// Which items have rows.
    private enum Selection {
        case all
        /// Those that are done, and those that have ended in this pass.
        case ended
    }

    private let output: any SaveOutput
    private let journal: RunJournal
    private let items: ItemColumns
    private let state = Mutex(State())
    /// The number of the last item that had ended before this pass.
    private let lastBefore: Int64
    private static let columnsKey = "result columns"

    /// Writes what the journal knows, in place of what the file holds.
    ///
    /// - Throws: What the output throws, ``JournalError``.
    init(_ output: any SaveOutput, of journal: RunJournal, _ items: ItemColumns) throws {
        self.output = output
        self.journal = journal
        self.items = items
        try output.check()
        lastBefore = try journal.reader.lastSequence()
        let known = try journal.reader.metadata(Self.columnsKey).map { Data($0.utf8) }
        let columns = known.flatMap { try? JSONDecoder().decode([String].self, from: $0) } ?? []
        try state.withLock { try rewrite(&$0, columns, .ended) }
    }

    /// Handles the run's events.
    var listener: RunListener {
        { [self] _, event in
            switch event {
            case .ended(let item, let result, isListed: _): try add(item, result)
            case .closed(let isWhole): try close(wasStopped: !isWhole)
            case .skipped, .finished, .closeFailed: break
            }
        }
    }

    /// Adds the row of an item that has ended.
    private func add(_ item: RunItem, _ result: ItemResult) throws {
        let row = SaveRow(
            key: item.key, state: result.state, item: items.cells(in: item.cells), reason: result.error?.reasons,
            hint: result.error?.hint, result: result.result)
        try state.withLock { state in
            if item.standing == .done { state.isRepeated = true }
            if item.ordinal < state.last { state.isOutOfOrder = true }
            state.last = max(state.last, item.ordinal)
            let isCurrent = state.columns.item == items.shown
            let missing =
                isCurrent
                ? try output.append(row, columns: state.columns) : row.result.map(output.columns(of:)) ?? []
            if !isCurrent || !missing.isEmpty { try rewrite(&state, state.columns.result + missing, .ended) }
        }
    }

    /// Puts one row for each item into the file, in the order of the items.
    ///
    /// - Parameter wasStopped: Whether items may have written something and not ended.
    private func close(wasStopped: Bool) throws {
        try state.withLock { state in
            defer { output.close() }
            let isMoved = try state.isMoved || journal.reader.hasOwnOrder
            if state.isRepeated || state.isPartial || state.isOutOfOrder || isMoved || wasStopped {
                try rewrite(&state, state.columns.result, .all)
            }
        }
    }

    private func isListed(_ item: ItemRecord, _ selection: Selection) -> Bool {
        selection == .all || item.state == .done || (item.sequence ?? 0) > lastBefore
    }

    /// The row of an item; nil if there is nothing to tell of it.
    private func row(_ item: ItemRecord) throws -> SaveRow? {
        let cells = items.cells(in: item.cells)
        if item.state == .done {
            return SaveRow(key: item.key, state: .done, item: cells, reason: nil, hint: nil, result: item.result)
        }
        let writes = try journal.reader.steps(ofItem: item.ordinal).filter {
            $0.occurrence > 0 && $0.call != OnceStep.call
        }
        let written = writes.last { $0.state == .done }.flatMap(\.result).flatMap(output.first(ofResults:))
        let open = writes.filter(\.state.isOpen).map { "\(IntentWords.of($0.call, $0.intent)) may have been sent" }
        if written == nil, open.isEmpty, item.state == .pending || item.isGone { return nil }
        let error = item.error.map { RecordedError(text: $0) }
        return SaveRow(
            key: item.key, state: item.state, item: cells, reason: error?.reasons ?? open.joined(separator: "; "),
            hint: error?.hint, result: written)
    }

    private func rewrite(_ state: inout State, _ results: [String], _ selection: Selection) throws {
        var columns = SaveColumns(item: items.shown)
        for name in results where !columns.result.contains(name) { columns.result.append(name) }
        state.isPartial = false
        state.isOutOfOrder = false
        state.isMoved = try journal.reader.hasOwnOrder
        state.last = 0
        let trouble = journal.reader.items(.unended)
        while let item = try trouble.next() {
            guard isListed(item, selection) else {
                state.isPartial = true
                continue
            }
            let filled = try row(item)?.result.map(output.columns(of:)) ?? []
            for name in filled where !columns.result.contains(name) { columns.result.append(name) }
        }
        state.columns = columns
        state.isRepeated = false
        try journal.setMetadata(
            Self.columnsKey, to: String(decoding: JSONEncoder().encode(columns.result), as: UTF8.self))
        try output.replace(columns: columns) { add in
            let items = try journal.reader.itemsInInputOrder()
            while let item = try items.next() {
                guard isListed(item, selection), let row = try row(item) else { continue }
                try add(row)
                state.last = max(state.last, item.ordinal)
            }
        }
    }
}
