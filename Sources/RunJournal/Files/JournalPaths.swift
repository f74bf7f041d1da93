import Glibc

/// The files of one run.
struct JournalPaths: Sendable, Hashable {
    /// The SQLite file.
    let database: String
    /// What was flushed last; see ``DurableMark``.
    let mark: String

    /// - Parameter base: The path of the SQLite file without its extension.
    init(base: String) {
        database = base + ".sqlite"
        mark = base + ".mark"
    }

    var log: String { database + "-wal" }
    var index: String { database + "-shm" }
    /// Where the journal is made; not seen by a list of runs.
    var draft: JournalPaths { JournalPaths(base: "\(folder)/.new-\(database.split(separator: "/").last ?? "")") }
    var folder: String { database.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } }

    enum Kind { case missing, folder, file(size: Int64), other }

    /// What is at a path; links are not followed.
    static func kind(of path: String) throws -> Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            // Part of the path is no folder: then there is nothing, and making it says why.
            if errno == ENOENT || errno == ENOTDIR { return .missing }
            throw JournalError(cannot: "look at", path, errno: errno)
        }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file(size: Int64(status.st_size))
        case S_IFDIR: .folder
        default: .other
        }
    }

    static func exists(_ path: String) throws -> Bool {
        if case .missing = try kind(of: path) { return false }
        return true
    }

    /// Removes what is there of a run, in an order in which no rest can be taken for a whole journal.
    ///
    /// - Returns: Whether there was anything.
    @discardableResult func remove() throws -> Bool {
        var isAny = false
        // Without the mark the rest is still a sound journal; without the database the rest is none.
        for path in [mark, database, log, index] {
            if unlink(path) == 0 {
                isAny = true
            } else if errno != ENOENT {
                throw JournalError(cannot: "remove", path, errno: errno)
            }
        }
        return isAny
    }
}
