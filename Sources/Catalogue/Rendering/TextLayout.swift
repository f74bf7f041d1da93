import TerminalText

extension String {
    var lines: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}

/// Rows of a name, a type and a text, in columns that fit into a width.
struct TextColumns {
    struct Row {
        var name: String
        var type = ""
        var text: String
    }

    /// A type that is longer stands alone on its line, so that one of them does not push all texts aside.
    private static let widestType = 16
    /// Where less is left for the texts, they stand below the names.
    private static let narrowestText = 24

    var width: Int
    var indent = 2
    var nameStyle: (String) -> String = { $0 }
    var typeStyle: (String) -> String = { $0 }

    func lines(of rows: [Row]) -> [String] {
        let nameWidth = rows.map { TextWidth.of($0.name) }.max() ?? 0
        let typeWidth = rows.map { TextWidth.of($0.type) }.filter { $0 <= Self.widestType }.max() ?? 0
        let beside = indent + nameWidth + 2 + (typeWidth > 0 ? typeWidth + 2 : 0)
        let isBelow = width - beside < Self.narrowestText
        let margin = isBelow ? indent + 4 : beside
        return rows.flatMap { row in
            let space = String(repeating: " ", count: indent)
            let name = nameStyle(row.name) + String(repeating: " ", count: nameWidth - TextWidth.of(row.name))
            var head = space + name
            if !row.type.isEmpty { head += "  " + typeStyle(row.type) }
            let texts = row.text.filled(to: max(Self.narrowestText, width - margin))
            let gap = String(repeating: " ", count: margin)
            guard !isBelow, TextWidth.of(row.type) <= Self.widestType else {
                return [head.trimmingEnd] + texts.map { gap + $0 }
            }
            let padding = String(repeating: " ", count: max(0, typeWidth - TextWidth.of(row.type)))
            let filler = row.type.isEmpty && typeWidth > 0 ? "  " + padding : padding
            let first = (head + filler + "  " + (texts.first ?? "")).trimmingEnd
            return [first] + texts.dropFirst().map { gap + $0 }
        }
    }
}

extension String {
    var trimmingEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
