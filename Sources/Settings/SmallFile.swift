import CProcess
import Glibc
import SystemFiles

/// A small file that is read whole, with who may touch it as of the very file that was read.
struct SmallFile {
    var bytes: [UInt8]
    var status: stat
    /// Whether somebody other than the owner and root can do anything with it.
    var isReadableByOthers: Bool

    /// Why a file cannot be read.
    struct Unreadable: Error {
        var isMissing: Bool
        var reason: String
    }

    /// Reads what a path leads to: a file, or a pipe that a shell put there.
    init(_ path: String, limit: Int = 1 << 20) throws(Unreadable) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(SystemError()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(SystemError()) }
        do throws(SystemError) {
            bytes = try FileBytes.all(of: descriptor, limit: limit)
        } catch {
            throw Self.failure(error)
        }
        guard bytes.count <= limit else { throw Unreadable(isMissing: false, reason: "it is far too long") }
        self.status = status
        isReadableByOthers = cprocess_is_open_to_others(descriptor)
    }

    private static func failure(_ error: SystemError) -> Unreadable {
        Unreadable(isMissing: error.isMissing, reason: error.words)
    }

    /// Whether somebody other than the owner can change it.
    var isWritableByOthers: Bool { status.st_mode & 0o022 != 0 }
    /// Whether it belongs to this user or to root.
    var isOurs: Bool { status.st_uid == geteuid() || status.st_uid == 0 }
}
