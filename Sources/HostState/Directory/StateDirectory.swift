import Glibc
import SystemFiles

/// The folder that all processes of a user share, and the folders in it.
package enum StateDirectory {
    /// Makes the folder and its parents where they are missing, for the user alone, and refuses one that others can
    /// change, that this user cannot, or that is on a network.
    static func open(_ path: String) throws {
        let device = try makePrivate(path)
        guard let network = FileSystem.network(device: device) else { return }
        throw HostStateError(
            .networkFileSystem,
            "the state directory \(path) is on a network file system (\(network)), where processes cannot share "
                + "locks safely",
            hint: HostStateError.elsewhereHint)
    }

    /// Makes a folder for state, and its parents, with mode 0700, and looks at it as ``check(_:)`` does.
    ///
    /// - Throws: ``HostStateError``; with code `unsafe` for a folder that is open to others, and `notWritable` for one
    ///   that is closed to this user.
    package static func make(_ path: String) throws { _ = try makePrivate(path) }

    /// Refuses a folder of another user, one that others can change, and one that holds links or such files or folders:
    /// a user who could put them there would decide what is resumed and where it is written.
    ///
    /// Names in it are not followed.
    ///
    /// Nothing is wrong with a folder that does not exist.
    ///
    /// - Throws: ``HostStateError``
    package static func check(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw HostStateError(cannot: "open the state directory", path, errno: errno)
        }
        try check(path, status)
    }

    private static func check(_ path: String, _ status: stat) throws {
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw HostStateError(cannot: "open the state directory", path, errno: ENOTDIR)
        }
        if let problem = HostStateError(unsafe: "the state directory \(path)", path, status) { throw problem }
        guard let folder = opendir(path) else {
            throw HostStateError(cannot: "open the state directory", path, errno: errno)
        }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            // One that is gone by now was another process's.
            guard name != ".", name != "..", fstatat(dirfd(folder), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                continue
            }
            if let problem = HostStateError(unsafe: "\(path)/\(name)", "\(path)/\(name)", status) { throw problem }
        }
    }

    /// The same as ``make(_:)``; gives the device that holds the folder.
    private static func makePrivate(_ path: String) throws -> dev_t {
        do throws(SystemError) {
            try PrivateFolder.make(path)
        } catch {
            throw HostStateError(cannot: "make the state directory", path, errno: error.number)
        }
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw HostStateError(cannot: "open the state directory", path, errno: errno)
        }
        try check(path, status)
        guard access(path, W_OK | X_OK) == 0 else {
            throw HostStateError(cannot: "write in the state directory", path, errno: errno)
        }
        return status.st_dev
    }
}
