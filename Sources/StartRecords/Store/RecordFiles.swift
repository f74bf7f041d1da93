import Timekeeping
import Glibc
import SystemFiles

/// The files of one record that is not in the database yet: `ID` while its process lives, `ID.progress`, `ID.alert` and
/// `ID.publish` beside it, and `ID.done-CODE` from its end on.
///
/// Each holds the record as lines of JSON, of which the last one that is whole counts.
struct RecordFiles: Sendable {
    let folder: String
    let id: String
    var redact: @Sendable (String) -> String = { $0 }

    var open: String { "\(folder)/\(id)" }
    var new: String { "\(folder)/\(id).new" }
    var progress: String { "\(folder)/\(id).progress" }
    /// Empty; there until the alert about the end of the start has been sent.
    var alert: String { "\(folder)/\(id).alert" }
    /// Empty; there until other machines have the record of the end.
    var unpublished: String { "\(folder)/\(id).publish" }
    func done(_ code: Int32?) -> String { "\(folder)/\(id).done-\(code.map(String.init) ?? "killed")" }

    /// - Throws: ``RecordError``
    func writeProgress(_ record: StartRecord) throws(RecordError) {
        do throws(SystemError) {
            try WholeFile.replace(progress, with: line(record), isPrivate: true)
        } catch {
            throw RecordError(cannot: "write", progress, error)
        }
    }

    /// Adds the record of an end to the open file, and gives the file its last name.
    ///
    /// - Parameters:
    ///   - alone: Whether nothing else may be left in the file.
    ///   - hasProgress: Whether there may be a file of its progress.
    /// - Throws: ``RecordError``
    func finish(_ record: StartRecord, _ descriptor: Int32, alone: Bool = false, hasProgress: Bool = true)
        throws(RecordError)
    {
        var failure: RecordError?
        do throws(SystemError) {
            if alone, ftruncate(descriptor, 0) != 0 { throw SystemError() }
            try FileBytes.write(line(record), to: descriptor)
        } catch {
            failure = RecordError(cannot: "write", open, error)
        }
        guard rename(open, done(record.ending?.code)) == 0 else { throw failure ?? RecordError(cannot: "rename", open) }
        if hasProgress { unlink(progress) }
        if let failure { throw failure }
    }

    /// A record as a line of a file.
    func line(_ record: StartRecord) -> [UInt8] { redacted(record.json + [10]) }

    func redacted(_ line: [UInt8]) -> [UInt8] { Array(redact(String(decoding: line, as: UTF8.self)).utf8) }

    /// What a file says.
    enum Content: Sendable {
        case record(StartRecord)
        /// It is not there any more: its process has ended meanwhile.
        case gone
        /// Nothing in it can be read, as after a power failure.
        case damaged
        /// A newer version wrote it.
        case newer
    }

    static func read(_ path: String) -> Content {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return .gone }
        defer { close(descriptor) }
        guard let bytes = try? FileBytes.all(of: descriptor, limit: 16 << 20) else { return .damaged }
        return content(bytes)
    }

    private static func content(_ bytes: [UInt8]) -> Content {
        for line in bytes.split(separator: 10).reversed() {
            do throws(StartRecord.Unreadable) {
                return .record(try StartRecord(json: Array(line)))
            } catch {
                if error == .newer { return .newer }
            }
        }
        return .damaged
    }

    /// The record of a start that has not ended: what was written down last of how far it is.
    func latest() -> Content {
        let first = Self.read(open)
        guard case .record = first, case .record(let later) = Self.read(progress) else { return first }
        return .record(later)
    }

    /// Closes the record of a process that is gone; does nothing if it lives, or if somebody else does it.
    func closeIfDead() {
        let descriptor = Glibc.open(open, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var held = stat(), present = stat()
        guard WholeFileLock.take(of: descriptor), fstat(descriptor, &held) == 0, stat(open, &present) == 0,
            held.st_ino == present.st_ino
        else { return }
        switch latest() {
        case .record(let record): try? finish(record.killed, descriptor)
        case .damaged:
            unlink(open)
            unlink(progress)
        case .gone, .newer: break
        }
    }

    /// Whether the process of an open record lives; true also where that cannot be found out.
    var isAlive: Bool {
        let descriptor = Glibc.open(open, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        return !WholeFileLock.take(.shared, of: descriptor)
    }
}

extension StartRecord {
    /// The record of a start whose process is gone.
    var killed: StartRecord {
        guard isRunning else { return self }
        var record = self
        record.ending = Ending(
            .killed, code: nil,
            message: "the process was killed, or the machine went down; last seen \(LocalTime(asOf).text)")
        return record
    }
}
