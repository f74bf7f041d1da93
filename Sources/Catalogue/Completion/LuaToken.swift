/// A word of Lua, possibly cut off by the end of the text.
package struct LuaToken: Hashable {
    package enum Kind: Hashable {
        case name, keyword, number, string, symbol
        /// A string whose end was not typed yet; with the characters that will end it.
        case openString(end: String)
        case openComment
    }

    package var kind: Kind
    /// As it stands in the text; of an open string what comes after its quote.
    package var text: Substring

    /// The words of a text; comments are left out, except one that is still open.
    package static func all(in text: String) -> [LuaToken] {
        var tokens: [LuaToken] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if rest.hasPrefix("--") {
                let body = rest.dropFirst(2)
                if let (level, inside) = longBracket(body) {
                    guard let end = inside.firstRange(of: level)?.upperBound else {
                        return tokens + [LuaToken(kind: .openComment, text: body)]
                    }
                    rest = inside[end...]
                } else if let end = body.firstIndex(where: \.isNewline) {
                    rest = body[end...]
                } else {
                    return tokens + [LuaToken(kind: .openComment, text: body)]
                }
            } else {
                let token = next(in: rest)
                tokens.append(token)
                rest = text[token.text.endIndex...]
                if token.kind == .string, let quote = rest.first, quote == "\"" || quote == "'" { rest.removeFirst() }
            }
        }
        return tokens
    }

    private static func next(in rest: Substring) -> LuaToken {
        let first = rest[rest.startIndex]
        if first.isLetter || first == "_" {
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            return LuaToken(kind: LuaText.keywords.contains(String(word)) ? .keyword : .name, text: word)
        }
        if first.isNumber { return LuaToken(kind: .number, text: number(rest)) }
        if first == "\"" || first == "'" { return quoted(rest.dropFirst(), by: first) }
        if let (end, inside) = longBracket(rest) {
            guard let close = inside.firstRange(of: end) else {
                return LuaToken(kind: .openString(end: end), text: inside)
            }
            return LuaToken(kind: .string, text: inside[..<close.upperBound])
        }
        let symbols = ["...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"]
        let length = symbols.first(where: rest.hasPrefix)?.count ?? 1
        return LuaToken(kind: .symbol, text: rest.prefix(length))
    }

    private static func number(_ rest: Substring) -> Substring {
        var end = rest.startIndex
        while end < rest.endIndex {
            let character = rest[end]
            // Two dots join strings: `1..x` is no number.
            if character == ".", rest[end...].hasPrefix("..") { break }
            guard character.isLetter || character.isNumber || character == "." else { break }
            end = rest.index(after: end)
        }
        return rest[..<end]
    }

    private static func quoted(_ inside: Substring, by quote: Character) -> LuaToken {
        var index = inside.startIndex
        while index < inside.endIndex {
            let character = inside[index]
            if character == quote { return LuaToken(kind: .string, text: inside[..<index]) }
            // An unfinished string ends with its line: what follows is the next try.
            if character.isNewline { return LuaToken(kind: .string, text: inside[..<index]) }
            index = inside.index(after: index)
            if character == "\\", index < inside.endIndex { index = inside.index(after: index) }
        }
        return LuaToken(kind: .openString(end: String(quote)), text: inside)
    }

    /// What ends the long bracket that the text begins with, and what follows its beginning.
    private static func longBracket(_ text: Substring) -> (end: String, inside: Substring)? {
        guard text.first == "[" else { return nil }
        let signs = text.dropFirst().prefix { $0 == "=" }
        guard text[signs.endIndex...].first == "[" else { return nil }
        return ("]" + signs + "]", text[signs.endIndex...].dropFirst())
    }

    package func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }
    package func isKeyword(_ word: String) -> Bool { kind == .keyword && text == word }
}
