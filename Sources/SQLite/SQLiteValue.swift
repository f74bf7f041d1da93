import CSQLite
package import FoundationEssentials

/// A value that can stand for a `?` of a statement.
package protocol SQLiteBindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32
}

/// A value that a column can hold.
package protocol SQLiteReadable {
    /// What messages call it.
    static var sqliteName: String { get }
    /// The column's value; nil if the column holds something else. SQLite converts nothing.
    init?(_ row: borrowing Row, column: Int32)
}

extension Int64: SQLiteBindable, SQLiteReadable {
    package static var sqliteName: String { "an integer" }

    package func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement.pointer, index, self)
    }

    package init?(_ row: borrowing Row, column: Int32) {
        guard sqlite3_column_type(row.pointer, column) == SQLITE_INTEGER else { return nil }
        self = sqlite3_column_int64(row.pointer, column)
    }
}

extension Int: SQLiteBindable, SQLiteReadable {
    package static var sqliteName: String { Int64.sqliteName }

    package func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        Int64(self).bind(to: statement, at: index)
    }

    package init?(_ row: borrowing Row, column: Int32) {
        guard let value = Int64(row, column: column) else { return nil }
        self.init(value)
    }
}

extension String: SQLiteBindable, SQLiteReadable {
    package static var sqliteName: String { "text" }

    package func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        var copy = self
        return copy.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                // SQLite takes an address that is not there, as that of an empty string may be, for NULL.
                guard let start = $0.baseAddress else { return csqlite_bind_text(statement.pointer, index, "", 0) }
                return csqlite_bind_text(statement.pointer, index, start, UInt64($0.count))
            }
        }
    }

    package init?(_ row: borrowing Row, column: Int32) {
        guard sqlite3_column_type(row.pointer, column) == SQLITE_TEXT else { return nil }
        let bytes = UnsafeRawBufferPointer(
            start: sqlite3_column_text(row.pointer, column), count: Int(sqlite3_column_bytes(row.pointer, column)))
        self.init(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8]: SQLiteBindable, SQLiteReadable {
    package static var sqliteName: String { "a blob" }

    package func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        withUnsafeBytes { csqlite_bind_blob(statement.pointer, index, $0.baseAddress, UInt64($0.count)) }
    }

    package init?(_ row: borrowing Row, column: Int32) {
        guard let bytes = row.blob(column) else { return nil }
        self.init(bytes)
    }
}

extension Data: SQLiteBindable, SQLiteReadable {
    package static var sqliteName: String { [UInt8].sqliteName }

    package func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        withUnsafeBytes { csqlite_bind_blob(statement.pointer, index, $0.baseAddress, UInt64($0.count)) }
    }

    package init?(_ row: borrowing Row, column: Int32) {
        guard let bytes = row.blob(column) else { return nil }
        self.init(bytes)
    }
}

extension Optional: SQLiteBindable where Wrapped: SQLiteBindable {
    package func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        switch self {
        case .some(let value): value.bind(to: statement, at: index)
        case .none: sqlite3_bind_null(statement.pointer, index)
        }
    }
}

extension Optional: SQLiteReadable where Wrapped: SQLiteReadable {
    package static var sqliteName: String { "\(Wrapped.sqliteName) or NULL" }

    package init?(_ row: borrowing Row, column: Int32) {
        if sqlite3_column_type(row.pointer, column) == SQLITE_NULL {
            self = Wrapped?.none
            return
        }
        guard let value = Wrapped(row, column: column) else { return nil }
        self = value
    }
}
