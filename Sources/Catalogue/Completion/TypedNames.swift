/// What the names in a text stand for, as far as declarations and live values tell.
struct TypedNames {
    /// What an expression gives.
    enum Meaning {
        case module(Manual.Module)
        case function(Signature)
        /// A type of the annotation language.
        case type(String)
        /// A global of the script's, by the path to it.
        case live([String])
    }

    let tokens: [LuaToken]
    let manual: Manual
    let live: ([String]) -> Completion.LiveTable?
    /// The names that the text itself makes local; an empty type where nothing more is known.
    private(set) var locals: [String: String] = [:]

    init(_ tokens: [LuaToken], manual: Manual, live: @escaping ([String]) -> Completion.LiveTable?) {
        self.tokens = tokens
        self.manual = manual
        self.live = live
        for index in tokens.indices {
            if tokens[index].isKeyword("local") { noteLocals(after: index) }
            if tokens[index].isKeyword("for") { noteLoop(after: index) }
            if tokens[index].isKeyword("function") { noteParameters(after: index) }
        }
    }

    /// What the chain of names, indices and calls means that ends before `end`.
    func meaning(endingBefore end: Int) -> Meaning? {
        guard let start = chainStart(endingBefore: end) else { return nil }
        let (meaning, reached) = meaning(from: start, upTo: end)
        return reached == end ? meaning : nil
    }

    func module(_ name: String) -> Manual.Module? { manual.modules.first { $0.name == name } }

    private func meaning(from start: Int, upTo end: Int) -> (Meaning?, reached: Int) {
        guard start < end, tokens[start].kind == .name else { return (nil, start) }
        var meaning: Meaning? = root(String(tokens[start].text))
        var index = start + 1
        while index < end {
            if tokens[index].isSymbol(".") || tokens[index].isSymbol(":") {
                guard index + 1 < end, tokens[index + 1].kind == .name else { break }
                meaning = meaning.flatMap { member(String(tokens[index + 1].text), of: $0) }
                index += 2
            } else if tokens[index].isSymbol("(") || tokens[index].isSymbol("{") || tokens[index].isSymbol("[") {
                guard let close = partner(after: index, before: end) else { break }
                meaning = tokens[index].isSymbol("[") ? meaning.flatMap(element) : meaning.flatMap(result)
                index = close + 1
            } else if tokens[index].kind == .string {
                meaning = meaning.flatMap(result)
                index += 1
            } else {
                break
            }
        }
        return (meaning, index)
    }

    private func root(_ name: String) -> Meaning {
        if let type = locals[name] { return .type(type) }
        if let module = module(name) { return .module(module) }
        if let value = manual.globals.first(where: { $0.name == name }) { return .type(value.type) }
        return .live([name])
    }

    private func member(_ name: String, of meaning: Meaning) -> Meaning? {
        switch meaning {
        case .module(let module):
            if let function = module.functions.first(where: { $0.object == nil && $0.shortName == name }) {
                return .function(function)
            }
            return module.values.first { $0.shortName == name }.map { .type($0.type) }
        case .type(let type):
            let type = LuaType(type).name
            if let module = module(type) { return member(name, of: .module(module)) }
            guard let known = manual.type(named: type) else { return nil }
            if let method = known.methods.first(where: { $0.shortName == name }) { return .function(method) }
            return known.fields.first { $0.name == name }.map { .type($0.type) }
        case .live(let path):
            if let type = live(path)?.type, let member = member(name, of: .type(type)) { return member }
            return .live(path + [name])
        case .function: return nil
        }
    }

    private func result(of meaning: Meaning) -> Meaning? {
        switch meaning {
        case .function(let signature): .type(LuaType(signature.result.type).name)
        case .type(let type): LuaType(type).callResult.map { .type($0) }
        case .module, .live: nil
        }
    }

    private func element(of meaning: Meaning) -> Meaning? {
        guard case .type(let type) = meaning, LuaType(type).name.hasSuffix("[]") else { return nil }
        return .type(LuaType(type).element)
    }

    /// Where the chain begins that ends before `end`.
    private func chainStart(endingBefore end: Int) -> Int? {
        var index = end - 1
        while index >= 0 {
            let token = tokens[index]
            if token.kind == .name {
                guard index >= 2, tokens[index - 1].isSymbol(".") || tokens[index - 1].isSymbol(":") else {
                    return index
                }
                index -= 2
            } else if token.isSymbol(")") || token.isSymbol("]") || token.isSymbol("}") {
                guard let open = partner(before: index) else { return nil }
                index = open - 1
            } else if token.kind == .string {
                index -= 1
            } else {
                return nil
            }
        }
        return nil
    }

