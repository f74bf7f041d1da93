import Synchronization

/// A connection that any thread may use, one after the other.
///
/// A call blocks its thread while another thread uses the connection.
package final class SharedDatabase: Sendable {
    // The connection never leaves the lock: `Database` is not Sendable, and its uses are inside of `use`.
    private struct State: ~Copyable, @unchecked Sendable {
        var database: Database?
    }

    private let state: Mutex<State>

    /// Opens a file; see ``Database/init(path:_:)``.
    ///
    /// - Throws: ``SQLiteError``.
    package init(path: String, _ options: Database.Options = Database.Options()) throws {
        state = Mutex(State(database: try Database(path: path, options)))
    }

    /// Calls `body` with the connection.
    ///
    /// - Throws: ``SQLiteError`` after ``close()``, what `body` throws.
    package func use<Result>(_ body: (Database) throws -> Result) throws -> Result {
        // What `body` returns is made by this thread, and the lock is what makes the connection safe to use here.
        nonisolated(unsafe) var result: Result?
        try state.withLock { state in
            guard let database = state.database else { throw SQLiteError(.error, "the database is closed") }
            result = try body(database)
        }
        guard let result else { throw SQLiteError(.error, "the database gave no result") }
        return result
    }

    /// Closes the file; a second call does nothing.
    package func close() {
        state.withLock { state in
            state.database?.close()
            state.database = nil
        }
    }
}
