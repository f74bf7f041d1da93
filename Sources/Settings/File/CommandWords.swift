/// Splits a command line into words without a shell: at spaces, with quotation marks around a word that has some.
package enum CommandWords {
    /// The words; nil if a quotation mark is not closed.
    ///
    /// - Parameter escapes: Whether a backslash takes the next character as it is, as in a shell; not in single quotes.
    package static func split(_ text: String, escapes: Bool = false) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if escapes, character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return quote == nil && !isEscaped ? words : nil
    }
}
