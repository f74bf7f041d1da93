import Glibc
import SystemFiles

/// Why a path was not opened, listed, renamed or removed.
///
/// ```
/// cannot read '/etc/passwd': outside the folders this script may read (allow it with HINT /etc/passwd)
/// cannot read 'links.csv': no such file
/// ```
public struct FileAccessError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What a caller may want to tell apart.
    ///
    /// ``FileAccessError/description`` is the whole message with the path and, for a refusal, what allows it.
    public enum Code: Sendable {
        /// Neither in an allowed folder nor an allowed file; a permission would open it.
        case outside
        /// State, configuration, a key or `/proc`: no permission opens it.
        case denied
        case notFound
        case exists
        /// A folder, FIFO, socket or device where a regular file is due.
        case notRegular
        /// The path itself is unusable.
        case invalidPath
        /// Another error of the system: see ``FileAccessError/errno``.
        case system
    }

    /// Which kind of error it is: what a caller decides by.
    public let code: Code
    /// The path as the script wrote it.
    public let path: String
    /// The system's number for it, as `io.open` returns it; the nearest one where the refusal is ours.
    public let errno: Int32
    /// Whether the path was to be made, written, renamed or removed, rather than read.
    public let isWriting: Bool
    /// One line that names the path and, where a permission would open it, its hint; of a path that is too long, the
    /// beginning.
    public let description: String

    init(_ code: Code, _ action: FileAction, _ path: String, _ reason: String, errno: Int32) {
        self.code = code
        self.path = path
        self.errno = errno
        isWriting = action.permissions.contains(.write)
        description = "cannot \(action.rawValue) '\(path.shownAsPath)': \(reason)"
    }

    init(tooLong path: String, _ action: FileAction) {
        let reason = "a path has at most \(FileAccess.longestPath) bytes, and this one has \(path.utf8.count)"
        self.init(.invalidPath, action, path, reason, errno: ENAMETOOLONG)
    }

    init(insideProc path: String, _ action: FileAction) {
        self.init(.denied, action, path, "/proc is closed to scripts, because it shows memory", errno: EACCES)
    }

    init(_ action: FileAction, _ path: String, errno: Int32) {
        let code: Code =
            switch errno {
            case ENOENT, ENOTDIR: .notFound
            case EEXIST, ENOTEMPTY: .exists
            case EISDIR, ENXIO, ENODEV: .notRegular
            default: .system
            }
        self.init(code, action, path, Self.words(for: errno, action), errno: errno)
    }

    private static func words(for errno: Int32, _ action: FileAction) -> String {
        switch errno {
        case ENOENT: action == .list ? "no such folder" : "no such file"
        case ENOTDIR: action == .list ? "it is not a folder" : "a part of the path is not a folder"
        case EISDIR: "it is a folder"
        case EEXIST: "it exists already"
        case ENOTEMPTY: "the folder is not empty"
        case ENXIO, ENODEV: notRegular
        case ELOOP: "its symbolic links lead in a circle"
        default: systemWords(for: errno)
        }
    }

    static let notRegular = "it is not a regular file"

    /// What `strerror` says, as part of a sentence.
    package static func systemWords(for errno: Int32) -> String {
        SystemError(errno).words
    }
}

extension String {
    /// The path as messages show it: whole, unless it is longer than any that can be used.
    fileprivate var shownAsPath: String {
        utf8.count <= FileAccess.longestPath ? self : String(unicodeScalars.prefix(60)) + "…"
    }
}

extension String {
    /// As it can be printed.
    var replacingNulls: String {
        split(separator: "\0", omittingEmptySubsequences: false).joined(separator: "\\0")
    }
}
