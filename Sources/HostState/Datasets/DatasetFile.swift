import ApiClients
import FoundationEssentials
import Glibc
import SystemFiles

/// What is known of the uploads to one dataset, in a file that outlasts processes and losses of power.
///
/// It is replaced as a whole, so that others may read it at any time.
struct DatasetFile: Sendable {
    let path: String

    /// The record; an empty one if there is none.
    ///
    /// - Throws: ``HostStateError`` for a file that cannot be read or makes no sense: to send an append without what it
    ///   says could double one.
    func read() throws -> DatasetRecord {
        guard let content = try content() else { return DatasetRecord() }
        do {
            return try JSONDecoder().decode(DatasetRecord.self, from: content)
        } catch {
            throw HostStateError(
                .unusable, "\(path) is damaged, which says what became of the last uploads",
                hint: "Look at the dataset's page whether they are in it, then remove the file.")
        }
    }

    /// Replaces the record, and waits until it is on the disk.
    func write(_ record: DatasetRecord) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let content = Array(try encoder.encode(record))
        let temporary = "\(path).\(getpid())"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw HostStateError(cannot: "make", temporary, errno: errno) }
        defer { close(descriptor) }
        do throws(SystemError) {
            try FileBytes.write(content, to: descriptor)
            guard fsync(descriptor) == 0 else { throw SystemError() }
        } catch {
            throw failure("write", temporary, error)
        }
        guard rename(temporary, path) == 0 else { throw failure("replace", path, SystemError()) }
        let folder = open(
            String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private func failure(_ action: String, _ path: String, _ error: SystemError) -> HostStateError {
        unlink("\(self.path).\(getpid())")
        return HostStateError(cannot: action, path, errno: error.number)
    }

    private func content() throws -> Data? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw HostStateError(cannot: "read", path, errno: errno)
        }
        defer { close(descriptor) }
        do throws(SystemError) {
            return Data(try FileBytes.all(of: descriptor))
        } catch {
            throw HostStateError(cannot: "read", path, errno: error.number)
        }
    }
}
