import FoundationEssentials
import SQLite
import Timekeeping
import Glibc

/// How a journal's SQLite file is made, checked and opened.
struct JournalFile {
    let paths: JournalPaths
    var schema = Schema.current

    /// How much is looked at before a file is trusted.
    enum Check {
        /// All that is cheap, and every page if the last process did not end cleanly; to resume a run.
        case thorough
        /// What is cheap; for looking at a run.
        case cheap
        /// Nothing, in order to read what is still there.
        case none
    }

    /// Opens an existing file.
    func open(_ check: Check) throws -> SharedDatabase {
        switch try JournalPaths.kind(of: paths.database) {
        case .missing: throw try missing()
        case .other, .folder: throw JournalError(.unusable, "\(paths.database) is no regular file")
        case .file(0): throw JournalError(damaged: paths.database, "it is empty")
        case .file: break
        }
        do {
            let database = try SharedDatabase(path: paths.database, Self.options())
            if check != .none {
                try database.use { db in try trust(db, check) }
            } else if let version = try? database.use({ db in try schema.check(db, path: paths.database) }) {
                // What can still be read of a damaged one is read in the tables of this version.
                try? database.use { db in try schema.migrate(db, from: version) }
            }
            return database
        } catch {
            throw JournalError.of(error, paths.database)
        }
    }

    /// A further connection, for reading only, to a file that is open in this process.
    func reader() throws -> SharedDatabase {
        try SharedDatabase(path: paths.database, Self.options(isReadOnly: true))
    }

    /// Whether there is neither a journal nor a trace of one.
    func isNew() throws -> Bool {
        try ![paths.database, paths.mark, paths.log].contains { try JournalPaths.exists($0) }
    }

    /// Makes an empty journal; it appears whole or not at all.
    func create(_ identity: RunIdentity, now: ServiceInstant) throws {
        let draft = paths.draft
        try draft.remove()
        let descriptor = Glibc.open(draft.database, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw JournalError(cannot: "make", draft.database, errno: errno) }
        Glibc.close(descriptor)
        do {
            let text = try String(decoding: JSONEncoder().encode(identity), as: UTF8.self)
            let database = try SharedDatabase(path: draft.database, Self.options())
            try database.use { db in
                try db.execute("PRAGMA journal_mode = WAL")
                try schema.migrate(db, from: 0)
                try db.run("INSERT INTO run VALUES (?, ?, 0)", text, now)
            }
            // The last connection takes the log into the file and flushes it.
            database.close()
        } catch {
            _ = try? draft.remove()
            throw JournalError.of(error, paths.database)
        }
        guard rename(draft.database, paths.database) == 0 else {
            throw JournalError(cannot: "make", paths.database, errno: errno)
        }
        try Folder.flush(paths.folder)
    }

    /// Which run it is, as far as that can be read without a check; also of a journal of version 1.
    func olderIdentity() -> OlderRunIdentity? {
        if let found = (try? DurableMark.read(paths.mark))?.identity { return found }
        let text = try? open(.none).use { db in try db.value(String.self, "SELECT identity FROM run") }
        return text.flatMap { $0 }.flatMap { try? JSONDecoder().decode(OlderRunIdentity.self, from: Data($0.utf8)) }
    }

    private func trust(_ db: Database, _ check: Check) throws {
        let version = try schema.check(db, path: paths.database)
        let mark = try DurableMark.read(paths.mark)
        if check == .thorough, mark?.isOpen ?? true {
            let verdict = try db.value(String.self, "PRAGMA quick_check(1)") ?? "it cannot be checked"
            guard verdict == "ok" else { throw JournalError(damaged: paths.database, verdict) }
        }
        try schema.migrate(db, from: version)
        let last = try WriterSession.lastNumber(db)
        if let mark, mark.number > last {
            throw JournalError(
                damaged: paths.database, "its end is missing, from number \(last + 1) to \(mark.number) at least")
        }
    }

    private func missing() throws -> JournalError {
        if try isNew() { return JournalError(.missing, "there is no journal \(paths.database)") }
        return JournalError(damaged: paths.database, "it is missing, although the run was started")
    }

    /// Every connection's settings.
    ///
    /// SQLite never flushes a commit (`NORMAL`); ``JournalWriter`` does it for those that must be safe,
    /// and asks for checkpoints in the background.
    private static func options(isReadOnly: Bool = false) -> Database.Options {
        Database.Options(
            isReadOnly: isReadOnly, preparation: "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0")
    }
}
