import Glibc

/// What is known of a file without reading it.
package struct FileStatus: Sendable, Hashable {
    /// What the name stands for.
    package enum Kind: String, Sendable {
        case file, folder, link, other
    }

    /// Never ``Kind/link``, because links are followed.
    package let kind: Kind
    /// In bytes.
    package let size: Int64
    /// When the contents last changed, in seconds since 1970.
    package let modified: Double
    let mode: mode_t

    /// nil, with `errno`, if `descriptor` is not open.
    init?(of descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        size = Int64(status.st_size)
        modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
        mode = status.st_mode & 0o7777
    }
}
