import TerminalText

/// Rows of cells in columns as wide as they need, for a terminal or a pipe.
struct TextTable {
    private var rows: [[String]]
    /// Columns whose cells stand on the right, as numbers do.
    private let numbers: Set<Int>
    /// The column whose cells may be long, such as paths: on a narrow screen, what follows one has the next line.
    private let long: Int?

    init(_ head: [String], numbers: Set<Int> = [], long: Int? = nil) {
        rows = [head]
        self.numbers = numbers
        self.long = long
    }

    mutating func add(_ row: [String]) { rows.append(row.map(\.visible)) }

    /// The lines for a program: one for each row.
    var text: String { text(columns: .max) }

    /// The lines for a screen, one text; no cell is cut, and only sentences are broken.
    ///
    /// - Parameter available: The columns of the screen.
    func text(columns available: Int) -> String {
        var widths = rows[0].indices.map { column in rows.map { TextWidth.of($0[column]) }.max() ?? 0 }
        let gaps = 2 * (widths.count - 1)
        let excess = widths.reduce(gaps, +) - available
        if let long, excess > 0 {
            widths[long] = max(TextWidth.of(rows[0][long]), widths[long] - excess)
        }
        return rows.flatMap { lines($0, widths, available) }.joined(separator: "\n")
    }

    private func lines(_ row: [String], _ widths: [Int], _ available: Int) -> [String] {
        guard let long, TextWidth.of(row[long]) > widths[long] else { return [line(row, widths, row.indices)] }
        let before = line(row, widths, 0..<long)
        let margin = widths[..<long].reduce(0) { $0 + $1 + 2 }
        var lines = [TextWidth.pad(before, to: margin) + row[long]]
        if TextWidth.of(lines[0]) > available {
            // A path is easier to read, and to copy, in one piece.
            let rest = "  " + row[long]
            lines = TextWidth.of(rest) <= available ? [before, rest] : [before] + rest.wrapped(to: available)
        }
        let after = line(row, widths, (long + 1)..<row.endIndex)
        if !after.isEmpty { lines.append(String(repeating: " ", count: margin + widths[long] + 2) + after) }
        return lines
    }

    private func line(_ row: [String], _ widths: [Int], _ columns: Range<Int>) -> String {
        let cells = columns.map { TextWidth.pad(row[$0], to: widths[$0], right: numbers.contains($0)) }
        var line = cells.joined(separator: "  ")[...]
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}
