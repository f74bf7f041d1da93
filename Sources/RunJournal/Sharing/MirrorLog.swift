import SQLite

/// Which rows of a journal have changed, and when: two tables that only journals have whose runs are shared with other
/// hosts.
///
/// Each transaction is a change with a number. Triggers of the connection note for each row the last change that
/// touched it; a row that is noted and not there was deleted. So what others do not have yet can be told at any time,
/// also after they have lost something.
struct MirrorLog: Sendable, Hashable {
    /// Names this file: no other journal has or will have the name.
    let copy: String
    /// The last change.
    var revision: Int64
    /// The change at which the journal was made from the rows of other hosts; 0 if it was not.
    let loaded: Int64

    /// A row's key.
    struct Key: Sendable, Hashable {
        let table: MirrorTable
        let id: JournalCell

        /// Whether the row is there; else it was deleted.
        func exists(_ db: Database) throws -> Bool { try table.holds(id, db) }
    }

    /// Whether what other hosts have is to be replaced as a whole: it follows another journal, and what that had
    /// deleted since is not known here; or it is not whole.
    func mustReplace(_ found: SharedState) -> Bool {
        found.revision < 0 || found.copy != copy && (loaded == 0 || found.revision < loaded)
    }

    /// What a journal says of itself; nil if its run is not shared.
    init?(of db: Database) throws {
        guard try db.value(Int.self, "SELECT 1 FROM sqlite_schema WHERE name = 'mirror'") != nil,
            let log = try db.first(
                "SELECT copy, revision, loaded FROM mirror",
                read: {
                    try MirrorLog(copy: $0.get(0), revision: $0.get(1), loaded: $0.get(2))
                })
        else { return nil }
        self = log
    }

    private init(copy: String, revision: Int64, loaded: Int64) {
        self.copy = copy
        self.revision = revision
        self.loaded = loaded
    }

    /// Makes the tables, in which every row counts as one of the change `revision`.
    static func make(in db: Database, revision: Int64, loaded: Int64) throws -> MirrorLog {
        let name = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        try db.execute(
            """
            CREATE TABLE mirror (copy TEXT NOT NULL, revision INTEGER NOT NULL, loaded INTEGER NOT NULL);
            CREATE TABLE mirrored (kind INTEGER NOT NULL, id NOT NULL, revision INTEGER NOT NULL,
                PRIMARY KEY (kind, id)) WITHOUT ROWID;
            CREATE INDEX mirroredRevision ON mirrored (revision);
            """)
        try db.run("INSERT INTO mirror VALUES (?, ?, ?)", name, revision, loaded)
        for table in MirrorTable.allCases { try table.noteAll(db) }
        return MirrorLog(copy: name, revision: revision, loaded: loaded)
    }

    /// Notes all changes that this connection makes from now on.
    static func watch(_ db: Database) throws {
        for table in MirrorTable.allCases { try table.watch(db) }
    }

    /// Ends a change, in its transaction.
    static func count(_ db: Database) throws { try db.run("UPDATE mirror SET revision = revision + 1") }

    /// The rows that were changed after a change, in the order in which they are stored.
    static func changed(after base: Int64, _ db: Database) throws -> [Key] {
        try db.all("SELECT kind, id FROM mirrored WHERE revision > ? ORDER BY kind, id", base) { row in
            guard let table = try MirrorTable(rawValue: row.get(0, as: Int.self)) else {
                throw SQLiteError(.corrupt, "a changed row is of a table that does not exist")
            }
            return try Key(table: table, id: row.get(1, as: JournalCell.self))
        }
    }
}
