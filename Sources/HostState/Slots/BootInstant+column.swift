package import SQLite
package import Timekeeping

/// Nanoseconds in a column of the slot file.
extension BootInstant: SQLiteBindable, SQLiteReadable {
    package static var sqliteName: String { Int64.sqliteName }

    package func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        nanoseconds.bind(to: statement, at: index)
    }

    package init?(_ row: borrowing Row, column: Int32) {
        guard let nanoseconds = Int64(row, column: column) else { return nil }
        self.init(nanoseconds: nanoseconds)
    }
}
