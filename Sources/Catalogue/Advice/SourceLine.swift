import TerminalText

/// One line of a script, without its strings' contents, for ``Habit``.
struct SourceLine {
    /// The line with the contents of its quoted strings taken out, so that what stands in them is no habit.
    let code: String
    let trimmed: Substring
    private let text: String

    init(_ text: String) {
        self.text = text
        var code = ""
        var quote: Character?
        var isEscaped = false
        for character in text {
            if let open = quote {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == open {
                    quote = nil
                    code.append(character)
                }
            } else {
                if character == "\"" || character == "'" { quote = character }
                code.append(character)
            }
        }
        self.code = code
        var trimmed = code[...]
        while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        self.trimmed = trimmed
    }

    func begins(with word: String) -> Bool {
        trimmed.hasPrefix(word) && trimmed.dropFirst(word.count).first.map { !Self.isNamePart($0) } ?? true
    }

    func has(word: String) -> Bool { words.contains(word[...]) }

    /// Whether it ends with the colon of a Python block, or has one before its body.
    var endsBlockHeader: Bool {
        trimmed.hasSuffix(":") || code.contains("): ") || code.contains(": ") && !code.contains("{")
    }

    /// The first character that is not what it looks like: curly quotes, invisible spaces, dashes.
    var lookAlike: LookAlike? { LookAlike.first(in: code) }

    var words: [Substring] { code.split { !Self.isNamePart($0) } }

    private static func isNamePart(_ character: Character) -> Bool {
        character == "_" || character.isASCII && (character.isLetter || character.isNumber)
    }
}
