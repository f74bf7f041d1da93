/// Where the fields of a TOML document stand.
///
/// TOMLKit parses the document and gives no positions; this finds them in a text that is known to be valid TOML.
struct FieldPositions {
    struct Position: Hashable {
        /// Counted from 1.
        var line: Int
        /// In characters, counted from 1.
        var column: Int
    }

    private var positions: [[String]: Position] = [:]
    private let text: [Unicode.Scalar]
    private var index = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: String) {
        self.text = Array(text.unicodeScalars)
        scan()
    }

    /// The place of a field's name, or of the nearest table around it.
    subscript(path: [String]) -> Position? {
        var path = path
        while !path.isEmpty {
            if let position = positions[path] { return position }
            path.removeLast()
        }
        return nil
    }

    private var here: Unicode.Scalar? { index < text.count ? text[index] : nil }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where index < text.count {
            if text[index] == "\n" {
                line += 1
                lineStart = index + 1
            }
            index += 1
        }
    }

    private mutating func scan() {
        var table: [String] = []
        while true {
            skipBlank()
            guard let first = here else { return }
            if first == "[" {
                let start = Position(line: line, column: index - lineStart + 1)
                while here == "[" { advance() }
                table = keys()
                note(table, start)
                while here == "]" { advance() }
            } else {
                field(in: table)
            }
        }
    }

    /// White space, line breaks, commas and comments.
    private mutating func skipBlank() {
        while let next = here {
            if next == "#" {
                while let other = here, other != "\n" { _ = other; advance() }
            } else if next.properties.isWhitespace || next == "," {
                advance()
            } else {
                return
            }
        }
    }

    private mutating func field(in table: [String]) {
        let start = Position(line: line, column: index - lineStart + 1)
        let path = table + keys()
        note(path, start)
        skipBlank()
        guard here == "=" else { return advance() }
        advance()
        skipBlank()
        value(of: path)
    }

    private mutating func note(_ path: [String], _ position: Position) {
        // A dotted name makes tables of its own.
        for count in 1...max(1, path.count) where count <= path.count {
            let part = Array(path.prefix(count))
            if positions[part] == nil || count == path.count { positions[part] = position }
        }
    }

    /// The parts of a dotted name.
    private mutating func keys() -> [String] {
        var keys: [String] = []
        while true {
            while here == " " || here == "\t" { advance() }
            if here == "\"" || here == "'" {
                keys.append(string())
            } else {
                let start = index
                while let next = here,
                    next.properties.isAlphabetic || next.properties.numericType != nil
                        || next == "-" || next == "_"
                {
                    advance()
                }
                keys.append(String(String.UnicodeScalarView(text[start..<index])))
            }
            while here == " " || here == "\t" { advance() }
            guard here == "." else { return keys }
            advance()
        }
    }

    private mutating func value(of path: [String]) {
        switch here {
        case "{":
            advance()
            skipBlank()
            while let next = here, next != "}" {
                field(in: path)
                skipBlank()
            }
            advance()
        case "[":
            advance()
            skipBlank()
            while let next = here, next != "]" {
                value(of: path)
                skipBlank()
            }
            advance()
        case "\"", "'":
            _ = string()
        default:
            while let next = here, next != "\n", next != ",", next != "]", next != "}", next != "#" { advance() }
        }
    }

    /// The text of a quoted string, with its escapes as they are.
    private mutating func string() -> String {
        guard let quote = here else { return "" }
        let isLong = text[index...].starts(with: [quote, quote, quote])
        let length = isLong ? 3 : 1
        advance(length)
        let start = index
        while index < text.count, !text[index...].starts(with: Array(repeating: quote, count: length)) {
            advance(here == "\\" && quote == "\"" ? 2 : 1)
        }
        let content = String(String.UnicodeScalarView(text[start..<index]))
        advance(length)
        // A long string may end with up to two quotes of its own.
        while isLong, here == quote { advance() }
        return content
    }
}
