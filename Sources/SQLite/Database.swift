import CSQLite
import Glibc
import Timekeeping

/// One connection to an SQLite file, used by one thread at a time; see ``SharedDatabase``.
///
/// Statements are prepared once and kept by their text. All calls throw ``SQLiteError``.
package final class Database {
    /// How a file is opened.
    package struct Options: Sendable {
        /// Whether nothing is written through the connection.
        package var isReadOnly = false
        /// Whether a file that does not exist is made.
        package var makesFile = false
        /// How long a statement waits for other connections.
        package var patience = Duration.seconds(5)
        /// Statements that are run first.
        package var preparation = ""

        package init(
            isReadOnly: Bool = false, makesFile: Bool = false, patience: Duration = .seconds(5),
            preparation: String = ""
        ) {
            self.isReadOnly = isReadOnly
            self.makesFile = makesFile
            self.patience = patience
            self.preparation = preparation
        }
    }

    private let connection: OpaquePointer
    private var statements: [String: Statement] = [:]

    /// Opens a file; `:memory:` for none.
    package init(path: String, _ options: Options = Options()) throws {
        var connection: OpaquePointer?
        // No mutex of SQLite's: the caller sees to it that one thread uses the connection at a time.
        var flags = SQLITE_OPEN_NOMUTEX | (options.isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE)
        if options.makesFile { flags |= SQLITE_OPEN_CREATE }
        let status = sqlite3_open_v2(path, &connection, flags, nil)
        guard status == SQLITE_OK, let connection else {
            defer { sqlite3_close_v2(connection) }
            throw connection.map { Self.error($0) } ?? SQLiteError(.init(rawValue: status))
        }
        self.connection = connection
        sqlite3_extended_result_codes(connection, 1)
        sqlite3_busy_timeout(connection, Int32(clamping: options.patience.milliseconds))
        // Plain SQL must not be able to make the file unreadable, whatever a damaged one holds.
        _ = csqlite_defensive(connection)
        do {
            try execute(options.preparation)
        } catch {
            sqlite3_close_v2(connection)
            throw error
        }
    }

    deinit { close() }

    /// The version of the library that the process has loaded, `3.40.1`.
    package static var libraryVersion: String { String(cString: sqlite3_libversion()) }

    /// Closes the file; no other call may follow.
    func close() {
        statements = [:]
        // Another close changes nothing: `deinit` may come after one.
        if !isClosed { sqlite3_close_v2(connection) }
        isClosed = true
    }

    private var isClosed = false

    /// Runs statements that have no values and whose rows nobody reads, separated by semicolons.
    package func execute(_ sql: String) throws {
        let status = sqlite3_exec(connection, sql, nil, nil, nil)
        guard status == SQLITE_OK else { throw Self.error(connection) }
    }

    /// Runs one statement with a value for each `?`.
    package func run<each Value: SQLiteBindable>(_ sql: String, _ values: repeat each Value) throws {
        try rows(sql, repeat each values) { _ in false }
    }

    /// The first row as `read` makes it; nil if there is none.
    package func first<Result, each Value: SQLiteBindable>(
        _ sql: String, _ values: repeat each Value, read: (borrowing Row) throws -> Result
    ) throws -> Result? {
        var result: Result?
        try rows(sql, repeat each values) {
            result = try read($0)
            return false
        }
        return result
    }

    /// The first column of the first row; nil if there is no row or the column is NULL.
    package func value<Result: SQLiteReadable, each Value: SQLiteBindable>(
        _ type: Result.Type, _ sql: String, _ values: repeat each Value
    ) throws -> Result? {
        try first(sql, repeat each values) { try $0.get(0, as: Result?.self) } ?? nil
    }

    /// All rows as `read` makes them.
    package func all<Result, each Value: SQLiteBindable>(
        _ sql: String, _ values: repeat each Value, read: (borrowing Row) throws -> Result
    ) throws -> [Result] {
        var results: [Result] = []
        try rows(sql, repeat each values) {
            try results.append(read($0))
            return true
        }
        return results
    }

    /// Calls `body` with each row until it answers false.
    package func rows<each Value: SQLiteBindable>(
        _ sql: String, _ values: repeat each Value, body: (borrowing Row) throws -> Bool
    ) throws {
        let statement = try prepared(sql)
        let pointer = statement.pointer
        statement.isInUse = true
        defer {
            sqlite3_reset(pointer)
            sqlite3_clear_bindings(pointer)
            statement.isInUse = false
        }
        var index: Int32 = 0
        func bind(_ value: some SQLiteBindable) throws {
            index += 1
            let status = value.bind(to: statement, at: index)
            guard status == SQLITE_OK else { throw Self.error(connection) }
        }
        repeat try bind(each values)
        while true {
            let status = sqlite3_step(pointer)
            if status == SQLITE_DONE { return }
            guard status == SQLITE_ROW else { throw Self.error(connection) }
            guard try body(Row(pointer: pointer)) else { return }
        }
    }

    /// Runs `body` in a transaction that takes the write lock first; an error undoes it.
    package func inTransaction<Result>(_ body: () throws -> Result) throws -> Result {
        try run("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            // SQLite has undone it already after some errors, a full disk among them.
            if isInTransaction { try? run("ROLLBACK") }
            throw error
        }
    }

    /// Runs `body` as a part of the open transaction; an error undoes what `body` did and nothing else.
    package func inSavepoint<Result>(_ body: () throws -> Result) throws -> Result {
        try run("SAVEPOINT part")
        do {
            let result = try body()
            try run("RELEASE part")
            return result
        } catch {
            // Some errors have undone the whole transaction already.
            if isInTransaction {
                try run("ROLLBACK TO part")
                try run("RELEASE part")
            }
            throw error
        }
    }

    /// Whether a transaction is open.
    package var isInTransaction: Bool { sqlite3_get_autocommit(connection) == 0 }

    /// How many rows the last statement inserted, changed or deleted.
    package var changes: Int { Int(sqlite3_changes64(connection)) }

    /// The key of the last row that was inserted.
    package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(connection) }

    /// Takes as much of the write-ahead log into the file as is possible without waiting.
    package func checkpoint() throws {
        let status = sqlite3_wal_checkpoint_v2(connection, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        guard status == SQLITE_OK else { throw Self.error(connection) }
    }

    private func prepared(_ sql: String) throws -> Statement {
        // One that is in the middle of its rows, because a caller runs the same text inside of its own rows, is left.
        if let statement = statements[sql], !statement.isInUse { return statement }
        var pointer: OpaquePointer?
        let status = sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
        guard status == SQLITE_OK else { throw Self.error(connection) }
        guard let pointer else { throw SQLiteError(.error, "there is no statement in \"\(sql)\"") }
        let statement = Statement(pointer)
        if statements[sql] == nil { statements[sql] = statement }
        return statement
    }

    private static func error(_ connection: OpaquePointer) -> SQLiteError {
        let code = SQLiteError.Code(rawValue: sqlite3_extended_errcode(connection))
        let number = sqlite3_system_errno(connection)
        // SQLite tells a full disk by one number; a quota and the largest allowed file come to the same.
        if code.primary.rawValue == SQLITE_IOERR, number == EFBIG || number == EDQUOT {
            return SQLiteError(
                .full, number == EFBIG ? "the file size limit is reached (ulimit -f)" : "the disk quota is used up")
        }
        return SQLiteError(
            code, code.primary == .full ? "the disk is full" : String(cString: sqlite3_errmsg(connection)))
    }
}
