import Glibc
import SQLite
import Timekeeping

/// The SQLite file with the records of starts that have ended.
struct RecordDatabase {
    /// Raised whenever the tables change so that older versions cannot read them.
    private static let version = 1

    let path: String
    private let database: Database

    /// Opens the file; one that is damaged is moved aside first.
    ///
    /// - Parameters:
    ///   - isReadOnly: Whether nothing is made or changed.
    ///   - notice: Is told in one line that a damaged file was moved aside.
    /// - Returns: nil if there is no file and none is made.
    /// - Throws: ``RecordError``
    static func open(
        in folder: String, isReadOnly: Bool = false, notice: (String) -> Void
    ) throws(RecordError) -> RecordDatabase? {
        let path = "\(folder)/starts.sqlite"
        if isReadOnly, access(path, F_OK) != 0 { return nil }
        do throws(SQLiteError) {
            return try RecordDatabase(path, isReadOnly)
        } catch  where error.meansDamage && !isReadOnly {
            let aside = "\(folder)/starts-damaged.sqlite"
            guard rename(path, aside) == 0 else { throw RecordError(path, error) }
            unlink(path + "-journal")
            notice("\(path) was damaged (\(error.message)) and is now \(aside)")
        } catch  where error.code == Self.newer {
            throw .newer(path)
        } catch {
            throw RecordError(path, error)
        }
        do throws(SQLiteError) { return try RecordDatabase(path, isReadOnly) } catch { throw RecordError(path, error) }
    }

    private static let newer = SQLiteError.Code.authorization

    private init(_ path: String, _ isReadOnly: Bool) throws(SQLiteError) {
        self.path = path
        do {
            // Not a write-ahead log, whose files cannot be moved aside together.
            database = try Database(
                path: path,
                Database.Options(
                    isReadOnly: isReadOnly, makesFile: !isReadOnly,
                    preparation: isReadOnly ? "" : "PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL"))
            let found = try database.value(Int.self, "PRAGMA user_version") ?? 0
            if found > Self.version { throw SQLiteError(Self.newer) }
            if found == 0, !isReadOnly {
                chmod(path, 0o600)
                try database.inTransaction { try database.execute(Self.tables) }
            }
        } catch let error as SQLiteError {
            throw error
        } catch {
            throw SQLiteError(.corrupt, "\(error)")
        }
    }

    private static let tables = """
        CREATE TABLE IF NOT EXISTS start (
            id TEXT PRIMARY KEY, started INTEGER NOT NULL, script TEXT NOT NULL, schedule TEXT,
            record BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS start_by_time ON start (started);
        PRAGMA user_version = \(version);
        """

    /// Adds records, or replaces those with the same name; all or none.
    ///
    /// - Throws: ``RecordError``
    func add(_ records: [StartRecord]) throws(RecordError) {
        try perform {
            try database.inTransaction {
                for record in records {
                    try database.run(
                        "INSERT OR REPLACE INTO start (id, started, script, schedule, record) VALUES (?, ?, ?, ?, ?)",
                        record.id, record.started, record.script.path ?? record.script.name, record.schedule,
                        record.json)
                }
            }
        }
    }

    /// A record by its name; nil if there is none, or if it cannot be read.
    ///
    /// - Throws: ``RecordError``
    func record(_ id: String) throws(RecordError) -> StartRecord? {
        try perform {
            try database.value([UInt8].self, "SELECT record FROM start WHERE id = ?", id)
                .flatMap { try? StartRecord(json: $0) }
        }
    }

    /// Records that began in a time, the latest first.
    ///
    /// - Parameter isWanted: Whether a record counts; asked of one after the other, until `limit` are found.
    /// - Throws: ``RecordError``
    func records(
        since: ServiceInstant?, limit: Int, schedule: String?, _ isWanted: (StartRecord) -> Bool
    ) throws(RecordError) -> [StartRecord] {
        try perform {
            var found: [StartRecord] = []
            try database.rows(
                """
                SELECT record FROM start WHERE started >= ? AND (?2 IS NULL OR schedule = ?2)
                ORDER BY started DESC, id DESC
                """, since ?? ServiceInstant(milliseconds: .min), schedule
            ) { row in
                // One that a newer version wrote, or that is damaged, is passed over.
                guard let bytes = row.find(0, as: [UInt8].self), let record = try? StartRecord(json: bytes) else {
                    return true
                }
                if isWanted(record) { found.append(record) }
                return found.count < limit
            }
            return found
        }
    }

    /// Removes the records that began before a moment, and the oldest beyond a number.
    ///
    /// - Returns: How many were removed.
    /// - Throws: ``RecordError``
    func prune(before: ServiceInstant?, most: Int) throws(RecordError) -> Int {
        try perform {
            try database.inTransaction {
                var count = 0
                if let before {
                    try database.run("DELETE FROM start WHERE started < ?", before)
                    count += database.changes
                }
                try database.run(
                    "DELETE FROM start WHERE id IN (SELECT id FROM start ORDER BY started DESC LIMIT -1 OFFSET ?)", most
                )
                return count + database.changes
            }
        }
    }

    private func perform<Value>(_ body: () throws -> Value) throws(RecordError) -> Value {
        do {
            return try body()
        } catch let error as SQLiteError {
            throw RecordError(path, error)
        } catch {
            throw RecordError("cannot use \(path): \(error)")
        }
    }
}

extension SQLiteError {
    /// Whether the file is not what it should be: all statements are known, so that a plain error means other tables.
    fileprivate var meansDamage: Bool {
        switch code.primary {
        case .corrupt, .notADatabase, .error, .format: true
        default: code == .shortRead
        }
    }
}
