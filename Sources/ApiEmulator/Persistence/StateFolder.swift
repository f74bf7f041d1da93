#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folders of the state: open to their user alone, whatever the umask.
enum StateFolder {
    /// Makes a folder, and its parents, where they are missing.
    ///
    /// - Throws: ``EmulatorError`` with the system's words.
    static func make(_ path: String) throws {
        if mkdir(path, 0o700) == 0 { return }
        let failure = errno
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { throw problem(path, ENOTDIR) }
            return
        }
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        guard failure == ENOENT, !parent.isEmpty else { throw problem(path, failure) }
        try make(path.hasPrefix("/") ? "/" + parent : parent)
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw problem(path, errno) }
    }

    private static func problem(_ path: String, _ number: Int32) -> EmulatorError {
        .file(path, String(cString: strerror(number)))
    }
}
