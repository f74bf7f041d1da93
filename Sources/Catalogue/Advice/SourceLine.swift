import TerminalText

/// One line of a script, without its comments and the contents of its strings, for ``Habit``.
struct SourceLine {
    /// The line, without a comment at its end.
    let text: [Character]
    /// The same, with a dot for each character inside quotes, so that what stands there is no habit.
    let masked: [Character]
    /// The masked line.
    let code: String
    let trimmed: Substring
    /// Functions that return an iterator: they stand in a `for` as they are.
    var iterators: Set<String> = []

    /// What stands in place of a character inside quotes.
    private static let hidden: Character = "·"

    init(_ line: String, iterators: Set<String> = []) {
        self.iterators = iterators
        var text: [Character] = []
        var masked: [Character] = []
        var quote: Character?
        var isEscaped = false
        for character in line {
            text.append(character)
            if let open = quote {
                let isEnd = character == open && !isEscaped
                isEscaped = character == "\\" && !isEscaped
                masked.append(isEnd ? character : Self.hidden)
                if isEnd { quote = nil }
            } else {
                if character == "\"" || character == "'" { quote = character }
                masked.append(character)
                // A name before two hyphens at the end of a line is C's `x--`.
                if masked.suffix(2) == ["-", "-"], masked.dropLast(2).last.map({ !Self.isNamePart($0) }) ?? true {
                    text.removeLast(2)
                    masked.removeLast(2)
                    break
                }
            }
        }
        while masked.last?.isWhitespace == true {
            masked.removeLast()
            text.removeLast()
        }
        self.text = text
        self.masked = masked
        code = String(masked)
        trimmed = code[...].drop(while: \.isWhitespace)
    }

    func begins(with word: String) -> Bool {
        trimmed.hasPrefix(word) && trimmed.dropFirst(word.count).first.map { !Self.isNamePart($0) } ?? true
    }

    func begins(withOneOf words: [String]) -> Bool { words.contains(where: begins) }

    /// Whether it begins with a word that is no name of the script's own: `raise x`, and not `raise(x)` or `raise = x`.
    func isStatement(of words: [String]) -> Bool {
        guard let word = words.first(where: begins) else { return false }
        let rest = trimmed.dropFirst(word.count)
        if rest.first == "(" { return code.hasSuffix("{") || code.hasSuffix(":") }
        guard let next = rest.first(where: { !$0.isWhitespace }) else { return true }
        return !"=.[,".contains(next) && (next != "(" || code.hasSuffix("{"))
    }

    func has(word: String) -> Bool { words.contains(word[...]) }

    /// Whether it ends with the colon of a Python block, or has one before its body.
    var endsBlockHeader: Bool {
        code.hasSuffix(":") || code.contains("): ") || code.contains(": ") && !code.contains("{")
    }

    /// Whether no further line could make it Lua: a block of Python or C begins here.
    var beginsForeignBlock: Bool {
        let openers = [
            "for", "if", "while", "else", "elif", "try", "except", "finally", "with", "def", "class", "match", "case",
            "async", "switch", "catch", "do", "foreach",
        ]
        guard begins(withOneOf: openers), !has(word: "then"), trimmed != "do" else {
            return has(word: "lambda") && code.contains(":") || code.contains("=>")
        }
        if begins(withOneOf: ["try", "except", "match", "case", "with", "class", "finally", "def"]),
            !isStatement(of: openers)
        {
            return false
        }
        return endsBlockHeader && !code.contains("::") || code.hasSuffix("{")
    }

    /// The first character that is not what it looks like: curly quotes, invisible spaces, dashes.
    var lookAlike: LookAlike? { LookAlike.first(in: String(zip(text, masked).map { $1 == Self.hidden ? " " : $0 })) }

    var words: [Substring] { code.split { !Self.isNamePart($0) } }

    // Parts of the line, by the places of their characters.

