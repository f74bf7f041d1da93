import Catalogue
import LuaBridge
import TerminalText

/// Prints values for a person: lists of records as tables, others as Lua.
struct ValuePrinter {
    var columns: Int
    /// Rows of a table of records, and elements of other lists, before the rest is only counted.
    var entries = 20
    var inColour = false
    /// Whether tables of records are made to be read: fitted to the columns, with short times.
    var isFitted = true
    /// What the rows of a table are called, and how many there are besides those of the list.
    var rows = RowCount()
    /// Puts the names of a record's fields in order, where one is known; others come by the alphabet.
    var fieldOrder: @Sendable ([String]) -> [String]? = { _ in nil }
    /// Characters of a string inside a table.
    var innerStringLimit = 2_000

    /// The lines, one text.
    func text(of value: LuaDisplay) -> String {
        if case .table(let table) = value, let records = RecordTable(table, order: fieldOrder, isFitted: isFitted) {
            return records.lines(
                columns: isFitted ? columns : .max, rows: entries, counted: rows, inColour: inColour
            ).joined(separator: "\n")
        }
        if case .table(let table) = value, table.sequenceCount + table.fieldCount == 0, let words = rows.none {
            return words
        }
        if case .text(let text, _) = value {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.map { LuaText.escaped(String($0)) }.joined(separator: "\n").wrappedLines(
                to: isFitted ? columns : .max)
        }
        var text = ValueText(columns: columns, fieldOrder: fieldOrder)
        text.entries = entries
        text.innerStringLimit = innerStringLimit
        let lines = text.text(of: value)
        return isFitted ? lines.wrappedLines(to: columns) : lines
    }
}
