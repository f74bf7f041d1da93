/// Statements with a scope of their own.
typealias Block = [Statement]

enum Statement {
    case local([Variable], [Expression])
    case localFunction(Variable, FunctionBody)
    case function(Expression, FunctionBody)
    case assignment([Expression], [Expression])
    case call(Expression)
    case block(Block)
    case `while`(Expression, Block)
    case `repeat`(Block, until: Expression)
    case `if`([(condition: Expression, block: Block)], otherwise: Block)
    case numericFor(Variable, [Expression], Block)
    case genericFor([Variable], [Expression], Block)
    case `return`([Expression])
    case `break`
    case goto, label
}

/// A function's parameters and statements; the program as a whole is one too.
final class FunctionBody {
    let offset: Int
    var parameters: [Variable] = []
    var isVararg = false
    var block: Block = []

    init(offset: Int) {
        self.offset = offset
    }
}

/// A local variable or a parameter.
final class Variable {
    /// What it holds, as long as nothing else is assigned to it.
    enum Value {
        case unknown
        case expression(Expression)
        /// What the expression after `in` gives in each round: the first value for place 0.
        case element(of: Expression, place: Int)
        /// What a function receives in a place, counted from 0, that is given to another, which may be one that goes
        /// through items.
        case argument(of: Expression, after: [Expression], place: Int)
    }

    let name: String
    var value = Value.unknown
    var isReassigned = false
    /// Where it can be seen, in bytes.
    var scope: Range<Int>

    init(_ name: String, from offset: Int) {
        self.name = name
        scope = offset..<Int.max
    }
}

/// A program.
struct Chunk {
    /// An assignment to a plain name that is no local variable's.
    struct GlobalAssignment {
        var name: String
        var offset: Int
        var isInFunction: Bool
        /// The function of a statement `function name() … end`.
        var function: FunctionBody?
        /// What is assigned, where that is plain.
        var value: Expression?
    }

    var main: FunctionBody
    var comments: [Lexer.Comment]
    var variables: [Variable]
    var globalAssignments: [GlobalAssignment]
    /// The targets of all other assignments that are no variables: `a.b`, `a[b]`.
    var fieldAssignments: [Expression]
    /// Whether `setmetatable` is named anywhere.
    var usesMetatables = false
    /// Whether the table of globals is handed around or replaced, so that it may get names unseen.
    var exposesGlobals: Bool
}
