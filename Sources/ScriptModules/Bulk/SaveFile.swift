import FoundationEssentials
import Glibc
import LuaBridge
import RunJournal
import Synchronization

/// The CSV file of a run: key, state, the fields of the result, error; a row as each item ends.
///
/// It is made from the journal at the start and at the end, so whatever happened to it, it is complete after the next
/// start. In between it holds no row of an item that this pass may still end, so that no item ever has two; only one
/// that was done and is done again keeps its earlier row until the end.
final class SaveFile: Sendable {
    private struct State: ~Copyable {
        var columns: [String] = []
        var output: OpenFile?
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

    private let path: String
    private let files: FileAccess
    private let journal: RunJournal
    private let state: Mutex<State>
    /// The number of the last item that had ended before this pass.
    private let lastBefore: Int64
    private static let columnsKey = "save columns"

    /// Writes what the journal knows, in place of what the file holds.
    ///
    /// - Throws: ``FileAccessError``, ``JournalError``.
    init(_ path: String, in files: FileAccess, of journal: RunJournal) throws {
        self.path = path
        self.files = files
        self.journal = journal
        state = Mutex(State())
        try Self.check(path, in: files)
        lastBefore = try journal.reader.lastSequence()
        let known = try journal.reader.metadata(Self.columnsKey).flatMap { try? RecordedValue.decode($0) }
        let columns = known.flatMap { try? [String](lua: $0) } ?? []
        try state.withLock { try rewrite(&$0, columns, .ended) }
    }

    /// A script's own input, named by mistake, must not be overwritten.
    private static func check(_ path: String, in files: FileAccess) throws {
        guard let file = try? files.open(path, for: .read) else { return }
        let head = Array("key,state,".utf8)
        var bytes = [UInt8](repeating: 0, count: head.count)
        let count = bytes.withUnsafeMutableBytes { read(file.descriptor, $0.baseAddress, $0.count) }
        guard count == 0 || count > 0 && bytes == head else {
            throw CSVError(
                file: path, message: "exists and is not the save file of a run; nothing was written")
        }
    }

    /// Adds the row of an item that has ended.
    func add(_ item: RunItem, _ outcome: ItemResult) throws {
        let row = Row(
            key: item.key, state: outcome.state, error: outcome.error?.oneLine ?? outcome.message, result: outcome.text)
        try state.withLock { state in
            if item.standing == .done { state.isRepeated = true }
            let added = row.columns.filter { !state.columns.contains($0) }
            guard added.isEmpty else { return try rewrite(&state, state.columns + added, .ended) }
            try write([row], &state)
        }
    }

    /// Puts one row for each item into the file, in the order of the items.
    ///
    /// - Parameter wasStopped: Whether items may have written something and not ended.
    func close(wasStopped: Bool) throws {
        try state.withLock { state in
            if state.isRepeated || state.isPartial || wasStopped { try rewrite(&state, state.columns, .all) }
            state.output = nil
        }
    }

    private func isListed(_ item: ItemRecord, _ selection: Selection) -> Bool {
        selection == .all || item.state == .done || (item.sequence ?? 0) > lastBefore
    }

    /// The row of an item; nil if there is nothing to tell of it.
    private func row(_ item: ItemRecord) throws -> Row? {
        if item.state == .done { return Row(key: item.key, state: .done, error: "", result: item.result) }
        let writes = try journal.reader.steps(ofItem: item.ordinal).filter {
            $0.occurrence > 0 && $0.call != "bulk.once"
        }
        let written = try writes.last { $0.state == .done }.flatMap { try RecordedResults.decode($0.result).first }
        let open = writes.filter(\.state.isOpen).map { "\(IntentWords.of($0.call, $0.intent)) may have been sent" }
        if written == nil, open.isEmpty, item.state == .pending || item.isGone { return nil }
        let error = item.error.map { RecordedError(text: $0).oneLine } ?? open.joined(separator: "; ")
        return Row(key: item.key, state: item.state, error: error, written: written ?? .nil)
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
            for name in try row(item)?.columns ?? [] where !columns.contains(name) { columns.append(name) }
        }
        state.columns = columns
        state.isRepeated = false
        try journal.setMetadata(
            Self.columnsKey, to: RecordedValue.encode(.table(LuaTable(array: columns.map { .string($0) }))))
        var replacement = try files.replacing(path)
        let encoder = encoder(columns)
        var buffer: [UInt8] = []
        encoder.appendHeader(to: &buffer)
        let items = journal.reader.items(.all)
        while let item = try items.next() {
            guard isListed(item, selection), let row = try row(item) else { continue }
            try encoder.append(row.table(columns), to: &buffer)
            if buffer.count > 64 * 1024 { try flush(&buffer, to: replacement.file) }
        }
        try flush(&buffer, to: replacement.file)
        try replacement.commit()
        state.output = try files.open(path, for: .append)
    }

    private func write(_ rows: [Row], _ state: inout State) throws {
        var buffer: [UInt8] = []
        let encoder = encoder(state.columns)
        for row in rows { try encoder.append(row.table(state.columns), to: &buffer) }
        switch state.output {
        case .some(let output): try flush(&buffer, to: output)
        case .none: break
        }
    }

    private func flush(_ buffer: inout [UInt8], to file: borrowing OpenFile) throws {
        let failure = buffer.withUnsafeBytes { file.write($0) }
        buffer.removeAll(keepingCapacity: true)
        if let failure {
            throw CSVError(file: path, message: "cannot be written: \(FileAccessError.systemWords(for: failure))")
        }
    }

    private func encoder(_ columns: [String]) -> CSVRowEncoder {
        CSVRowEncoder(
            file: path, columns: ["key", "state"] + columns + ["error"], separator: UInt8(ascii: ","), lineEnd: [10])
    }

    private struct Row {
        var key: String
        var state: ItemState
        var error: String
        var result: LuaValue

        init(key: String, state: ItemState, error: String, result: String?) {
            self.key = key
            self.state = state
            self.error = error
            self.result = state == .done ? result.flatMap { try? RecordedValue.decode($0) } ?? .nil : .nil
        }

        /// Of an item that has not ended well, with what it wrote all the same.
        init(key: String, state: ItemState, error: String, written: LuaValue) {
            self.key = key
            self.state = state
            self.error = error
            result = written
        }

        /// The columns of the result alone.
        var columns: [String] {
            guard case .table(let table) = result else { return result == .nil ? [] : ["result"] }
            if !table.array.isEmpty { return ["result"] }
            return table.fields.keys.map(\.shown).filter { !["key", "state", "error"].contains($0) }.sorted()
        }

        func table(_ columns: [String]) -> LuaTable {
            var cells: LuaTable = ["key": .string(key), "state": .string(state.name)]
            if state != .done { cells["error"] = .string(error) }
            guard case .table(let table) = result, table.array.isEmpty else {
                if result != .nil { cells["result"] = Self.cell(result) }
                return cells
            }
            for (name, value) in table.fields where columns.contains(name.shown) {
                cells[name.shown] = Self.cell(value)
            }
            return cells
        }

        /// What is nested is written as JSON.
        private static func cell(_ value: LuaValue) -> LuaValue {
            guard case .table = value else { return value }
            return (try? RecordedValue.encode(value)).map { .string($0) } ?? .nil
        }
    }
}
