import LuaBridge

/// A list of records, with a column for each of their fields.
struct RecordTable {
    fileprivate struct Column {
        var name: String
        var cells: [String] = []
        var isNumeric = true
        var width = 0
    }

    fileprivate var columns: [Column]
    private var shown: Int
    private var count: Int

    /// nil where the table is no list of tables with names for keys.
    ///
    /// - Parameter order: Puts the names in order, where it knows one.
    init?(_ table: LuaDisplay.Table, order: ([String]) -> [String]? = { _ in nil }) {
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
            var column = Column(name: LuaText.escaped(name))
            for record in records { column.add(record[name]) }
            return column
        }
        shown = records.count
        count = table.sequenceCount
    }

    func lines(columns available: Int, rows: Int, inColour: Bool) -> [String] {
        let rows = min(rows, shown)
        var columns = self.columns
        for index in columns.indices { columns[index].measure(rows) }
        var hidden: [String] = []
        if available != .max {
            // A few columns that can be read say more than all of them cut to pieces.
            while columns.count > 1, Self.readableWidth(columns) > available {
                hidden.insert(columns.removeLast().name, at: 0)
            }
            Self.fit(&columns, into: available)
        }
        let header = Self.line(
            columns.map { TextWidth.pad(TextWidth.clip($0.name, to: $0.width), to: $0.width, right: $0.isNumeric) })
        var lines = [inColour ? "\u{1B}[1m\(header)\u{1B}[0m" : header]
        for row in 0..<rows {
            lines.append(
                Self.line(
                    columns.map { column in
                        let cell = TextWidth.clip(column.cells[row], to: column.width)
                        return TextWidth.pad(cell, to: column.width, right: column.isNumeric)
                    }))
        }
        if count > rows { lines.append("… and \((count - rows).grouped) more") }
        if !hidden.isEmpty { lines.append("(too narrow for: \(hidden.joined(separator: ", ")))") }
        return lines
    }

    private static func line(_ cells: [String]) -> String {
        var line = cells.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }

    private static func width(_ columns: [Column]) -> Int {
        columns.reduce(0) { $0 + $1.width } + 2 * (columns.count - 1)
    }

    /// The least width that leaves enough of each column to be read: a date, most addresses.
    private static func readableWidth(_ columns: [Column]) -> Int {
        columns.reduce(0) { $0 + min($1.width, 24) } + 2 * (columns.count - 1)
    }

    /// Takes from the widest column until all fit, or none is wider than a short word.
    private static func fit(_ columns: inout [Column], into available: Int) {
        var excess = width(columns) - available
        while excess > 0, let widest = columns.indices.max(by: { columns[$0].width < columns[$1].width }),
            columns[widest].width > 8
        {
            columns[widest].width -= 1
            excess -= 1
        }
    }
}

extension RecordTable.Column {
    fileprivate mutating func add(_ value: LuaDisplay?) {
        switch value {
        case nil: cells.append("")
        case .string(let text):
            isNumeric = false
            cells.append(LuaText.escaped(text))
        case .text(let text, let type):
            if type != "number" { isNumeric = false }
            cells.append(LuaText.escaped(text))
        case .some(let other):
            isNumeric = false
            cells.append(ValuePrinter.flat(other, entries: 3, stringLimit: 40))
        }
    }

    /// Makes the column as wide as its first rows want it.
    fileprivate mutating func measure(_ rows: Int) {
        width = max(1, TextWidth.of(name), cells.prefix(rows).map { TextWidth.of($0) }.max() ?? 0)
    }
}
