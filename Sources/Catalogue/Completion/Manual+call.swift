extension Manual {
    /// The function of the catalogue that an expression calls last, where the expression is nothing but that call.
    ///
    /// `links.list{ limit = 3 }` is one; `#links.list()` and `links.list()[1]` are not.
    package func function(calledBy text: String) -> Signature? {
        let tokens = LuaToken.all(in: text)
        guard
            let open = tokens.firstIndex(where: { $0.isSymbol("(") || $0.isSymbol("{") || $0.kind == .string }),
            tokens[..<open].allSatisfy({ $0.kind == .name || $0.isSymbol(".") })
        else { return nil }
        var depth = 0
        for index in open..<tokens.count {
            if ["(", "[", "{"].contains(where: tokens[index].isSymbol) { depth += 1 }
            if [")", "]", "}"].contains(where: tokens[index].isSymbol) { depth -= 1 }
            if depth == 0, index < tokens.count - 1 { return nil }
        }
        guard depth == 0 else { return nil }
        return function(named: tokens[..<open].map { String($0.text) }.joined())
    }
}
