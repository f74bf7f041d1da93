import Glibc

/// Whether a journal that is open is still the one at its path.
///
/// SQLite keeps writing to a file that was removed or moved, where no later process would find it.
struct JournalPresence: Sendable {
    private let path: String
    private let device: dev_t
    private let number: ino_t

    init(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { throw JournalError(cannot: "look at", path, errno: errno) }
        self.path = path
        device = status.st_dev
        number = status.st_ino
    }

    /// Costs a microsecond.
    ///
    /// - Throws: ``JournalError`` with code `removed`.
    func check() throws {
        var status = stat()
        let isThere = stat(path, &status) == 0
        if isThere, status.st_dev == device, status.st_ino == number { return }
        throw JournalError(
            .removed,
            "the journal \(path) was \(isThere ? "replaced" : "removed") while the run was in progress; "
                + "nothing more is sent",
            hint: "Put the state folder back as it was, if you can, and run it again; what was sent since is not in "
                + "an older copy.")
    }
}