    /// Where some characters stand first, from a place on.
    func place(of symbol: String, from start: Int = 0) -> Int? {
        let wanted = Array(symbol)
        guard masked.count >= wanted.count, start <= masked.count - wanted.count else { return nil }
        return (start...(masked.count - wanted.count)).first { masked[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }

    /// Where a word stands first.
    func place(ofWord word: String, from start: Int = 0) -> Int? {
        var from = start
        while let place = place(of: word, from: from) {
            let (before, after) = (place - 1, place + word.count)
            let isWhole =
                (before < 0 || !Self.isNamePart(masked[before]))
                && (after >= masked.count || !Self.isNamePart(masked[after]))
            if isWhole { return place }
            from = place + 1
        }
        return nil
    }

    /// The text of a part, without blanks around it; nil if there is none.
    func part(_ from: Int, _ to: Int? = nil) -> String? {
        let end = min(to ?? text.count, text.count)
        guard from >= 0, from < end else { return nil }
        let part = text[from..<end].drop(while: \.isWhitespace)
        let words = String(part.reversed().drop(while: \.isWhitespace).reversed())
        return words.isEmpty ? nil : words
    }

    /// The value that ends before a place: `row.url`, `f(x)[1]`, `"a"`.
    func operand(before place: Int) -> String? {
        var start = place
        while start > 0, masked[start - 1].isWhitespace { start -= 1 }
        let end = start
        var depth = 0
        while start > 0 {
            let character = masked[start - 1]
            if ")]".contains(character) {
                depth += 1
            } else if "([".contains(character) {
                if depth == 0 { break }
                depth -= 1
            } else if depth == 0, !Self.isOperandPart(character) {
                break
            }
            start -= 1
        }
        return depth == 0 ? part(start, end) : nil
    }

    /// The value that begins at a place, or after the blanks there.
    func operand(after place: Int) -> String? {
        var start = place
        while start < masked.count, masked[start].isWhitespace { start += 1 }
        var end = start
        var depth = 0
        while end < masked.count {
            let character = masked[end]
            if "([".contains(character) {
                depth += 1
            } else if ")]".contains(character) {
                if depth == 0 { break }
                depth -= 1
            } else if depth == 0, !Self.isOperandPart(character), !(end == start && "#-".contains(character)) {
                break
            }
            end += 1
        }
        while end > start, ":.".contains(masked[end - 1]) { end -= 1 }
        return depth == 0 ? part(start, end) : nil
    }

    /// What a bracket at a place holds, and where it closes; nil if it does not on this line.
    func bracket(at place: Int) -> (content: String, end: Int)? {
        var depth = 0
        for index in place..<masked.count {
            if "([{".contains(masked[index]) { depth += 1 }
            guard ")]}".contains(masked[index]) else { continue }
            depth -= 1
            if depth == 0 { return (part(place + 1, index) ?? "", index) }
        }
        return nil
    }

    /// The parts between the commas of a text, none of them inside brackets or quotes.
    static func list(_ text: String) -> [String] {
        let line = SourceLine(text)
        var parts: [String] = []
        var (start, depth) = (0, 0)
        for (index, character) in line.masked.enumerated() {
            if "([{".contains(character) { depth += 1 }
            if ")]}".contains(character) { depth -= 1 }
            guard character == ",", depth == 0 else { continue }
            parts.append(line.part(start, index) ?? "")
            start = index + 1
        }
        if let last = line.part(start) { parts.append(last) }
        return parts
    }

    /// The arguments of the first call of a function, by its own or its last name.
    func arguments(of name: String) -> [String]? {
        var from = 0
        while let place = place(ofWord: name, from: from) {
            var open = place + name.count
            while open < masked.count, masked[open].isWhitespace { open += 1 }
            if open < masked.count, masked[open] == "(" { return bracket(at: open).map { Self.list($0.content) } }
            from = place + 1
        }
        return nil
    }

    static func isNamePart(_ character: Character) -> Bool {
        character == "_" || character.isASCII && (character.isLetter || character.isNumber)
    }

    private static func isOperandPart(_ character: Character) -> Bool {
        isNamePart(character) || ".:\"'".contains(character) || character == hidden
    }
}
