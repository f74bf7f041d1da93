import Catalogue
import LuaBridge
import TerminalText

/// Says that a row lacks a column, and what there is instead.
enum MissingColumn {
    /// `there is no column 'slug'; there are 'Long URL', 'Short URL'`, with the column that was probably meant.
    ///
    /// - Parameters:
    ///   - names: The names that would do, the usual one first.
    ///   - row: The row; other values have no columns.
    ///   - use: What the column is for: `the key`.
    static func words(_ names: [String], in row: LuaValue, for use: String? = nil) -> String {
        let wanted = names.map { "'\($0)'" }.joined(separator: " or ") + (use.map { " for \($0)" } ?? "")
        guard case .table(let table) = row else { return "there is no column \(wanted): the item is a \(row.typeName)" }
        guard let list = row.columnList else { return "there is no column \(wanted)" }
        let columns = table.fields.keys.compactMap { if case .string(let name) = $0 { name } else { nil } }.sorted()
        return "there is no column \(wanted); there are \(list)\(advice(names, columns))"
    }

    private static func advice(_ names: [String], _ columns: [String]) -> String {
        for column in columns {
            guard let odd = LookAlike.first(inValue: column), names.contains(plain(column)) else { continue }
            return " ('\(plain(column))' has \(odd.placed))"
        }
        guard let name = names.first, let nearest = columns.nearest(to: name) else { return "" }
        return " (did you mean '\(nearest)'?)"
    }

    /// A name without blanks at its ends and without what cannot be seen.
    private static func plain(_ name: String) -> String {
        var scalars = name.unicodeScalars.filter { !$0.isInvisible }[...]
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }
}
