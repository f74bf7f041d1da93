extension Parser {
    /// How tight an operator binds to its left and to its right.
    private static let priorities: [String: (left: Int, right: Int)] = [
        "or": (1, 1), "and": (2, 2), "<": (3, 3), ">": (3, 3), "<=": (3, 3), ">=": (3, 3), "~=": (3, 3),
        "==": (3, 3), "|": (4, 4), "~": (5, 5), "&": (6, 6), "<<": (7, 7), ">>": (7, 7), "..": (9, 8),
        "+": (10, 10), "-": (10, 10), "*": (11, 11), "/": (11, 11), "//": (11, 11), "%": (11, 11), "^": (14, 13),
    ]
    private static let unaryPriority = 12

    mutating func expressions() throws(SyntaxError) -> [Expression] {
        var list = [try expression()]
        while try accept(",") { list.append(try expression()) }
        return list
    }

    mutating func expression() throws(SyntaxError) -> Expression { try expression(above: 0) }

    /// As much as is held together by operators that bind tighter than `limit`.
    private mutating func expression(above limit: Int) throws(SyntaxError) -> Expression {
        try nested { parser throws(SyntaxError) in
            let first = try parser.operand()
            var rest: [(symbol: String, operand: Expression)] = []
            while case .reserved(let word) = parser.token.kind, let priority = Self.priorities[word],
                priority.left > limit
            {
                try parser.advance()
                rest.append((word, try parser.expression(above: priority.right)))
            }
            return rest.isEmpty ? first : Expression(kind: .operation(first, rest), offset: first.offset)
        }
    }

    private mutating func operand() throws(SyntaxError) -> Expression {
        let offset = token.offset
        guard case .reserved(let word) = token.kind, ["not", "-", "#", "~"].contains(word) else {
            return try simpleExpression()
        }
        try advance()
        return Expression(kind: .unary(word, try expression(above: Self.unaryPriority)), offset: offset)
    }

    private mutating func simpleExpression() throws(SyntaxError) -> Expression {
        let offset = token.offset
        let kind: Expression.Kind
        switch token.kind {
        case .number(let value): kind = .number(value)
        case .string(let text): kind = .string(text)
        case .reserved("nil"): kind = .nil
        case .reserved("true"): kind = .boolean(true)
        case .reserved("false"): kind = .boolean(false)
        case .reserved("..."): kind = .vararg
        case .reserved("{"): return try table()
        case .reserved("function"):
            try advance()
            return Expression(kind: .function(try functionBody(offset: offset)), offset: offset)
        default: return try suffixedExpression()
        }
        try advance()
        return Expression(kind: kind, offset: offset)
    }

    /// A name or something in parentheses, with the fields, indices and calls that follow.
    mutating func suffixedExpression() throws(SyntaxError) -> Expression {
        let offset = token.offset
        let first: Expression
        if try accept("(") {
            first = Expression(kind: .parenthesised(try expression()), offset: offset)
            try expect(")")
        } else {
            first = resolve(try expectName(), at: offset)
            if case .global("setmetatable") = first.kind { chunk.usesMetatables = true }
        }
        var suffixes: [Suffix] = []
        while let suffix = try suffix() { suffixes.append(suffix) }
        if suffixes.isEmpty {
            if case .global("_G") = first.kind { chunk.exposesGlobals = true }
            if case .global("_ENV") = first.kind { chunk.exposesGlobals = true }
            return first
        }
        Self.noteCallback(first, suffixes)
        return Self.chain(first, suffixes)
    }

    /// Notes what `f` of `task.map(items, f)` is given, where it is written out there.
    private static func noteCallback(_ first: Expression, _ suffixes: [Suffix]) {
        guard suffixes.count >= 2, case .call(let arguments) = suffixes[1].kind else { return }
        let callee = Expression(kind: .suffixed(first, [suffixes[0]]), offset: first.offset)
        for (index, argument) in arguments.enumerated() {
            guard case .function(let body) = argument.kind else { continue }
            for (place, parameter) in body.parameters.enumerated() {
                parameter.value = .argument(of: callee, after: Array(arguments[..<index]), place: place)
            }
        }
    }

    /// One chain, also where the beginning is a chain already.
    static func chain(_ first: Expression, _ suffixes: [Suffix]) -> Expression {
        if case .suffixed(let base, let others) = first.kind {
            return Expression(kind: .suffixed(base, others + suffixes), offset: first.offset)
        }
        return Expression(kind: .suffixed(first, suffixes), offset: first.offset)
    }

    private mutating func suffix() throws(SyntaxError) -> Suffix? {
        switch token.kind {
        case .reserved("."):
            try advance()
            let offset = token.offset
            return Suffix(kind: .field(try expectName()), offset: offset)
        case .reserved("["):
            try advance()
            let key = try expression()
            try expect("]")
            return Suffix(kind: .index(key), offset: key.offset)
        case .reserved(":"):
            try advance()
            let offset = token.offset
            let name = try expectName()
            return Suffix(kind: .method(name, try arguments()), offset: offset)
        case .reserved("("), .reserved("{"), .string:
            let offset = token.offset
            return Suffix(kind: .call(try arguments()), offset: offset)
        default:
            return nil
        }
    }

    private mutating func arguments() throws(SyntaxError) -> [Expression] {
        let offset = token.offset
        if case .string(let text) = token.kind {
            try advance()
            return [Expression(kind: .string(text), offset: offset)]
        }
        if isAt("{") { return [try table()] }
        try expect("(")
        if try accept(")") { return [] }
        let list = try expressions()
        try expect(")")
        return list
    }

    private mutating func table() throws(SyntaxError) -> Expression {
        let start = token.offset
        try expect("{")
        var items: [TableItem] = []
        while !isAt("}") {
            let offset = token.offset
            if try accept("[") {
                let key = try expression()
                try expect("]")
                try expect("=")
                items.append(.keyed(key, try expression()))
            } else if case .name(let name) = token.kind, try peek().kind == .reserved("=") {
                try advance()
                try advance()
                items.append(.named(name, offset: offset, try expression()))
            } else {
                items.append(.positional(try expression()))
            }
            guard isAt(",") || isAt(";") else { break }
            try advance()
        }
        try expect("}")
        return Expression(kind: .table(items), offset: start)
    }

    /// Parameters and statements, from the parenthesis to `end`.
    mutating func functionBody(offset: Int, isMethod: Bool = false) throws(SyntaxError) -> FunctionBody {
        let body = FunctionBody(offset: offset)
        functionDepth += 1
        openScope()
        if isMethod { body.parameters.append(declare("self")) }
        try expect("(")
        while !isAt(")") {
            if try accept("...") {
                body.isVararg = true
                break
            }
            body.parameters.append(declare(try expectName()))
            guard try accept(",") else { break }
            if isAt(")") { throw unexpected("a name") }
        }
        try expect(")")
        body.block = try scopedBlock()
        try expect("end")
        closeScope()
        functionDepth -= 1
        return body
    }
}
