extension Parser {
    mutating func scopedBlock() throws(SyntaxError) -> Block {
        openScope()
        let block = try block()
        closeScope()
        return block
    }

    private mutating func block() throws(SyntaxError) -> Block {
        var block: Block = []
        while !endsBlock {
            if isAt("return") {
                block.append(try returnStatement())
                break
            }
            if try accept(";") { continue }
            block.append(try nested { parser throws(SyntaxError) in try parser.statement() })
        }
        return block
    }

    private var endsBlock: Bool {
        token.kind == .end || isAt("end") || isAt("else") || isAt("elseif") || isAt("until")
    }

    private mutating func returnStatement() throws(SyntaxError) -> Statement {
        try advance()
        let values = endsBlock || isAt(";") ? [] : try expressions()
        _ = try accept(";")
        guard endsBlock else { throw unexpected("'end'") }
        return .return(values)
    }

    private mutating func statement() throws(SyntaxError) -> Statement {
        guard case .reserved(let word) = token.kind, word != "(" else { return try expressionStatement() }
        let offset = token.offset
        try advance()
        switch word {
        case "if": return try ifStatement()
        case "while":
            let condition = try expression()
            try expect("do")
            return .while(condition, try blockUntilEnd())
        case "do": return .block(try blockUntilEnd())
        case "for": return try forStatement()
        case "repeat":
            openScope()
            let block = try block()
            try expect("until")
            // The condition sees the block's variables.
            let condition = try expression()
            closeScope()
            return .repeat(block, until: condition)
        case "function": return try functionStatement()
        case "local": return try accept("function") ? try localFunction() : try localStatement()
        case "::":
            _ = try expectName()
            try expect("::")
            return .label
        case "break": return .break
        case "goto":
            _ = try expectName()
            return .goto
        default: throw SyntaxError(message: "unexpected '\(word)'", offset: offset)
        }
    }

    private mutating func blockUntilEnd() throws(SyntaxError) -> Block {
        let block = try scopedBlock()
        try expect("end")
        return block
    }

    private mutating func ifStatement() throws(SyntaxError) -> Statement {
        var branches: [(condition: Expression, block: Block)] = []
        repeat {
            let condition = try expression()
            try expect("then")
            branches.append((condition, try scopedBlock()))
        } while try accept("elseif")
        let otherwise = try accept("else") ? try scopedBlock() : []
        try expect("end")
        return .if(branches, otherwise: otherwise)
    }

    private mutating func forStatement() throws(SyntaxError) -> Statement {
        var names = [try expectName()]
        if try accept("=") {
            let bounds = try expressions()
            guard bounds.count == 2 || bounds.count == 3 else { throw unexpected("a limit and perhaps a step") }
            try expect("do")
            openScope()
            let variable = declare(names[0])
            let block = try blockUntilEnd()
            closeScope()
            return .numericFor(variable, bounds, block)
        }
        while try accept(",") { names.append(try expectName()) }
        try expect("in")
        let iterator = try expressions()
        try expect("do")
        openScope()
        let variables = names.map { declare($0) }
        for (place, variable) in variables.prefix(2).enumerated() {
            variable.value = .element(of: iterator[0], place: place)
        }
        let block = try blockUntilEnd()
        closeScope()
        return .genericFor(variables, iterator, block)
    }

    private mutating func functionStatement() throws(SyntaxError) -> Statement {
        let offset = token.offset
        var target = resolve(try expectName(), at: offset)
        var suffixes: [Suffix] = []
        var isMethod = false
        while !isMethod, isAt(".") || isAt(":") {
            isMethod = isAt(":")
            try advance()
            let place = token.offset
            suffixes.append(Suffix(kind: .field(try expectName()), offset: place))
        }
        if !suffixes.isEmpty { target = Self.chain(target, suffixes) }
        let body = try functionBody(offset: offset, isMethod: isMethod)
        noteAssignment(to: target, function: body)
        return .function(target, body)
    }

    private mutating func localFunction() throws(SyntaxError) -> Statement {
        let offset = token.offset
        let variable = declare(try expectName())
        let body = try functionBody(offset: offset)
        variable.value = .expression(Expression(kind: .function(body), offset: offset))
        return .localFunction(variable, body)
    }

    private mutating func localStatement() throws(SyntaxError) -> Statement {
        var names: [String] = []
        repeat {
            names.append(try expectName())
            if try accept("<") {
                _ = try expectName()
                try expect(">")
            }
        } while try accept(",")
        let values = try accept("=") ? try expressions() : []
        let variables = names.map { declare($0) }
        for (variable, value) in zip(variables, values) { variable.value = .expression(value) }
        return .local(variables, values)
    }

    private mutating func expressionStatement() throws(SyntaxError) -> Statement {
        let first = try suffixedExpression()
        guard isAt("=") || isAt(",") else {
            guard case .suffixed = first.kind, first.isMultiple else { throw unexpected("'='") }
            return .call(first)
        }
        var targets = [first]
        while try accept(",") {
            // Lua counts each further target as a level, since it reads them by recursion.
            targets.append(try suffixedExpression())
        }
        for target in targets where !Self.isAssignable(target) {
            throw SyntaxError(message: "cannot assign to this", offset: target.offset)
        }
        try expect("=")
        let values = try expressions()
        for (index, target) in targets.enumerated() {
            noteAssignment(to: target, value: values.indices.contains(index) ? values[index] : nil)
        }
        return .assignment(targets, values)
    }

    private static func isAssignable(_ target: Expression) -> Bool {
        switch target.kind {
        case .local, .global: true
        case .suffixed(_, let suffixes): suffixes.last?.arguments == nil
        default: false
        }
    }

    private mutating func noteAssignment(
        to target: Expression, function: FunctionBody? = nil, value: Expression? = nil
    ) {
        switch target.kind {
        case .local(let variable): variable.isReassigned = true
        case .global("_ENV"): chunk.exposesGlobals = true
        case .global(let name):
            chunk.globalAssignments.append(
                .init(
                    name: name, offset: target.offset, isInFunction: functionDepth > 0, function: function,
                    value: value))
        default: chunk.fieldAssignments.append(target)
        }
    }
}
