import CSQLite

/// What SQLite reported.
public struct SQLiteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One of SQLite's result codes, such as `SQLITE_FULL`.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The number; its lowest eight bits are the primary code.
        public let rawValue: Int32

        /// Any of SQLite's codes.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        public static let error = Code(rawValue: SQLITE_ERROR)
        public static let permission = Code(rawValue: SQLITE_PERM)
        public static let busy = Code(rawValue: SQLITE_BUSY)
        public static let locked = Code(rawValue: SQLITE_LOCKED)
        public static let readOnly = Code(rawValue: SQLITE_READONLY)
        public static let corrupt = Code(rawValue: SQLITE_CORRUPT)
        public static let full = Code(rawValue: SQLITE_FULL)
        public static let cannotOpen = Code(rawValue: SQLITE_CANTOPEN)
        public static let mismatch = Code(rawValue: SQLITE_MISMATCH)
        public static let authorization = Code(rawValue: SQLITE_AUTH)
        public static let format = Code(rawValue: SQLITE_FORMAT)
        public static let notADatabase = Code(rawValue: SQLITE_NOTADB)
        /// An extended code: a read got fewer bytes than a page has.
        public static let shortRead = Code(rawValue: SQLITE_IOERR | 2 << 8)
        /// An extended code: a write failed.
        public static let writeFailed = Code(rawValue: SQLITE_IOERR | 3 << 8)
        /// An extended code: the file was moved or removed while it was open.
        public static let fileMoved = Code(rawValue: SQLITE_READONLY | 4 << 8)

        /// The code without the part that extends it.
        public var primary: Code { Code(rawValue: rawValue & 0xFF) }
    }

    /// The extended code.
    public let code: Code
    /// SQLite's own words.
    public let message: String

    /// An error of this library's own, or of a test's.
    public init(_ code: Code, _ message: String? = nil) {
        self.code = code
        self.message = message ?? String(cString: sqlite3_errstr(code.rawValue))
    }

    public var description: String { message }
}

/// A column does not hold what the caller reads.
public struct SQLiteColumnError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The number of the column, from 0.
    public let column: Int
    /// What was expected.
    public let expected: String

    public var description: String { "column \(column) does not hold \(expected)" }
}
