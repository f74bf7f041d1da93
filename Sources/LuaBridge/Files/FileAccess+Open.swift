import CLua
import Glibc

extension FileAccess {
    /// Opens a file; one that is made has the permissions that the process's umask leaves.
    ///
    /// Only regular files open, and a FIFO is refused without waiting for its other end, unless everything is allowed.
    package func open(_ path: String, for mode: FileOpenMode) throws(FileAccessError) -> OpenFile {
        let action = mode.action
        let target = try authorise(path, to: action)
        noteUse(of: target, action)
        try requireSpare(action, path)
        let flags = mode.flags | O_NOCTTY | O_CLOEXEC
        guard !everything else {
            let all = flags | (mode.truncates ? O_TRUNC : 0)
            return try checked(
                target.stream.map { Glibc.open($0.cString, all) } ?? opening(target.real, all), action, path)
        }
        let file = try checked(opening(target.real, flags | O_NONBLOCK), action, path)
        guard let status = FileStatus(of: file.descriptor) else { throw FileAccessError(action, path, errno: errno) }
        guard status.kind == .file else {
            throw FileAccessError(action, path, errno: status.kind == .folder ? EISDIR : ENXIO)
        }
        if mode.truncates && ftruncate(file.descriptor, 0) != 0 { throw FileAccessError(action, path, errno: errno) }
        _ = fcntl(file.descriptor, F_SETFL, mode.flags & O_APPEND)
        return file
    }

    /// What is known of a file or folder, without opening it; a link is followed.
    package func status(of path: String) throws(FileAccessError) -> FileStatus {
        let file = try open(authorise(path, to: .lookAt), pathOnly, .lookAt)
        guard let status = FileStatus(of: file.descriptor) else { throw FileAccessError(.lookAt, path, errno: errno) }
        return status
    }

    /// Opens what `target` says, with flags that neither make nor empty a file.
    func open(_ target: FileTarget, _ flags: Int32, _ action: FileAction) throws(FileAccessError) -> OpenFile {
        try requireSpare(action, target.path)
        let stream = target.stream.map { Glibc.open($0.cString, flags | O_CLOEXEC) }
        return try checked(stream ?? opening(target.real, flags), action, target.path)
    }

    /// A handle of the folder that `target` is in, and the name in it.
    func openParent(of target: FileTarget, _ action: FileAction) throws(FileAccessError) -> FolderEntry {
        guard let (parent, name) = target.real.split else { throw FileAccessError(action, target.path, errno: EBUSY) }
        let folder = try checked(opening(parent, pathOnly | O_DIRECTORY), action, target.path)
        return FolderEntry(folder: folder, name: name.cString)
    }

    /// Checks that the script may keep one more file open, before one is made or emptied: the last descriptors are the
    /// host's.
    func requireSpare(_ action: FileAction, _ path: String) throws(FileAccessError) {
        guard clua_may_open() else { throw FileAccessError(action, path, errno: EMFILE) }
    }

    /// Takes over a descriptor that a system call has just returned, or throws its `errno`.
    ///
    /// - Throws: also if it lies in a file system of processes, wherever that is mounted.
    func checked(_ descriptor: Int32, _ action: FileAction, _ path: String) throws(FileAccessError) -> OpenFile {
        guard descriptor >= 0 else { throw FileAccessError(action, path, errno: errno) }
        let file = OpenFile(owning: descriptor)
        if clua_is_in_proc(file.descriptor) { throw FileAccessError(insideProc: path, action) }
        return file
    }
}

/// A name in a folder that is held open, so that nothing above it can be exchanged.
struct FolderEntry: ~Copyable, Sendable {
    let folder: OpenFile
    /// Null-terminated.
    let name: [CChar]
}
