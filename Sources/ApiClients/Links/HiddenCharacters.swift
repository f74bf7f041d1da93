import TerminalText

/// The characters of a URL that a person does not see, or takes for others.
///
/// The services take most of them, and then the link cannot be followed. What a language needs is none: joiners after a
/// letter, dashes and full-width marks in a path, a host all in one alphabet.
struct HiddenCharacters {
    /// In the order of the text.
    private(set) var found: [LookAlike] = []
    /// The text without them; look-alikes of letters stay.
    private(set) var rest = ""

    init(in text: String) {
        let scalars = text.unicodeScalars
        let start = scalars.firstIndex { !Self.isWrapping($0) } ?? scalars.endIndex
        let end = scalars.lastIndex { !Self.isWrapping($0) }.map { scalars.index(after: $0) } ?? scalars.endIndex
        let host = URLForm.host(in: scalars)
        let alien = Self.alienScalars(of: host)
        var previous: Unicode.Scalar?
        var column = 0
        for index in text.indices {
            column += 1
            var position = index
            for scalar in text[index].unicodeScalars {
                let isOutside = position < start || position >= end
                let isHidden = isOutside || Self.isHidden(scalar, after: previous)
                let isAlien = (host.startIndex..<host.endIndex).contains(position) && alien.contains(scalar)
                if isHidden || isAlien { found.append(LookAlike(scalar: scalar, column: column)) }
                if !isHidden { rest.unicodeScalars.append(scalar) }
                previous = scalar
                position = scalars.index(after: position)
            }
        }
    }

    /// Each with its code point and place; nil if there are none.
    var words: String? {
        guard !found.isEmpty else { return nil }
        let rest = found.count > 3 ? " and \(found.count - 3) more" : ""
        return found.prefix(3).map(\.placed).joined(separator: ", ") + rest
    }

    /// What a paste leaves around a URL.
    private static func isWrapping(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\"", "\u{2018}"..."\u{201F}": true
        default: scalar.properties.isWhitespace || scalar.isInvisible
        }
    }

    private static func isHidden(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?) -> Bool {
        // Blanks and line breaks are refused by the services, which is told as such.
        if scalar.isASCII { return scalar.isInvisible && !scalar.properties.isWhitespace }
        if scalar.value == 0x200C || scalar.value == 0x200D { return previous?.isASCII != false }
        return scalar.isInvisible || scalar.properties.isWhitespace
    }

    /// The scalars of a host that look like others: marks in any label, letters only beside letters of ASCII.
    private static func alienScalars(of host: Substring.UnicodeScalarView) -> Set<Unicode.Scalar> {
        var alien: Set<Unicode.Scalar> = []
        for label in host.split(separator: ".") {
            let hasLatin = label.contains { $0.isASCII && $0.properties.isAlphabetic }
            for scalar in label where LookAlike.isOne(scalar) {
                if hasLatin || !scalar.properties.isAlphabetic { alien.insert(scalar) }
            }
        }
        return alien
    }
}
