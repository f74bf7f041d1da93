import CSQLite

/// One prepared statement, which its ``Database`` keeps for the next use of the same text.
package final class Statement {
    let pointer: OpaquePointer
    /// Whether a caller is in the middle of its rows.
    var isInUse = false

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { sqlite3_finalize(pointer) }
}

/// The row that a statement stands at; valid inside of the closure that it is handed to.
package struct Row: ~Copyable {
    let pointer: OpaquePointer

    /// The value of a column, counted from 0.
    ///
    /// - Throws: ``SQLiteColumnError`` if it holds something of another type.
    package func get<Value: SQLiteReadable>(_ column: Int, as type: Value.Type = Value.self) throws -> Value {
        guard let value = Value(self, column: Int32(column)) else {
            throw SQLiteColumnError(column: column, expected: Value.sqliteName)
        }
        return value
    }

    /// The same where anything else counts as nothing.
    package func find<Value: SQLiteReadable>(_ column: Int, as type: Value.Type = Value.self) -> Value? {
        Value(self, column: Int32(column))
    }

    func blob(_ column: Int32) -> UnsafeRawBufferPointer? {
        guard sqlite3_column_type(pointer, column) == SQLITE_BLOB else { return nil }
        return UnsafeRawBufferPointer(
            start: sqlite3_column_blob(pointer, column), count: Int(sqlite3_column_bytes(pointer, column)))
    }
}
