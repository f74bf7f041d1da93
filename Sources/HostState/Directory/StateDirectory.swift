import Glibc

/// The folder that all processes of a user share.
enum StateDirectory {
    /// Makes the folder and its parents where they are missing, for the user alone, and refuses one on a network.
    static func open(_ path: String) throws {
        try make(path)
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw HostStateError(cannot: "open the state directory", path, errno: errno)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw HostStateError(cannot: "open the state directory", path, errno: ENOTDIR)
        }
        guard let network = FileSystem.network(device: status.st_dev) else { return }
        throw HostStateError(
            .networkFileSystem,
            "the state directory \(path) is on a network file system (\(network)), where processes cannot share "
                + "locks safely",
            hint: HostStateError.elsewhereHint)
    }

    /// Makes a folder, and its parents, with mode 0700.
    static func make(_ path: String) throws {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        guard errno == ENOENT, !parent.isEmpty else {
            throw HostStateError(cannot: "make the state directory", path, errno: errno)
        }
        try make(path.hasPrefix("/") ? "/" + parent : parent)
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw HostStateError(cannot: "make the state directory", path, errno: errno)
        }
    }
}
