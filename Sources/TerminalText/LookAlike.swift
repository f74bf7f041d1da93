/// A character that looks like another one, or like nothing.
package struct LookAlike: Sendable, Hashable {
    package let scalar: Unicode.Scalar
    /// Counted from 1, in characters.
    package let column: Int

    /// The first one in a line of a script; nil if there is none.
    package static func first(in line: some StringProtocol) -> LookAlike? {
        first(in: line) { names[$0.value] != nil }
    }

    /// The first one in a value of data, such as a URL or a name; nil if there is none.
    ///
    /// A value on one line has no blanks and no control characters either, so these count too.
    package static func first(inValue text: some StringProtocol) -> LookAlike? {
        first(in: text) { names[$0.value] != nil || $0.properties.isWhitespace || $0.isInvisible }
    }

    /// The first character of a value that a person cannot see at all; nil if there is none.
    ///
    /// Joiners are left out: some scripts and emoji need them.
    package static func firstInvisible(in text: some StringProtocol) -> LookAlike? {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return nil }
        return first(in: text) { $0.isInvisible && $0.value != 0x200C && $0.value != 0x200D }
    }

    private static func first(
        in text: some StringProtocol, where isMeant: (Unicode.Scalar) -> Bool
    ) -> LookAlike? {
        var column = 0
        for character in text {
            column += 1
            if let scalar = character.unicodeScalars.first(where: isMeant) {
                return LookAlike(scalar: scalar, column: column)
            }
        }
        return nil
    }

    /// What it is and where: `a no-break space (U+00A0) at character 5`.
    package var placed: String { "\(description) at character \(column)" }

    /// Whether it is a letter that another alphabet writes alike, or a mark that stands for one of ASCII.
    package static func isOne(_ scalar: Unicode.Scalar) -> Bool { names[scalar.value] != nil }

    /// Whether it is a space of some kind.
    package var isSpace: Bool { scalar.properties.isWhitespace }

    package init(scalar: Unicode.Scalar, column: Int) {
        self.scalar = scalar
        self.column = column
    }

    /// Its name and code point: `a no-break space (U+00A0)`.
    package var description: String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return "\(Self.names[scalar.value] ?? Self.plainName(of: scalar)) (U+\(padded))"
    }

    private static func plainName(of scalar: Unicode.Scalar) -> String {
        switch scalar {
        case " ": "a blank"
        case "\t": "a tab"
        case "\"": "a quote"
        case "\n", "\r": "a line break"
        case _ where scalar.properties.generalCategory == .control: "a control character"
        case _ where scalar.isInvisible: "an invisible character"
        default: "a character"
        }
    }

    private static let names: [UInt32: String] = [
        0x00A0: "a no-break space", 0x00AD: "a soft hyphen", 0x1680: "a space mark", 0x180E: "an invisible separator",
        0x2000: "a wide space", 0x2001: "a wide space", 0x2002: "an en space", 0x2003: "an em space",
        0x2004: "a thin space", 0x2005: "a thin space", 0x2006: "a thin space", 0x2007: "a figure space",
        0x2008: "a punctuation space", 0x2009: "a thin space", 0x200A: "a hair space", 0x200B: "a zero-width space",
        0x200C: "a zero-width non-joiner", 0x200D: "a zero-width joiner", 0x200E: "a left-to-right mark",
        0x200F: "a right-to-left mark", 0x2010: "a hyphen", 0x2011: "a no-break hyphen", 0x2012: "a figure dash",
        0x2013: "an en dash", 0x2014: "an em dash", 0x2018: "a curly quote", 0x2019: "a curly quote",
        0x201A: "a low quote", 0x201C: "a curly quote", 0x201D: "a curly quote", 0x201E: "a low quote",
        0x2028: "a line separator", 0x2029: "a paragraph separator", 0x202A: "an invisible direction mark",
        0x202B: "an invisible direction mark", 0x202C: "an invisible direction mark",
        0x202D: "an invisible direction mark", 0x202E: "an invisible direction mark", 0x202F: "a narrow no-break space",
        0x205F: "a thin space", 0x2060: "a word joiner", 0x2066: "an invisible direction mark",
        0x2067: "an invisible direction mark", 0x2068: "an invisible direction mark",
        0x2069: "an invisible direction mark", 0x2212: "a minus sign", 0x2215: "a division slash",
        0x2044: "a fraction slash", 0x3000: "an ideographic space", 0xFEFF: "a byte order mark",
        0xFF08: "a full-width parenthesis", 0xFF09: "a full-width parenthesis", 0xFF0C: "a full-width comma",
        0xFF0E: "a full-width full stop", 0xFF0F: "a full-width slash", 0xFF1A: "a full-width colon",
        0xFF1B: "a full-width semicolon", 0xFF1D: "a full-width equals sign",
        0x0430: "a Cyrillic a", 0x0435: "a Cyrillic e", 0x043E: "a Cyrillic o", 0x0440: "a Cyrillic er",
        0x0441: "a Cyrillic es", 0x0445: "a Cyrillic ha", 0x0456: "a Cyrillic i", 0x03BF: "a Greek omicron",
    ]
}
