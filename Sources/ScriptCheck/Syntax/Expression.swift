/// An expression of a program; names are resolved.
///
/// Chains are kept flat, so that a tree is never deeper than what Lua itself takes as nested.
struct Expression {
    indirect enum Kind {
        case `nil`, vararg
        case boolean(Bool)
        case number(Numeral)
        case string(String)
        case function(FunctionBody)
        case local(Variable)
        case global(String)
        case table([TableItem])
        case parenthesised(Expression)
        case unary(String, Expression)
        /// `first op a op b …`, each applied to all that stands before it.
        case operation(Expression, [(symbol: String, operand: Expression)])
        /// What stands at the beginning of `a.b[c]:d(e)`, and what follows.
        case suffixed(Expression, [Suffix])
    }

    var kind: Kind
    /// Where it begins, in bytes.
    var offset: Int

    /// Whether it may give any number of values.
    var isMultiple: Bool {
        switch kind {
        case .vararg: true
        case .suffixed(_, let suffixes): suffixes.last?.arguments != nil
        default: false
        }
    }

    /// The text of a string literal.
    var literalString: String? {
        if case .string(let text) = kind { text } else { nil }
    }
}

/// One step of a chain.
struct Suffix {
    enum Kind {
        case field(String)
        case index(Expression)
        case call([Expression])
        case method(String, [Expression])
    }

    var kind: Kind
    /// Where its name, key or argument list begins, in bytes.
    var offset: Int

    /// The name of a field, in either spelling.
    var field: String? {
        switch kind {
        case .field(let name): name
        case .index(let key): key.literalString
        default: nil
        }
    }

    /// Whether it is a call without a method's name.
    var isPlainCall: Bool { if case .call = kind { true } else { false } }

    var arguments: [Expression]? {
        switch kind {
        case .call(let arguments), .method(_, let arguments): arguments
        default: nil
        }
    }
}

/// One entry of a table constructor.
enum TableItem {
    case positional(Expression)
    case named(String, offset: Int, Expression)
    case keyed(Expression, Expression)
}