    private func partner(before close: Int) -> Int? {
        var depth = 0
        for index in stride(from: close, through: 0, by: -1) {
            depth += depthChange(tokens[index])
            if depth == 0 { return index }
        }
        return nil
    }

    private func partner(after open: Int, before end: Int) -> Int? {
        var depth = 0
        for index in open..<end {
            depth += depthChange(tokens[index])
            if depth == 0 { return index }
        }
        return nil
    }

    private func depthChange(_ token: LuaToken) -> Int {
        guard token.kind == .symbol else { return 0 }
        return switch token.text {
        case "(", "[", "{": 1
        case ")", "]", "}": -1
        default: 0
        }
    }

    /// `local a <const>, b = …`: the first takes the first expression's type.
    private mutating func noteLocals(after keyword: Int) {
        var index = keyword + 1
        if index < tokens.count, tokens[index].isKeyword("function") {
            index += 1
            if index < tokens.count, tokens[index].kind == .name { locals[String(tokens[index].text)] = "function" }
            return
        }
        var names: [String] = []
        while index < tokens.count, tokens[index].kind == .name {
            names.append(String(tokens[index].text))
            index += 1
            if index + 2 < tokens.count, tokens[index].isSymbol("<") { index += 3 }
            guard index < tokens.count, tokens[index].isSymbol(",") else { break }
            index += 1
        }
        var type = ""
        if index < tokens.count, tokens[index].isSymbol("=") {
            type = self.type(from: index + 1)
        }
        for (place, name) in names.enumerated() { locals[name] = place == 0 ? type : "" }
    }

    /// `for link in links.each() do`, `for _, link in ipairs(links.list()) do`, `for i = 1, 3 do`.
    private mutating func noteLoop(after keyword: Int) {
        let names = tokens[(keyword + 1)...].prefix { $0.kind == .name || $0.isSymbol(",") }
            .filter { $0.kind == .name }.map { String($0.text) }
        for name in names { locals[name] = "" }
        let after = keyword + 1 + max(0, names.count * 2 - 1)
        guard after < tokens.count, tokens[after].isKeyword("in") else { return }
        if after + 2 < tokens.count, tokens[after + 1].text == "ipairs", tokens[after + 2].isSymbol("(") {
            let type = LuaType(type(from: after + 3))
            if names.count > 1, type.name.hasSuffix("[]") { locals[names[1]] = type.element }
        } else if let name = names.first {
            locals[name] = LuaType(type(from: after + 1)).callResult ?? ""
        }
    }

    private mutating func noteParameters(after keyword: Int) {
        guard let open = tokens[keyword...].firstIndex(where: { $0.isSymbol("(") }) else { return }
        let names = tokens[(open + 1)...].prefix { $0.kind == .name || $0.isSymbol(",") }.filter { $0.kind == .name }
        let types = open == keyword + 1 ? passed(toFunctionAt: keyword) : []
        for (place, token) in names.enumerated() {
            locals[String(token.text)] = types.indices.contains(place) ? types[place] : ""
        }
    }

    /// The types of what a function gets that is written out as an argument: the item, and what is passed beside it.
    private func passed(toFunctionAt keyword: Int) -> [String] {
        var (depth, commas, index) = (0, [Int](), keyword - 1)
        while index >= 0 {
            let change = depthChange(tokens[index])
            if change > 0, depth == 0 { break }
            depth -= change
            if depth == 0, tokens[index].isSymbol(",") { commas.insert(index, at: 0) }
            index -= 1
        }
        guard index > 0, tokens[index].isSymbol("("), case .function(let signature) = meaning(endingBefore: index),
            signature.required.indices.contains(commas.count)
        else { return [] }
        let parameter = signature.required[commas.count]
        guard let use = parameter.callback, use != .once, let items = commas.dropLast().last ?? commas.last else {
            return []
        }
        // The items stand right before the function.
        let list = LuaType(type(from: (commas.count > 1 ? items : index) + 1))
        let item = list.callResult ?? (list.name.hasSuffix("[]") ? list.element : "")
        return [item] + parameter.passed.map(\.type)
    }

    private func type(from start: Int) -> String {
        switch meaning(from: start, upTo: tokens.count).0 {
        case .type(let type): type
        case .module(let module): module.name
        case .function, .live, nil: ""
        }
    }
}
