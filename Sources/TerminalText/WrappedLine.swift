extension StringProtocol {
    /// One line as the lines that a terminal of this width has room for, broken at blanks; what follows is indented.
    ///
    /// A word that is longer than the width stays whole, so that it can be copied. A line that begins with a tab, such
    /// as a traceback's, is left alone. Escape sequences for colours take no room.
    package func wrapped(to columns: Int) -> [String] {
        guard columns >= 20, first != "\t", TextWidth.ofStyled(self) > columns else { return [String(self)] }
        // A style may begin before the blanks.
        let text = first == "\u{1B}" ? self[...].drop { $0 != "m" }.dropFirst() : self[...]
        return broken(to: columns, margin: Swift.min(text.prefix { $0 == " " }.count + 2, 8))
    }

    /// A paragraph as lines of this width, broken between words; a word that is longer has a line of its own.
    ///
    /// White space between words, line breaks too, is one blank.
    package func filled(to columns: Int) -> [String] {
        let words = split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? [] : words.joined(separator: " ").broken(to: columns, margin: 0)
    }

    /// The text broken at blanks, each further line behind a margin.
    private func broken(to columns: Int, margin: Int) -> [String] {
        let margin = String(repeating: " ", count: margin)
        var lines: [String] = []
        var line = ""
        var isEmpty = true
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            let longer = isEmpty ? line + word : line + " " + word
            if !isEmpty, !word.isEmpty, TextWidth.ofStyled(longer) > columns {
                lines.append(line)
                line = margin + word
            } else {
                line = longer
            }
            // The blanks that the line begins with are no place to break it.
            isEmpty = line.allSatisfy { $0 == " " }
            if isEmpty, word.isEmpty { line += " " }
        }
        return lines + [line]
    }

    /// Lines as a terminal of this width has room for; see ``wrapped(to:)``.
    package func wrappedLines(to columns: Int) -> String {
        split(separator: "\n", omittingEmptySubsequences: false).flatMap { $0.wrapped(to: columns) }
            .joined(separator: "\n")
    }
}

extension TextWidth {
    /// The columns of a text with escape sequences of colours, `ESC [ … m`, which take none.
    package static func ofStyled(_ text: some StringProtocol) -> Int {
        guard text.utf8.contains(0x1B) else { return of(text) }
        var width = 0
        var rest = text.unicodeScalars[...]
        while let first = rest.first {
            if first == "\u{1B}" {
                rest = rest.drop { $0 != "m" }.dropFirst()
            } else {
                let run = rest.prefix { $0 != "\u{1B}" }
                width += of(String(String.UnicodeScalarView(run)))
                rest = rest[run.endIndex...]
            }
        }
        return width
    }
}
