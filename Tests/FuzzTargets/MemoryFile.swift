import Glibc
import LuaBridge

/// A file in memory and without a name, whose content is replaced for each attempt.
final class MemoryFile {
    private let descriptor: Int32

    init() {
        var path = Array("/dev/shm/file-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        unlink(path)
    }

    deinit { close(descriptor) }

    /// The file at its start, with these bytes; nil if the system refuses.
    ///
    /// All files of one `MemoryFile` have one position: use one at a time.
    func open(_ bytes: [UInt8]) -> OpenFile? {
        guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count, ftruncate(descriptor, off_t(bytes.count)) == 0,
            lseek(descriptor, 0, SEEK_SET) == 0
        else { return nil }
        return OpenFile(owning: fcntl(descriptor, F_DUPFD_CLOEXEC, 0))
    }
}
