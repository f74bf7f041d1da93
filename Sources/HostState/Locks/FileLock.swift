import FoundationEssentials
import Glibc
import Synchronization

/// An exclusive lock on a file of its own, which dies with the process, however that ends.
///
/// It is an open file description lock (fcntl(2), `F_OFD_SETLK`): it excludes other holders in this process too, and
/// others can ask whether it is held without taking it for a moment.
final class FileLock: Sendable {
    let path: String
    private let descriptor: Mutex<Int32?>

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Takes the lock and writes `text` to the file; nil if somebody holds it, or if there is no file to lock.
    static func attempt(_ path: String, creating: Bool = true, text: String? = nil) throws -> FileLock? {
        while true {
            let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (creating ? O_CREAT : 0), 0o600)
            guard descriptor >= 0 else {
                if !creating, errno == ENOENT { return nil }
                throw HostStateError(cannot: "open", path, errno: errno)
            }
            guard try Self.lock(descriptor, path) else {
                close(descriptor)
                return nil
            }
            // Whoever let go of the file before us may have removed it: then the lock is on nothing.
            guard FileIdentity(descriptor) == FileIdentity(path) else {
                close(descriptor)
                continue
            }
            let lock = FileLock(path: path, descriptor: descriptor)
            if let text { try lock.write(text) }
            return lock
        }
    }

    /// Whether somebody holds the lock of a file; also true if that cannot be found out.
    static func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return errno != ENOENT }
        defer { close(descriptor) }
        var region = wholeFile()
        return fcntl(descriptor, getLock, &region) != 0 || region.l_type != Int16(F_UNLCK)
    }

    /// Whether its file is still the one at the path.
    var isInPlace: Bool {
        descriptor.withLock { $0.map { FileIdentity($0) == FileIdentity(path) } ?? false }
    }

    /// Removes the file and lets go; a second call does nothing.
    func release() {
        descriptor.withLock { descriptor in
            guard let held = descriptor else { return }
            if FileIdentity(held) == FileIdentity(path) { unlink(path) }
            close(held)
            descriptor = nil
        }
    }

    private func write(_ text: String) throws {
        try descriptor.withLock { descriptor in
            guard let descriptor else { return }
            let bytes = Array(text.utf8)
            guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
                throw HostStateError(cannot: "write", path, errno: errno)
            }
        }
    }

    /// Locks an open file without waiting; false if somebody else holds it.
    static func lock(_ descriptor: Int32, _ path: String) throws -> Bool {
        var region = wholeFile()
        if fcntl(descriptor, setLock, &region) == 0 { return true }
        guard errno == EAGAIN || errno == EACCES else { throw HostStateError(cannot: "lock", path, errno: errno) }
        return false
    }

    static func unlock(_ descriptor: Int32) {
        var region = wholeFile()
        region.l_type = Int16(F_UNLCK)
        _ = fcntl(descriptor, setLock, &region)
    }

    // linux/fcntl.h: F_OFD_GETLK, F_OFD_SETLK. The C library's module leaves them out.
    private static let getLock: Int32 = 36
    private static let setLock: Int32 = 37

    private static func wholeFile() -> flock {
        var region = flock()
        region.l_type = Int16(F_WRLCK)
        region.l_whence = Int16(SEEK_SET)
        return region
    }
}
