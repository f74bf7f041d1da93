import Catalogue

/// Makes the local variables of an input last for the session.
///
/// Each input is a chunk of its own, and Lua ends a chunk's locals with it. So an input's outermost `local x = 1`
/// becomes `x = 1`; locals inside functions and blocks stay as they are. `local x <close>` stays too, and ends with its
/// input.
enum SessionLocals {
    /// The text to run for what was typed, with the same line breaks.
    static func lasting(_ text: String) -> String {
        guard text.contains("local") else { return text }
        let tokens = LuaToken.all(in: text)
        var cuts: [Range<String.Index>] = []
        var insertions: [(String.Index, String)] = []
        var depth = 0
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            if token.opensBlock { depth += 1 }
            if token.closesBlock { depth -= 1 }
            if token.isKeyword("local"), depth == 0 {
                var next = index + 1
                guard next < tokens.count else { break }
                if tokens[next].isKeyword("function") {
                    cuts.append(token.text.startIndex..<tokens[next].text.startIndex)
                    index += 1
                    continue
                }
                var attributes: [Range<String.Index>] = []
                var end = next
                var isClosing = false
                names: while next < tokens.count, tokens[next].kind == .name {
                    end = next
                    next += 1
                    if next + 2 < tokens.count, tokens[next].isSymbol("<"), tokens[next + 2].isSymbol(">") {
                        if tokens[next + 1].text == "close" { isClosing = true }
                        attributes.append(tokens[next].text.startIndex..<tokens[next + 2].text.endIndex)
                        next += 3
                    }
                    guard next < tokens.count, tokens[next].isSymbol(",") else { break names }
                    next += 1
                }
                if !isClosing {
                    cuts.append(token.text.startIndex..<tokens[index + 1].text.startIndex)
                    cuts += attributes
                    // `local x` alone is no assignment without it.
                    if next >= tokens.count || !tokens[next].isSymbol("=") {
                        insertions.append((tokens[end].text.endIndex, " = nil"))
                    }
                }
            }
            index += 1
        }
        guard !cuts.isEmpty else { return text }
        return apply(cuts, insertions, to: text)
    }

    private static func apply(
        _ cuts: [Range<String.Index>], _ insertions: [(String.Index, String)], to text: String
    ) -> String {
        var result = ""
        var index = text.startIndex
        let edits =
            (cuts.map { ($0, "") } + insertions.map { ($0.0..<$0.0, $0.1) })
            .sorted { $0.0.lowerBound < $1.0.lowerBound }
        for (range, replacement) in edits {
            result += text[index..<range.lowerBound]
            // Line numbers in messages stay.
            result += String(text[range].filter(\.isNewline)) + replacement
            index = range.upperBound
        }
        return result + text[index...]
    }
}

extension LuaToken {
    fileprivate var opensBlock: Bool {
        kind == .keyword && ["do", "function", "repeat", "then"].contains(text)
            || isSymbol("{") || isSymbol("(")
    }

    fileprivate var closesBlock: Bool {
        kind == .keyword && ["elseif", "end", "until"].contains(text) || isSymbol("}") || isSymbol(")")
    }
}
