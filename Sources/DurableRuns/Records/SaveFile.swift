import FoundationEssentials
package import RunJournal
import Synchronization

/// The row of an item in the file of `save`.
package struct SaveRow: Sendable, Hashable {
    package let key: String
    package let state: ItemState
    /// Why it is not done, in one line; nil if it is.
    package let error: String?
    /// The result as JSON; of an item that is not done, what it has written.
    package let result: String?
}

/// Where the rows of a run are written: a file of rows that knows nothing of runs.
package protocol SaveOutput: Sendable {
    /// Throws if something is there that is no such file, and must not be overwritten.
    func check() throws
    /// The columns that a result, as JSON, fills beside key, state and error.
    func columns(of result: String) -> [String]
    /// The first of the results of a write, as JSON; nil if there is none.
    func first(ofResults results: String) -> String?
    /// Puts rows in place of all that is there, which stays as it is if `rows` throws; further rows may follow.
    func replace(columns: [String], _ rows: (_ add: (SaveRow) throws -> Void) throws -> Void) throws
    /// Adds a row at the end.
    func append(_ row: SaveRow, columns: [String]) throws
    /// Nothing more will be written.
    func close()
}

/// The file of a run: key, state, the fields of the result, error; a row as each item ends.
///
/// It is made from the journal at the start and at the end, so whatever happened to it, it is complete after the next
/// start. In between it holds no row of an item that this pass may still end, so that no item ever has two; only one
/// that was done and is done again keeps its earlier row until the end.
final class SaveFile: Sendable {
    private struct State {
        var columns: [String] = []
        /// Whether an item has ended again whose earlier row is still there.
        var isRepeated = false
        /// Whether the journal knows of items that have no row yet, because this pass may still end them.
        var isPartial = false
    }

    /// Which items have rows.
    private enum Selection {
        case all
        /// Those that are done, and those that have ended in this pass.
        case ended
    }

    private let output: any SaveOutput
    private let journal: RunJournal
    private let state = Mutex(State())
    /// The number of the last item that had ended before this pass.
    private let lastBefore: Int64
    private static let columnsKey = "save columns"

    /// Writes what the journal knows, in place of what the file holds.
    ///
    /// - Throws: What the output throws, ``JournalError``.
    init(_ output: any SaveOutput, of journal: RunJournal) throws {
        self.output = output
        self.journal = journal
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
        let row = SaveRow(key: item.key, state: result.state, error: result.error?.oneLine, result: result.result)
        try state.withLock { state in
            if item.standing == .done { state.isRepeated = true }
            let added = columns(of: row).filter { !state.columns.contains($0) }
            guard added.isEmpty else { return try rewrite(&state, state.columns + added, .ended) }
            try output.append(row, columns: state.columns)
        }
    }

    /// Puts one row for each item into the file, in the order of the items.
    ///
    /// - Parameter wasStopped: Whether items may have written something and not ended.
    private func close(wasStopped: Bool) throws {
        try state.withLock { state in
            defer { output.close() }
            if state.isRepeated || state.isPartial || wasStopped { try rewrite(&state, state.columns, .all) }
        }
    }

    private func isListed(_ item: ItemRecord, _ selection: Selection) -> Bool {
        selection == .all || item.state == .done || (item.sequence ?? 0) > lastBefore
    }

    private func columns(of row: SaveRow?) -> [String] { row?.result.map(output.columns(of:)) ?? [] }

    /// The row of an item; nil if there is nothing to tell of it.
    private func row(_ item: ItemRecord) throws -> SaveRow? {
        if item.state == .done { return SaveRow(key: item.key, state: .done, error: nil, result: item.result) }
        let writes = try journal.reader.steps(ofItem: item.ordinal).filter {
            $0.occurrence > 0 && $0.call != OnceStep.call
        }
        let written = writes.last { $0.state == .done }.flatMap(\.result).flatMap(output.first(ofResults:))
        let open = writes.filter(\.state.isOpen).map { "\(IntentWords.of($0.call, $0.intent)) may have been sent" }
        if written == nil, open.isEmpty, item.state == .pending || item.isGone { return nil }
        let error = item.error.map { RecordedError(text: $0).oneLine } ?? open.joined(separator: "; ")
        return SaveRow(key: item.key, state: item.state, error: error, result: written)
    }

    private func rewrite(_ state: inout State, _ columns: [String], _ selection: Selection) throws {
        var columns = columns
        state.isPartial = false
        let trouble = journal.reader.items(.unended)
        while let item = try trouble.next() {
            guard isListed(item, selection) else {
                state.isPartial = true
                continue
            }
            for name in self.columns(of: try row(item)) where !columns.contains(name) { columns.append(name) }
        }
        state.columns = columns
        state.isRepeated = false
        try journal.setMetadata(Self.columnsKey, to: String(decoding: JSONEncoder().encode(columns), as: UTF8.self))
        try output.replace(columns: columns) { add in
            let items = journal.reader.items(.all)
            while let item = try items.next() {
                if isListed(item, selection), let row = try row(item) { try add(row) }
            }
        }
    }
}
