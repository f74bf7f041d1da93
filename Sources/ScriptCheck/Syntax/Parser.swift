/// Reads Lua 5.4 in one pass, and resolves names while their scopes are open, as Lua's own compiler does.
///
/// Accepts all that Lua accepts. Of the errors that need more than the grammar (`goto` without label, assignment to a
/// constant) it knows nothing: a program is compiled by Lua before.
struct Parser {
    /// Levels of nesting; Lua itself refuses more than 200.
    private static let deepest = 220

    private var lexer: Lexer
    private(set) var token: Token
    private var ahead: Token?
    private var depth = 0
    private var scopes: [[Variable]] = []
    var functionDepth = 0
    var chunk: Chunk

    static func chunk(of bytes: [UInt8]) throws(SyntaxError) -> Chunk {
        var parser = try Parser(Lexer(bytes))
        return try parser.program()
    }

    private init(_ lexer: Lexer) throws(SyntaxError) {
        self.lexer = lexer
        token = try self.lexer.next()
        chunk = Chunk(
            main: FunctionBody(offset: 0), comments: [], variables: [], globalAssignments: [], fieldAssignments: [],
            exposesGlobals: false)
    }

    private mutating func program() throws(SyntaxError) -> Chunk {
        chunk.main.isVararg = true
        chunk.main.block = try scopedBlock()
        guard token.kind == .end else { throw unexpected("the end of the file") }
        chunk.comments = lexer.comments
        return chunk
    }

    mutating func advance() throws(SyntaxError) {
        token = if let ahead { ahead } else { try lexer.next() }
        ahead = nil
    }

    /// The token after this one.
    mutating func peek() throws(SyntaxError) -> Token {
        if let ahead { return ahead }
        let next = try lexer.next()
        ahead = next
        return next
    }

    func isAt(_ word: String) -> Bool { token.kind == .reserved(word) }

    mutating func accept(_ word: String) throws(SyntaxError) -> Bool {
        guard isAt(word) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ word: String) throws(SyntaxError) {
        guard try accept(word) else { throw unexpected("'\(word)'") }
    }

    mutating func expectName() throws(SyntaxError) -> String {
        guard case .name(let name) = token.kind else { throw unexpected("a name") }
        try advance()
        return name
    }

    func unexpected(_ expected: String) -> SyntaxError {
        SyntaxError(message: "\(expected) expected near \(token.text)", offset: token.offset)
    }

    mutating func nested<Result>(
        _ body: (inout Parser) throws(SyntaxError) -> Result
    ) throws(SyntaxError) -> Result {
        guard depth < Self.deepest else { throw SyntaxError(message: "nested too deep", offset: token.offset) }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    mutating func openScope() { scopes.append([]) }

    mutating func closeScope() {
        for variable in scopes.removeLast() { variable.scope = variable.scope.lowerBound..<token.offset }
    }

    /// Makes a variable that can be seen from here on.
    mutating func declare(_ name: String) -> Variable {
        let variable = Variable(name, from: token.offset)
        scopes[scopes.count - 1].append(variable)
        chunk.variables.append(variable)
        return variable
    }

    /// What a name means here.
    func resolve(_ name: String, at offset: Int) -> Expression {
        if let variable = variable(name) { return Expression(kind: .local(variable), offset: offset) }
        guard let environment = variable("_ENV") else { return Expression(kind: .global(name), offset: offset) }
        let table = Expression(kind: .local(environment), offset: offset)
        return Expression(kind: .suffixed(table, [Suffix(kind: .field(name), offset: offset)]), offset: offset)
    }

    private func variable(_ name: String) -> Variable? {
        for scope in scopes.reversed() {
            if let variable = scope.last(where: { $0.name == name }) { return variable }
        }
        return nil
    }
}
