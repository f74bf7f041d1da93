import Glibc
import SystemFiles

extension HostState {
    /// Thirty-two secret bytes of the user's, which stay the same for ever; drawn when they are first asked for.
    ///
    /// They are kept twice: in `folder`, where they stay when the state directory is moved or removed, and in the state
    /// directory, with which they come along to another machine; the latter count. A folder that cannot be used is done
    /// without.
    ///
    /// - Parameters:
    ///   - folder: The folder of the user's configuration.
    ///   - copy: Asked for the key if both are gone, before a new one is drawn.
    /// - agree: Given the key that this host has, if any; gives the one that all hosts have, which is the given one if
    ///     they had none yet. nil where there is one host.
    /// - Throws: ``HostStateError``, with code `unusable` if this host's key is another one than that of all hosts;
    ///   what
    ///   `copy` and `agree` throw.
    package func nameKey(
        in folder: String? = nil, copy: () throws -> [UInt8]? = { nil },
        agree: ((_ own: [UInt8]?) throws -> [UInt8]?)? = nil
    ) throws -> [UInt8] {
        let file = NameKeyFile(folder: directory)
        let users = folder.map { NameKeyFile(folder: $0) }
        if let key = try file.read() {
            if let all = try agree?(key), all != key { throw Self.otherKey(file) }
            if let users, (try? users.read()) == .some(nil) { _ = try? users.make(key) }
            return key
        }
        let known = try users?.read()
        let all = try agree?(known)
        if let users, let known, let all, all != known { throw Self.otherKey(users) }
        let key = try file.make(known ?? all ?? Self.newKey(copy, agree))
        _ = try? users?.make(key)
        return key
    }

    private static func newKey(
        _ copy: () throws -> [UInt8]?, _ agree: ((_ own: [UInt8]?) throws -> [UInt8]?)?
    ) throws -> [UInt8] {
        let key = try copy() ?? (0..<32).map { _ in UInt8.random(in: .min ... .max) }
        // Another host may have been first meanwhile.
        return try agree?(key) ?? key
    }

    private static func otherKey(_ file: NameKeyFile) -> HostStateError {
        HostStateError(
            .unusable,
            "\(file.path) differs from the key that the machines share: links without a name would get other names "
                + "here, and might be made twice",
            hint: "If no run is unfinished on this machine, move the file away, and it gets the shared one: mv "
                + "\(file.path.inShellQuotes) \((file.path + ".own").inShellQuotes)")
    }
}

/// The file of the key that names of links are derived with.
private struct NameKeyFile {
    private let folder: String
    var path: String { "\(folder)/names.key" }

    init(folder: String) { self.folder = folder }

    /// Writes the key, unless another process was first.
    ///
    /// - Returns: The key that is there.
    func make(_ key: [UInt8]) throws -> [UInt8] {
        // What else is in a folder that is there is no concern of the key's: it is looked at itself.
        if access(folder, F_OK) != 0 {
            // A home that does not exist, as that of a system user, is not made.
            let home = folder.split(separator: "/").dropLast(2).joined(separator: "/")
            guard access("/\(home)", F_OK) == 0 else { throw HostStateError(cannot: "open", "/\(home)", errno: errno) }
            try StateDirectory.make(folder)
        }
        let temporary = "\(path).\(UInt64.random(in: .min ... .max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw HostStateError(cannot: "make", temporary, errno: errno) }
        defer {
            close(descriptor)
            unlink(temporary)
        }
        guard write(descriptor, key, key.count) == key.count, fsync(descriptor) == 0 else {
            throw HostStateError(cannot: "write", temporary, errno: errno)
        }
        // A link instead of a renaming: of two processes that come together the first one's key stays.
        if link(temporary, path) != 0, errno != EEXIST { throw HostStateError(cannot: "make", path, errno: errno) }
        guard let made = try read() else { throw HostStateError(cannot: "read", path, errno: EIO) }
        return made
    }

    /// The key; nil if there is none.
    func read() throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
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
