import Catalogue
import LuaBridge
import TerminalText

/// One field of all records of a table.
struct RecordColumn {
    /// What the cells hold, by which a narrow screen is shared out.
    enum Content {
        /// Copied and typed again: never cut, and hidden last.
        case identifier
        case name
        case other
        /// Sentences, which are wrapped and never cut.
        case prose
        case time
        /// `false` in every row says nothing.
        case alwaysFalse
    }

    private(set) var name: String
    private var cells: [String]
    private(set) var isNumeric: Bool
    private(set) var content: Content
    var width = 0

    /// - Parameters:
    ///   - values: The field in each record; nil where a record lacks it.
    ///   - isFitted: Whether times are shortened for the eye.
    init(_ name: String, _ values: [LuaDisplay?], isFitted: Bool) {
        self.name = name
        let present = values.compactMap(\.self)
        isNumeric = present.allSatisfy { if case .text(_, "number") = $0 { true } else { false } }
        let cells = values.map { $0.map(Self.text) ?? "" }
        let times: [String?] = isFitted ? cells.map { $0.isEmpty ? "" : ShortTime.cell($0) } : []
        if present.isEmpty == false, present.allSatisfy({ $0 == .text("false", type: "boolean") }) {
            content = .alwaysFalse
        } else if times.contains(where: { $0 != "" }), !times.contains(nil) {
            content = .time
        } else if Self.isIdentifier(name), cells.allSatisfy({ $0.count <= 64 }) {
            content = .identifier
        } else if Self.isProse(name) {
            content = .prose
        } else {
            content = ["name", "title"].contains(name) ? .name : .other
        }
        self.cells = content == .time ? times.map { $0 ?? "" } : cells
    }

    private static func text(_ value: LuaDisplay) -> String {
        switch value {
        case .string(let text): return LuaText.escaped(text)
        case .text(let text, _): return LuaText.escaped(text)
        default:
            var text = ValueText(columns: .max)
            text.entries = 3
            text.innerStringLimit = 40
            return text.flat(value)
        }
    }

    /// Whether the cells are what a person has to read to the end: reasons, problems, what to do.
    private static func isProse(_ name: String) -> Bool {
        [
            "text", "message", "hint", "reason", "reasons", "error", "errors", "problem", "problems", "details",
            "warning", "warnings", "description", "detail",
        ].contains(name)
    }

    /// Whether each cell is told by the cell of another column in its row.
    func isRepeated(in other: RecordColumn) -> Bool {
        content == .prose && other.content == .prose && name != other.name
            && zip(cells, other.cells).allSatisfy { $1.contains($0) && $0.count < $1.count || $0.isEmpty }
    }

    /// Takes from sentences what other columns of the row say: `rows.csv:7: column 'url': …`.
    mutating func leaveOut(_ columns: [RecordColumn], _ rows: Int) {
        guard content == .prose else { return }
        let others = columns.filter { $0.content == .identifier && $0.name != name }
        for row in cells.indices {
            let said = others.map { $0.cells[row] }.filter { !$0.isEmpty }.flatMap { ["\($0): ", "column '\($0)': "] }
            while let start = said.first(where: cells[row].hasPrefix) { cells[row].removeFirst(start.count) }
        }
        measure(rows)
    }

    private static func isIdentifier(_ name: String) -> Bool {
        ["id", "ID", "key", "shortUrl", "slug", "place", "column", "run", "kind", "state", "status"].contains(name)
            || ["Id", "ID", "_id"].contains { name.hasSuffix($0) }
    }

    /// Makes the column as wide as its first rows want it.
    mutating func measure(_ rows: Int) {
        width = max(1, TextWidth.of(name), cells.prefix(rows).map { TextWidth.of($0) }.max() ?? 0)
    }

    /// The least is the first to be hidden.
    var importance: Int {
        switch content {
        case .alwaysFalse: 0
        case .time: 1
        case .other: 2
        case .name: 3
        case .identifier: 4
        case .prose: 5
        }
    }

    var isCuttable: Bool { content != .identifier && content != .time }

    /// The least width that leaves enough to be read: most addresses; all of an identifier.
    var readableWidth: Int { isCuttable ? min(width, 24) : width }

    /// A row's cell on as many lines as it takes, as wide as the column; only sentences take more than one.
    func lines(_ row: Int) -> [String] {
        guard content == .prose, TextWidth.of(cells[row]) > width else { return [cell(row)] }
        var lines = [""]
        for word in cells[row].split(separator: " ") {
            let longer = lines[lines.count - 1].isEmpty ? String(word) : lines[lines.count - 1] + " " + word
            // A word that is wider than the column has a line of its own, without the other columns.
            if TextWidth.of(longer) > width, lines.count == 1 || !lines[lines.count - 1].isEmpty {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] = longer
            }
        }
        return lines.map { TextWidth.pad($0, to: width) }
    }

    /// A row's cell, as wide as the column; the end of an address tells more than its middle.
    func cell(_ row: Int) -> String {
        let text = cells[row]
        let isAddress = text.hasPrefix("https://") || text.hasPrefix("http://")
        let shown = isAddress ? TextWidth.clipMiddle(text, to: width) : TextWidth.clip(text, to: width)
        return TextWidth.pad(shown, to: width, right: isNumeric)
    }
}
