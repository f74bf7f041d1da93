import Catalogue

/// The inputs of a session as a script that runs.
struct SavedScript {
    /// An input that worked.
    struct Input {
        var text: String
        /// How many values it gave, which the prompt keeps as `_1`, `_2` and so on.
        var values: Int
    }

    private(set) var text: String
    private(set) var count: Int

    /// - Parameters:
    ///   - inputs: In their order.
    ///   - isStatement: Whether each of some texts could stand in a script as it is.
    init(_ inputs: [Input], areStatements: ([String]) -> [Bool]) {
        let inputs = inputs.filter { !$0.text.hasPrefix("help") }
        count = inputs.count
        // What `_` means in an input is what the last one before gave that gave anything.
        var sources: [Int: Int] = [:]
        var last: Int?
        for index in inputs.indices {
            let used = Self.numbersUsed(in: inputs[index].text)
            if let most = used.max(), let last { sources[last] = max(sources[last] ?? 0, most) }
            if inputs[index].values > 0 { last = index }
        }
        let isStatement = areStatements(inputs.map(\.text))
        let assignments = inputs.indices.map { index in
            let names = (1...max(1, sources[index] ?? 1)).map { "_\($0)" }.joined(separator: ", ")
            return "local \(names) = \(Self.expression(inputs[index].text))"
        }
        let isExpression = areStatements(assignments)
        var hasValues = false
        let lines = inputs.indices.map { index in
            let input = inputs[index].text
            let uses = !Self.numbersUsed(in: input).isEmpty
            // What it stands for is not in the script.
            if uses, !hasValues { return Self.comment("_ is not known here: " + input) }
            if inputs[index].values > 0 { hasValues = sources[index] == nil || isExpression[index] }
            if sources[index] != nil, isExpression[index] { return Self.named(assignments[index]) }
            // `x` and `1 + 1` were looked at; in a script they would be no statements.
            let isReturn = LuaToken.all(in: input).first?.isKeyword("return") ?? false
            return isStatement[index] && !isReturn ? Self.named(input) : Self.comment(input)
        }
        text = "--- A session of govscript repl.\n" + lines.map { $0 + "\n" }.joined()
    }

    private static func comment(_ input: String) -> String { "-- " + input.replacing("\n", with: "\n-- ") }

    private static func expression(_ input: String) -> String {
        guard let first = LuaToken.all(in: input).first, first.isKeyword("return") else { return input }
        return String(input[first.text.endIndex...].drop(while: \.isWhitespace))
    }

    /// The numbers of the values that an input uses: 1 for `_` and `_1`.
    private static func numbersUsed(in input: String) -> [Int] {
        places(in: input).map(\.number)
    }

    /// The text with `_1` for `_`.
    private static func named(_ input: String) -> String {
        var text = input
        for place in places(in: input).reversed() where place.token.text == "_" {
            text.replaceSubrange(place.token.text.startIndex..<place.token.text.endIndex, with: "_1")
        }
        return text
    }

    /// Where `_`, `_1` … stand for values of the prompt: not as fields, nor where the input gives them values itself.
    private static func places(in input: String) -> [(token: LuaToken, number: Int)] {
        let tokens = LuaToken.all(in: input)
        // `for _, x in` and `local _` are names of the input's own.
        let isOwn = tokens.indices.contains { index in
            index > 0 && tokens[index].text == "_"
                && ["for", "local", "function", ","].contains(String(tokens[index - 1].text))
                && tokens[..<index].contains {
                    $0.isKeyword("for") || $0.isKeyword("local") || $0.isKeyword("function")
                }
        }
        return tokens.indices.compactMap { index in
            let token = tokens[index]
            guard token.kind == .name, token.text.first == "_" else { return nil }
            if index > 0, tokens[index - 1].isSymbol(".") || tokens[index - 1].isSymbol(":") { return nil }
            if token.text == "_" { return isOwn ? nil : (token, 1) }
            guard let number = Int(token.text.dropFirst()), number > 0, number < 100 else { return nil }
            return (token, number)
        }
    }
}
