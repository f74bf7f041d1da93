import FoundationEssentials
import Glibc

extension HostState {
    /// Thirty-two secret bytes that stay the same as long as the directory is there; made when they are first asked
    /// for.
    ///
    /// - Throws: ``HostStateError``.
    public func nameKey() throws -> [UInt8] {
        let path = "\(directory)/names.key"
        if let key = try Self.read(path) { return key }
        let temporary = "\(path).\(UInt64.random(in: .min ... .max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw HostStateError(cannot: "make", temporary, errno: errno) }
        defer {
            close(descriptor)
            unlink(temporary)
        }
        let key = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
        guard write(descriptor, key, key.count) == key.count, fsync(descriptor) == 0 else {
            throw HostStateError(cannot: "write", temporary, errno: errno)
        }
        // A link instead of a renaming: of two processes that come together the first one's key stays.
        if link(temporary, path) != 0, errno != EEXIST { throw HostStateError(cannot: "make", path, errno: errno) }
        guard let made = try Self.read(path) else { throw HostStateError(cannot: "read", path, errno: EIO) }
        return made
    }

    private static func read(_ path: String) throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw HostStateError(cannot: "read", path, errno: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw HostStateError(cannot: "read", path, errno: errno) }
        if let problem = HostStateError(unsafe: path, path, status) { throw problem }
        guard status.st_mode & 0o077 == 0 else {
            throw HostStateError(
                .unsafe, "\(path) is refused, because other users can read it",
                hint: "Make it readable to you alone: chmod 600 \(path)")
        }
        var key = [UInt8](repeating: 0, count: 33)
        let count = Glibc.read(descriptor, &key, key.count)
        guard count == 32 else {
            throw HostStateError(
                .unusable, "\(path) does not hold 32 bytes", hint: "It names the links of unfinished runs: restore it.")
        }
        return Array(key.prefix(32))
    }
}
