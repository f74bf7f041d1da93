import SQLite

/// The tables of a journal, as a list of what each version added.
struct Schema: Sendable {
    typealias Migration = @Sendable (Database) throws -> Void

    /// What leads from each version to the next, from an empty file on.
    ///
    /// Only ever appended to.
    var migrations: [Migration]

    var version: Int { migrations.count }

    /// "govr": tells the file from any other of SQLite's.
    static let applicationID = 0x676F_7672

    static let current = Schema(migrations: [
        { db in
            // The columns that a pass over a million items reads come first, so that long results stay untouched.
            try db.execute(
                """
                CREATE TABLE run (
                    identity TEXT NOT NULL, created INTEGER NOT NULL, number INTEGER NOT NULL);
                CREATE TABLE metadata (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
                CREATE TABLE item (
                    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, digest BLOB NOT NULL, state INTEGER NOT NULL,
                    attempts INTEGER NOT NULL, begun INTEGER NOT NULL, changed INTEGER NOT NULL,
                    sequence INTEGER, place TEXT, errorKind TEXT, error TEXT, result TEXT);
                CREATE UNIQUE INDEX finished ON item (sequence) WHERE sequence IS NOT NULL;
                CREATE INDEX trouble ON item (id, state, errorKind) WHERE state >= 2;
                CREATE TABLE step (
                    id INTEGER PRIMARY KEY, item INTEGER NOT NULL, path TEXT NOT NULL, ordinal INTEGER NOT NULL,
                    state INTEGER NOT NULL, call TEXT NOT NULL, arguments BLOB NOT NULL,
                    begun INTEGER NOT NULL, changed INTEGER NOT NULL, intent TEXT, error TEXT, result TEXT,
                    UNIQUE (item, path, ordinal));
                """)
        },
        { db in try SchemaTwo.migrate(db) },
        // What each item was, for the table of a run; last, so that a pass over the items does not read it.
        { db in try db.execute("ALTER TABLE item ADD COLUMN cells TEXT") },
    ])

    /// Refuses what is no journal or one of a newer version.
    func check(_ db: Database, path: String) throws -> Int {
        let version = try db.value(Int.self, "PRAGMA user_version") ?? 0
        guard try db.value(Int.self, "PRAGMA application_id") == Self.applicationID, version > 0 else {
            throw JournalError(damaged: path, "it is no journal of a run")
        }
        guard version <= self.version else {
            throw JournalError(
                .newer,
                "the journal \(path) was made by a newer govscript "
                    + "(version \(version), this one knows \(self.version))",
                hint: "Use that version of govscript for this run.")
        }
        return version
    }

    /// Takes an older journal to this version, all or nothing.
    func migrate(_ db: Database, from version: Int) throws {
        guard version < self.version else { return }
        try db.inTransaction {
            for migration in migrations[version...] { try migration(db) }
            try db.execute("PRAGMA user_version = \(self.version); PRAGMA application_id = \(Self.applicationID)")
        }
    }
}
