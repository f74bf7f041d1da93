import DurableRuns
import Glibc
import LuaBridge
import RunJournal
import Synchronization
import SystemFiles
import TextFormats

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

    func columns(of result: String) -> [String] { RunTable.columns(ofResult: result) }

    func first(ofResults results: String) -> String? {
        (try? RecordedResults.decode(results))?.first.flatMap { try? RecordedValue.encode($0) }
    }

    func replace(columns: SaveColumns, _ rows: (_ add: (SaveRow) throws -> Void) throws -> Void) throws {
        try state.withLock { state in
            var replacement = try files.replacing(path)
            let table = Self.table(columns)
            var buffer: [UInt8] = []
            var isEmpty = true
            Self.append(table.header, to: &buffer)
            try rows { row in
                isEmpty = false
                Self.append(Self.cells(of: row, Self.results(of: row), table), to: &buffer)
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

    func append(_ row: SaveRow, columns: SaveColumns) throws -> [String] {
        let results = Self.results(of: row)
        let missing = results.map(\.column).filter { !columns.result.contains($0) }
        guard missing.isEmpty else { return missing }
        var buffer: [UInt8] = []
        Self.append(Self.cells(of: row, results, Self.table(columns)), to: &buffer)
        try state.withLock { state in
            switch state.output {
            case .some(let output): try flush(&buffer, to: output)
            case .none: break
            }
        }
        return []
    }

    func close() { state.withLock { $0.output = nil } }

    private func flush(_ buffer: inout [UInt8], to file: borrowing OpenFile) throws {
        let failure = buffer.withUnsafeBytes { file.write($0) }
        buffer.removeAll(keepingCapacity: true)
        if let failure {
            throw CSVError(file: path, SystemError(failure), isWriting: true)
        }
    }

    private static func table(_ columns: SaveColumns) -> RunTable {
        RunTable(first: ["key", "state"], columns, last: ["error", "hint"])
    }

    private static func results(of row: SaveRow) -> [ItemCell] { row.result.map(RunTable.cells(ofResult:)) ?? [] }

    private static func cells(of row: SaveRow, _ results: [ItemCell], _ table: RunTable) -> [String] {
        table.row(
            first: [row.key, row.state.name], item: row.item, results: results,
            last: [row.reason ?? "", row.hint ?? ""])
    }

    private static func append(_ cells: [String], to buffer: inout [UInt8]) {
        CSVRowEncoder.appendRecord(cells.map { Array($0.utf8) }, to: &buffer)
    }
}
