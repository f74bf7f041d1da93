import TerminalText

/// Rows of cells in columns as wide as they need, for a terminal or a pipe.
struct TextTable {
    private var rows: [[String]]
    /// Columns whose cells stand on the right, as numbers do.
    private let numbers: Set<Int>

    init(_ head: [String], numbers: Set<Int> = []) {
        rows = [head]
        self.numbers = numbers
    }

    mutating func add(_ row: [String]) { rows.append(row.map(\.visible)) }

    var text: String {
        let widths = rows[0].indices.map { column in rows.map { TextWidth.of($0[column]) }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                TextWidth.pad(row[column], to: widths[column], right: numbers.contains(column))
            }
            var line = cells.joined(separator: "  ")[...]
            while line.last == " " { line.removeLast() }
            return String(line)
        }.joined(separator: "\n")
    }
}
