import Glibc

/// Folders that are open to their user alone.
package enum PrivateFolder {
    /// Makes a folder, and its missing parents, with mode 0700.
    ///
    /// What is at the path already stays and is not looked at: a caller that wants no link and no file there says so
    /// itself.
    ///
    /// - Throws: ``SystemError``
    package static func make(_ path: String) throws(SystemError) {
        if mkdir(path, 0o700) == 0 { return }
        let failure = errno
        // A folder that is there answers otherwise than by EEXIST where nothing can be made.
        if failure == EEXIST || failure == EROFS && access(path, F_OK) == 0 { return }
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        guard failure == ENOENT, !parent.isEmpty else { throw SystemError(failure) }
        try make(path.hasPrefix("/") ? "/" + parent : parent)
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemError() }
    }
}
