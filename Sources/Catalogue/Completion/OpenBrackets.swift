/// The brackets and blocks that are open at the end of some words.
struct OpenBrackets {
    struct Bracket {
        /// `(`, `{`, `[`, or `do` for any block.
        var symbol: Substring
        /// The function whose arguments these are; of a table, the one that takes it.
        var call: Signature?
        /// Which argument is being typed, or which one a table is; from 0.
        var argument = 0
        /// The key whose value is being typed.
        var key: String?
        var keys: Set<String> = []
        /// Whether a key may stand here: after the brace, or a comma.
        var awaitsKey = false

        /// What may stand in a table that a function takes.
        private var fields: [Signature.Field] {
            guard symbol == "{", let call else { return [] }
            if argument < call.required.count { return call.required[argument].fields }
            guard argument == call.required.count else { return [] }
            return call.options.map { .init(name: $0.name, type: $0.type, summary: $0.help) }
        }

        /// The fields that may be typed here; nil where no field can stand.
        var missing: [Signature.Field]? {
            guard symbol == "{", awaitsKey, !fields.isEmpty else { return nil }
            return fields.filter { !keys.contains($0.name) }
        }

        /// The literals that are meant here.
        var choices: [String] {
            if symbol == "(", let call, argument < call.required.count {
                return call.required[argument].allowedValues
            }
            guard let key else { return [] }
            if let option = call?.options.first(where: { $0.name == key }), !option.allowedValues.isEmpty {
                return option.allowedValues
            }
            guard let type = fields.first(where: { $0.name == key })?.type else { return [] }
            return LuaType(type).name == "boolean" ? ["true", "false"] : LuaType(type).choices
        }
    }

    private(set) var open: [Bracket] = []
    var top: Bracket? { open.last }

    init(_ words: [LuaToken], _ names: TypedNames) {
        for (index, word) in words.enumerated() {
            let before = index > 0 ? words[index - 1] : nil
            if word.kind == .keyword {
                if ["function", "do", "if", "repeat"].contains(word.text) { open.append(Bracket(symbol: "do")) }
                if ["end", "until"].contains(word.text) { close("do") }
            }
            guard word.kind == .symbol else { continue }
            switch word.text {
            case "(": open.append(Bracket(symbol: "(", call: Self.function(names, before: index)))
            case "{": open.append(table(names, at: index, before))
            case "[": open.append(Bracket(symbol: "["))
            case ")": close("(")
            case "}": close("{")
            case "]": close("[")
            case ",", ";":
                guard !open.isEmpty else { continue }
                open[open.count - 1].argument += top?.symbol == "(" ? 1 : 0
                open[open.count - 1].key = nil
                open[open.count - 1].awaitsKey = true
                continue
            case "=":
                guard top?.symbol == "{", let before, before.kind == .name else { continue }
                open[open.count - 1].key = String(before.text)
                open[open.count - 1].keys.insert(String(before.text))
                open[open.count - 1].awaitsKey = false
            default: continue
            }
        }
    }

    private func table(_ names: TypedNames, at index: Int, _ before: LuaToken?) -> Bracket {
        var table = Bracket(symbol: "{", awaitsKey: true)
        if let before, before.endsExpression {
            // `links.list{ … }`
            table.call = Self.function(names, before: index)
        } else if let before, let top, top.symbol == "(", before.isSymbol("(") || before.isSymbol(",") {
            table.call = top.call
            table.argument = top.argument
        }
        return table
    }

    private static func function(_ names: TypedNames, before index: Int) -> Signature? {
        guard case .function(let signature) = names.meaning(endingBefore: index) else { return nil }
        return signature
    }

    /// Closes the innermost bracket of a kind, and what was left open in it.
    private mutating func close(_ symbol: Substring) {
        guard let index = open.lastIndex(where: { $0.symbol == symbol }) else { return }
        open.removeSubrange(index...)
    }
}

extension Signature.Parameter {
    /// The summary with what may be given and what is meant when nothing is.
    var help: String {
        summary.naming(allowedValues) + (fallback.map { " Default \($0)." } ?? "")
    }
}
