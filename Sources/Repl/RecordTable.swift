import Catalogue
import LuaBridge
import TerminalText

/// A list of records, with a column for each of their fields.
struct RecordTable {
    private var columns: [RecordColumn]
    private var shown: Int
    private var count: Int

    /// nil where the table is no list of tables with names for keys.
    ///
    /// - Parameters:
    ///   - order: Puts the names in order, where it knows one.
    ///   - isFitted: Whether times are shortened for the eye.
    init?(_ table: LuaDisplay.Table, order: ([String]) -> [String]? = { _ in nil }, isFitted: Bool) {
        guard table.sequenceCount > 0, table.fieldCount == 0 else { return nil }
        var records: [[String: LuaDisplay]] = []
        for element in table.sequence {
            guard case .table(let record) = element, record.sequenceCount == 0, record.fieldCount > 0,
                record.fieldCount == record.fields.count
            else { return nil }
            var fields: [String: LuaDisplay] = [:]
            for field in record.fields {
                guard case .string(.string(let name)) = field.key else { return nil }
                fields[name] = field.value
            }
            records.append(fields)
        }
        let names = Set(records.flatMap(\.keys)).sorted()
        // Records that have little in common are easier to read one by one.
        guard names.count <= 40 else { return nil }
        columns = (order(names) ?? names).map { name in
            RecordColumn(LuaText.escaped(name), records.map { $0[name] }, isFitted: isFitted)
        }
        shown = records.count
        count = table.sequenceCount
    }

    func lines(columns available: Int, rows: Int, counted: RowCount, inColour: Bool) -> [String] {
        let rows = min(rows, shown)
        var columns = self.columns
        for index in columns.indices { columns[index].measure(rows) }
        var hidden: Set<String> = []
        if available != .max {
            // What another column says as well.
            for column in columns where columns.count > 1 {
                if columns.contains(where: { column.isRepeated(in: $0) }) {
                    columns.removeAll { $0.name == column.name }
                }
            }
        }
        // A word of a sentence that is wider than its column moves nothing then.
        columns = columns.filter { $0.content != .prose } + columns.filter { $0.content == .prose }
        if available != .max {
            // Before anything that says something is cut.
            while columns.count > 1, Self.width(columns) > available,
                let index = columns.lastIndex(where: { $0.content == .alwaysFalse })
            {
                hidden.insert(columns.remove(at: index).name)
            }
            // A few columns that can be read say more than all of them cut to pieces.
            while columns.count > 1, Self.readableWidth(columns) > available {
                let least = columns.indices.reversed().min { columns[$0].importance < columns[$1].importance }
                hidden.insert(columns.remove(at: least ?? columns.count - 1).name)
            }
            for index in columns.indices { columns[index].leaveOut(columns, rows) }
            Self.fit(&columns, into: available)
        }
        let header = Self.line(
            columns.map { TextWidth.pad(TextWidth.clip($0.name, to: $0.width), to: $0.width, right: $0.isNumeric) })
        var lines = [inColour ? "\u{1B}[1m\(header)\u{1B}[0m" : header]
        for row in 0..<rows {
            let cells = columns.map { $0.lines(row) }
            for index in 0..<(cells.map(\.count).max() ?? 1) {
                let line = Self.line(
                    zip(cells, columns).map { cell, column in
                        index < cell.count ? cell[index] : String(repeating: " ", count: column.width)
                    })
                lines.append(index > 0 && TextWidth.of(line) > available ? Self.moved(line, into: available) : line)
            }
        }
        if let line = counted.line(shown: rows, of: count) { lines.append(line) }
        if !hidden.isEmpty {
            let names = self.columns.map(\.name).filter(hidden.contains)
            let words = "(\(names.count) column\(names.count == 1 ? "" : "s") hidden: \(names.joined(separator: ", ")))"
            lines += words.wrapped(to: available)
        }
        return lines
    }

    private static func line(_ cells: [String]) -> String {
        var line = cells.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }

    /// A line with one word that is wider than its column, moved to the left: an address is not to be broken.
    private static func moved(_ line: String, into available: Int) -> String {
        let word = line.drop { $0 == " " }
        return String(repeating: " ", count: max(0, available - TextWidth.of(word))) + word
    }

    private static func width(_ columns: [RecordColumn]) -> Int {
        columns.reduce(0) { $0 + $1.width } + 2 * (columns.count - 1)
    }

    /// The least width that leaves enough of each column to be read.
    private static func readableWidth(_ columns: [RecordColumn]) -> Int {
        columns.reduce(0) { $0 + $1.readableWidth } + 2 * (columns.count - 1)
    }

    /// Takes from the widest column that may be cut until all fit, or none is wider than a short word.
    private static func fit(_ columns: inout [RecordColumn], into available: Int) {
        var excess = width(columns) - available
        while excess > 0,
            let widest = columns.indices.filter({ columns[$0].isCuttable }).max(by: {
                columns[$0].width < columns[$1].width
            }), columns[widest].width > 8
        {
            columns[widest].width -= 1
            excess -= 1
        }
    }
}
