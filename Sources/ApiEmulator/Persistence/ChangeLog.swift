import FoundationEssentials
import Synchronization
import SystemFiles

/// The state on disk: JSON lines, appended before a change is answered, replayed at the start.
///
/// A process may be killed at any time: a torn last line is dropped, and the log is rewritten at each start under
/// another name that then takes its place. It is not flushed to the disk, so that a power cut may cost the last lines.
final class ChangeLog: Sendable {
    private struct Files {
        let lock: OutputFile
        let log: OutputFile
    }

    private let path: String
    private let files: Mutex<Files?>

    /// Opens the log in `folder`, which is made if missing; `replay` gets each change that it holds, and `snapshot`
    /// then gives the changes that make up the whole state.
    init(folder: String, replay: (Change) -> Void, snapshot: () throws -> [Change]) throws {
        try StateFolder.make(folder)
        let lock = try OutputFile("\(folder)/lock")
        guard lock.lock() else { throw EmulatorError.stateInUse(folder) }
        path = "\(folder)/changes.jsonl"
        try Self.read(path, replay)
        let temporary = path + ".new"
        let log = try OutputFile(temporary, emptied: true)
        for change in try snapshot() { try Self.write(change, to: log) }
        try OutputFile.move(temporary, to: path)
        files = Mutex(Files(lock: lock, log: log))
    }

    func append(_ change: Change) throws {
        try files.withLock { files in
            guard let files else { throw EmulatorError.stopped(path) }
            try Self.write(change, to: files.log)
        }
    }

    /// Lets another server have the folder.
    func close() {
        files.withLock { $0 = nil }
    }

    private static func write(_ change: Change, to file: OutputFile) throws {
        var line = try JSONEncoder().encode(change)
        line.append(UInt8(ascii: "\n"))
        try line.withUnsafeBytes { try file.append($0) }
    }

    private static func read(_ path: String, _ replay: (Change) -> Void) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let bytes: Data
        do throws(SystemError) {
            bytes = Data(try FileBytes.all(ofFileAt: path))
        } catch {
            throw EmulatorError.file(path, error)
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        let isTorn = bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false
        for (index, line) in lines.enumerated() {
            if let change = try? JSONDecoder().decode(Change.self, from: line) {
                replay(change)
            } else if !(isTorn && index == lines.count - 1) {
                throw EmulatorError.damagedState(file: path, line: index + 1)
            }
        }
    }
}
