import CSQLite

/// What SQLite reported.
package struct SQLiteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One of SQLite's result codes, such as `SQLITE_FULL`.
    package struct Code: RawRepresentable, Sendable, Hashable {
        /// The number; its lowest eight bits are the primary code.
        package let rawValue: Int32

        /// Any of SQLite's codes.
        package init(rawValue: Int32) { self.rawValue = rawValue }

        package static let error = Code(rawValue: SQLITE_ERROR)
        package static let permission = Code(rawValue: SQLITE_PERM)
        package static let busy = Code(rawValue: SQLITE_BUSY)
        package static let locked = Code(rawValue: SQLITE_LOCKED)
        package static let readOnly = Code(rawValue: SQLITE_READONLY)
        package static let corrupt = Code(rawValue: SQLITE_CORRUPT)
        package static let full = Code(rawValue: SQLITE_FULL)
        package static let cannotOpen = Code(rawValue: SQLITE_CANTOPEN)
        package static let mismatch = Code(rawValue: SQLITE_MISMATCH)
        package static let authorization = Code(rawValue: SQLITE_AUTH)
        package static let format = Code(rawValue: SQLITE_FORMAT)
        package static let notADatabase = Code(rawValue: SQLITE_NOTADB)
        /// An extended code: a read got fewer bytes than a page has.
        package static let shortRead = Code(rawValue: SQLITE_IOERR | 2 << 8)
        /// An extended code: a write failed.
        package static let writeFailed = Code(rawValue: SQLITE_IOERR | 3 << 8)
        /// An extended code: the file was moved or removed while it was open.
        package static let fileMoved = Code(rawValue: SQLITE_READONLY | 4 << 8)

        /// The code without the part that extends it.
        package var primary: Code { Code(rawValue: rawValue & 0xFF) }
    }

    /// The extended code.
    package let code: Code
    /// SQLite's own words.
    package let message: String

    /// An error of this library's own, or of a test's.
    package init(_ code: Code, _ message: String? = nil) {
        self.code = code
        self.message = message ?? String(cString: sqlite3_errstr(code.rawValue))
    }

    package var description: String { message }
}

/// A column does not hold what the caller reads.
package struct SQLiteColumnError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The number of the column, from 0.
    package let column: Int
    /// What was expected.
    package let expected: String

    package var description: String { "column \(column) does not hold \(expected)" }
}
