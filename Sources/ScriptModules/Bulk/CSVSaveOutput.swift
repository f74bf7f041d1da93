import DurableRuns
import Glibc
import LuaBridge
import RunJournal
import Synchronization
import SystemFiles

/// The file of `save`: a CSV file that a run fills.
final class CSVSaveOutput: SaveOutput {
    private struct State: ~Copyable {
        var output: OpenFile?
    }

    private let path: String
    private let files: FileAccess
    private let notify: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameter notify: Called with a line that says where an earlier file was kept.
    init(_ path: String, in files: FileAccess, notify: @escaping @Sendable (String) -> Void) {
        self.path = path
        self.files = files
        self.notify = notify
    }

    /// A script's own input, named by mistake, must not be overwritten.
    func check() throws {
        guard let file = try? files.open(path, for: .read) else { return }
        let head = Array("key,state,".utf8)
        let bytes = try? FileBytes.all(of: file.descriptor, limit: head.count)
        guard let bytes, bytes.isEmpty || bytes.starts(with: head) else {
            throw CSVError(
                file: path, message: "exists and is not the save file of a run; nothing was written")
        }
    }

    func columns(of result: String) -> [String] {
        let value = Self.value(result)
        guard case .table(let table) = value else { return value == .nil ? [] : ["result"] }
        if !table.array.isEmpty { return ["result"] }
        return table.fields.keys.map(\.shown).filter { !["key", "state", "error"].contains($0) }.sorted()
    }

    func first(ofResults results: String) -> String? {
        (try? RecordedResults.decode(results))?.first.flatMap { try? RecordedValue.encode($0) }
    }

    func replace(columns: [String], _ rows: (_ add: (SaveRow) throws -> Void) throws -> Void) throws {
        try state.withLock { state in
            var replacement = try files.replacing(path)
            let encoder = encoder(columns)
            var buffer: [UInt8] = []
            var isEmpty = true
            encoder.appendHeader(to: &buffer)
            try rows { row in
                isEmpty = false
                try encoder.append(Self.cells(of: row, columns), to: &buffer)
                if buffer.count > 64 * 1024 { try flush(&buffer, to: replacement.file) }
            }
            try flush(&buffer, to: replacement.file)
            if isEmpty { try keepEarlierRows() }
            try replacement.commit()
            state.output = try files.open(path, for: .append)
        }
    }

    /// Keeps rows that this run does not know, such as those of another profile's run, in a file beside it.
    private func keepEarlierRows() throws {
        guard let file = try? files.open(path, for: .read) else { return }
        let beginning = try FileBytes.all(of: file.descriptor, limit: 64 * 1024)
        guard let headerEnd = beginning.firstIndex(of: 10), headerEnd + 1 < beginning.endIndex else { return }
        var earlier = try files.replacing(path + ".old")
        var piece = beginning
        try flush(&piece, to: earlier.file)
        try FileBytes.forEachPiece(of: file.descriptor) { bytes in
            piece = Array(bytes)
            try flush(&piece, to: earlier.file)
        }
        try earlier.commit()
        notify("\(path) has rows of another run; they are kept in \(path).old")
    }

    func append(_ row: SaveRow, columns: [String]) throws {
        var buffer: [UInt8] = []
        try encoder(columns).append(Self.cells(of: row, columns), to: &buffer)
        try state.withLock { state in
            switch state.output {
            case .some(let output): try flush(&buffer, to: output)
            case .none: break
            }
        }
    }

    func close() { state.withLock { $0.output = nil } }

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

    private static func value(_ result: String?) -> LuaValue {
        result.flatMap { try? RecordedValue.decode($0) } ?? .nil
    }

    private static func cells(of row: SaveRow, _ columns: [String]) -> LuaTable {
        var cells: LuaTable = ["key": .string(row.key), "state": .string(row.state.name)]
        cells["error"] = row.error.lua
        let result = value(row.result)
        guard case .table(let table) = result, table.array.isEmpty else {
            if result != .nil { cells["result"] = cell(result) }
            return cells
        }
        for (name, value) in table.fields where columns.contains(name.shown) { cells[name.shown] = cell(value) }
        return cells
    }

    /// What is nested is written as JSON.
    private static func cell(_ value: LuaValue) -> LuaValue {
        guard case .table = value else { return value }
        return (try? RecordedValue.encode(value)).map { .string($0) } ?? .nil
    }
}
