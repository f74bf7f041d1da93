package import Timekeeping

/// A moment in a column: an integer, its count.
extension SQLiteBindable where Self: CountedInstant {
    package func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        count.bind(to: statement, at: index)
    }
}

extension SQLiteReadable where Self: CountedInstant {
    package static var sqliteName: String { Int64.sqliteName }

    package init?(_ row: borrowing Row, column: Int32) {
        guard let count = Int64(row, column: column) else { return nil }
        self.init(count: count)
    }
}

extension BootInstant: SQLiteBindable, SQLiteReadable {}

extension ServiceInstant: SQLiteBindable, SQLiteReadable {}
