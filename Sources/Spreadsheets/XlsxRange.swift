import CXlsx

/// A part of a sheet, such as `B3:F100`, `A:D` or `5:200`.
package struct XlsxRange: Sendable, Hashable {
    package let rows: ClosedRange<Int>
    package let columns: ClosedRange<Int>
    /// Whether the last column is given, and not just the last there may be.
    package let hasColumns: Bool

    /// The most rows and columns that a sheet has.
    package static let lastRow = Int(CXLSX_LAST_ROW)
    package static let lastColumn = Int(CXLSX_LAST_COLUMN)

    /// All of a sheet.
    package static let all = XlsxRange(rows: 1...lastRow, columns: 1...lastColumn, hasColumns: false)

    private init(rows: ClosedRange<Int>, columns: ClosedRange<Int>, hasColumns: Bool) {
        self.rows = rows
        self.columns = columns
        self.hasColumns = hasColumns
    }

    /// Excel's notation, with `$` or without: two cells, columns or rows, or a cell and the column or row that the
    /// range goes to (`B3:F`); nil for anything else.
    package init?(_ text: String) {
        let parts = text.filter { $0 != "$" }.split(separator: ":", omittingEmptySubsequences: false)
        guard let first = parts.first.flatMap({ Corner($0) }), let last = parts.last.flatMap({ Corner($0) }),
            parts.count <= 2, parts.count == 2 || first.row != nil && first.column != nil
        else { return nil }
        let hasColumns = first.column != nil || last.column != nil
        guard last.column != nil || first.column == nil || last.row != nil else { return nil }
        let (top, bottom) = (first.row ?? 1, last.row ?? Self.lastRow)
        let (left, right) = (first.column ?? 1, last.column ?? Self.lastColumn)
        guard top <= bottom, left <= right else { return nil }
        self.init(rows: top...bottom, columns: left...right, hasColumns: hasColumns && last.column != nil)
    }

    /// Without so many rows at its end; nil if none is left.
    func dropping(lastRows count: Int) -> XlsxRange? {
        guard count < rows.count else { return nil }
        return XlsxRange(
            rows: rows.lowerBound...rows.upperBound - max(0, count), columns: columns, hasColumns: hasColumns)
    }

    /// `C7`, `C` or `7`.
    private struct Corner {
        var row: Int?
        var column: Int?

        init?(_ text: Substring) {
            let letters = text.utf8.prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
            let digits = text.utf8.dropFirst(letters.count)
            guard !text.isEmpty, letters.count <= 3, digits.count <= 7,
                digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
            else { return nil }
            if !letters.isEmpty {
                let number = letters.reduce(0) { $0 * 26 + Int($1 | 0x20) - Int(UInt8(ascii: "a")) + 1 }
                guard number <= XlsxRange.lastColumn else { return nil }
                column = number
            }
            if !digits.isEmpty {
                guard let number = Int(String(decoding: digits, as: UTF8.self)), 1...XlsxRange.lastRow ~= number
                else { return nil }
                row = number
            }
        }
    }
}

extension XlsxRange: CustomStringConvertible {
    /// Two cells: `B3:F100`.
    package var description: String {
        let (left, right) = (XlsxPlace.columnName(columns.lowerBound), XlsxPlace.columnName(columns.upperBound))
        return "\(left)\(rows.lowerBound):\(right)\(rows.upperBound)"
    }
}

extension XlsxRange {
    var area: cxlsx_area {
        cxlsx_area(
            first_row: UInt32(rows.lowerBound), last_row: UInt32(rows.upperBound),
            first_column: UInt32(columns.lowerBound), last_column: UInt32(columns.upperBound))
    }
}
