import SQLite

/// The tables of the slot file.
enum SlotSchema {
    /// Raised whenever the tables, or the coding of `SlotLedger`, change so that older versions cannot read them.
    static let version = 4

    /// Every connection's settings.
    ///
    /// The rollback journal undoes a transaction whose process was killed. Nothing is ever synced to the disk: only a
    /// crash of the machine could lose it, and that is another boot, for which the ledgers mean nothing. It is not
    /// a write-ahead log, whose three files cannot be moved aside together and whose index, mapped into memory,
    /// would kill each process if somebody shortened it; with one small row in a transaction the log gains little.
    static let options = Database.Options(
        makesFile: true,
        // Whoever waits does so without a thread, and can be told for how long: see `SlotFile.transaction`.
        patience: .zero, preparation: "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = OFF")

    /// Makes what is missing.
    ///
    /// Returns whether there were ledgers that only an older version could read, so that what they held is unknown.
    static func prepare(_ db: Database, path: String) throws -> Bool {
        let found = try db.value(Int.self, "PRAGMA user_version") ?? 0
        if found == version { return false }
        guard found < version else {
            throw HostStateError(
                .newer, "\(path) was made by a newer govscript",
                hint: "Use that version for all processes of yours, or remove the file when none is running.")
        }
        try db.execute(
            """
            DROP TABLE IF EXISTS ledger; DROP TABLE IF EXISTS turn; DROP TABLE IF EXISTS loss;
            DROP TABLE IF EXISTS change; DROP TABLE IF EXISTS lease;
            CREATE TABLE ledger (
                host TEXT NOT NULL, part TEXT NOT NULL, key TEXT NOT NULL,
                boot TEXT NOT NULL, storedAt INTEGER NOT NULL, content BLOB NOT NULL,
                PRIMARY KEY (host, part, key));
            CREATE TABLE turn (
                ticket INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL, holder TEXT NOT NULL);
            CREATE TABLE change (
                number INTEGER PRIMARY KEY AUTOINCREMENT, link TEXT NOT NULL, digest TEXT NOT NULL,
                holder TEXT NOT NULL, boot TEXT NOT NULL, until INTEGER);
            CREATE TABLE lease (
                host TEXT NOT NULL, part TEXT NOT NULL, key TEXT NOT NULL,
                boot TEXT NOT NULL, content TEXT NOT NULL,
                PRIMARY KEY (host, part, key));
            CREATE TABLE loss (boot TEXT NOT NULL, noticedAt INTEGER NOT NULL);
            PRAGMA user_version = \(version);
            """)
        return found > 0
    }
}
