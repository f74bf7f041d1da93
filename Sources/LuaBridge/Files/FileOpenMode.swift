import Glibc

/// The modes of C's `fopen` and of Lua's `io.open`.
package enum FileOpenMode: String, Sendable, CaseIterable {
    case read = "r"
    /// Makes the file if need be, and empties it.
    case write = "w"
    /// Makes the file if need be; each write goes to its end.
    case append = "a"
    /// Reads and writes a file that exists.
    case readUpdate = "r+"
    case writeUpdate = "w+"
    case appendUpdate = "a+"

    /// From Lua's spelling, in which any `b` at the end means nothing on Linux.
    package init?(lua mode: String) {
        var mode = Substring(mode)
        while mode.last == "b" { mode.removeLast() }
        self.init(rawValue: String(mode))
    }

    var action: FileAction {
        switch self {
        case .read: .read
        case .write, .append: .write
        case .readUpdate, .writeUpdate, .appendUpdate: .update
        }
    }

    var truncates: Bool { self == .write || self == .writeUpdate }

    /// Without `O_TRUNC`: nothing is emptied before it is known to be a regular file.
    var flags: Int32 {
        switch self {
        case .read: O_RDONLY
        case .write: O_WRONLY | O_CREAT
        case .append: O_WRONLY | O_CREAT | O_APPEND
        case .readUpdate: O_RDWR
        case .writeUpdate: O_RDWR | O_CREAT
        case .appendUpdate: O_RDWR | O_CREAT | O_APPEND
        }
    }
}
