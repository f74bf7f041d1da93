import ApiClients
import TerminalText

/// Writes HTML whose markup is the program's own and whose texts are anybody's.
///
/// Markup is a literal of this program; every other text is escaped, also in attributes, which are always in double
/// quotes.
struct HTMLWriter {
    private(set) var html = ""

    mutating func markup(_ literal: StaticString) {
        literal.withUTF8Buffer { html += String(decoding: $0, as: UTF8.self) }
    }

    mutating func text(_ text: String) { html += Self.escaped(text) }

    mutating func number(_ number: Double) {
        let rounded = (number * 100).rounded() / 100
        html += rounded == rounded.rounded() ? "\(Int(saturating: rounded))" : "\(rounded)"
    }

    /// Text between two pieces of markup.
    mutating func element(_ open: StaticString, _ text: String, _ close: StaticString) {
        markup(open)
        self.text(text)
        markup(close)
    }

    /// A table; numbers stand on the right.
    mutating func table(_ head: [String], numbers: Set<Int> = [], _ rows: [[String]]) {
        markup("<div class=\"wide\"><table>\n<thead><tr>")
        for (index, cell) in head.enumerated() {
            markup(numbers.contains(index) ? "<th class=\"n\">" : "<th>")
            text(cell)
            markup("</th>")
        }
        markup("</tr></thead>\n<tbody>\n")
        for row in rows {
            markup("<tr>")
            for (index, cell) in row.enumerated() {
                markup(numbers.contains(index) ? "<td class=\"n\">" : "<td>")
                text(cell)
                markup("</td>")
            }
            markup("</tr>\n")
        }
        markup("</tbody></table></div>\n")
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        // What drives a terminal or turns the direction of a text has no business in a page either.
        for scalar in text.visible.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
