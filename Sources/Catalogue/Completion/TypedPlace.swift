/// Where in the program the end of a text is: what may be typed there.
struct TypedPlace {
    enum Kind {
        case nothing
        /// After a dot.
        case member(TypedNames.Meaning?)
        /// After a colon.
        case method(TypedNames.Meaning?)
        /// Where a key of a table of options stands: those that were not given yet.
        case option([Signature.Field])
        /// Where a value stands; with the literals that are meant, if they are known.
        case expression(choices: [String])
        /// Inside a string; with the values that are meant, if they are known.
        case string(choices: [String])
    }

    let kind: Kind
    /// What was typed of the word.
    let range: Range<String.Index>
    /// What will end the string that is open.
    private(set) var closing = ""
    /// The function between whose parentheses it is.
    private(set) var call: Signature?

    init(_ tokens: [LuaToken], of text: String, _ names: TypedNames) {
        var words = tokens
        let nowhere = text.endIndex..<text.endIndex
        if let last = words.last, case .openString(let end) = last.kind {
            words.removeLast()
            closing = end
            range = last.text.startIndex..<text.endIndex
            kind = .string(choices: Self.choices(after: words, names).filter { $0.hasPrefix("\"") })
            return
        }
        if words.last?.kind == .openComment {
            (kind, range) = (.nothing, nowhere)
            return
        }
        if let last = words.last, last.kind == .name || last.kind == .keyword, last.text.endIndex == text.endIndex {
            range = last.text.startIndex..<text.endIndex
            words.removeLast()
        } else {
            range = nowhere
        }
        guard let before = words.last else {
            kind = .expression(choices: [])
            return
        }
        if before.isSymbol(".") {
            kind = .member(names.meaning(endingBefore: words.count - 1))
        } else if before.isSymbol(":") {
            kind = .method(names.meaning(endingBefore: words.count - 1))
        } else if let options = OpenBrackets(words, names).top?.missing {
            kind = .option(options)
        } else if range.isEmpty, before.endsExpression {
            kind = .nothing
        } else {
            kind = .expression(choices: Self.choices(after: words, names))
            let top = OpenBrackets(words, names).top
            if top?.symbol == "(" { call = top?.call }
        }
    }

    /// The literals that are meant after these words.
    private static func choices(after words: [LuaToken], _ names: TypedNames) -> [String] {
        guard let last = words.last else { return [] }
        // The prompt's `help "pacing"`, which is no function of the catalogue.
        let callee = last.isSymbol("(") ? words.dropLast() : words[...]
        if let help = callee.last, help.kind == .name, help.text == "help",
            callee.dropLast().last?.isSymbol(".") != true
        {
            return names.manual.topics.map { "\"\($0.name)\"" }
        }
        if last.isSymbol("==") || last.isSymbol("~=") {
            guard case .type(let type) = names.meaning(endingBefore: words.count - 1) else { return [] }
            return LuaType(type).choices
        }
        if last.kind == .name, case .function(let signature) = names.meaning(endingBefore: words.count) {
            return signature.required.first?.allowedValues ?? []
        }
        return OpenBrackets(words, names).top?.choices ?? []
    }
}

extension LuaToken {
    /// Whether a value ends here, after which no other begins.
    var endsExpression: Bool {
        switch kind {
        case .name, .number, .string: true
        case .keyword: ["end", "nil", "true", "false"].contains(text)
        case .symbol: [")", "]", "}", "..."].contains(text)
        case .openString, .openComment: false
        }
    }
}
