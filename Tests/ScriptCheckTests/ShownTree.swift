@testable import ScriptCheck

/// Trees as text, every operation in parentheses.
enum ShownTree {
    static func text(of expression: Expression) -> String {
        switch expression.kind {
        case .nil: "nil"
        case .vararg: "..."
        case .boolean(let value): "\(value)"
        case .number(.integer(let value)): "\(value)"
        case .number(.float(let value)): "\(value)"
        case .string(let text): "\"\(text)\""
        case .function(let body): "function/\(body.parameters.count)\(body.isVararg ? "+" : "")"
        case .local(let variable): variable.name
        case .global(let name): "@" + name
        case .table(let items): "{" + items.map(text).joined(separator: " ") + "}"
        case .parenthesised(let inner): "[" + text(of: inner) + "]"
        case .unary(let symbol, let operand): "(\(symbol) \(text(of: operand)))"
        case .operation(let first, let rest):
            rest.reduce(text(of: first)) { "(\($0) \($1.symbol) \(text(of: $1.operand)))" }
        case .suffixed(let base, let suffixes): suffixes.reduce(text(of: base)) { $0 + text(of: $1) }
        }
    }

    private static func text(of suffix: Suffix) -> String {
        func list(_ arguments: [Expression]) -> String { "(" + arguments.map(text).joined(separator: ", ") + ")" }
        return switch suffix.kind {
        case .field(let name): "." + name
        case .index(let key): "[\(text(of: key))]"
        case .call(let arguments): list(arguments)
        case .method(let name, let arguments): ":" + name + list(arguments)
        }
    }

    private static func text(of item: TableItem) -> String {
        switch item {
        case .positional(let value): text(of: value)
        case .named(let name, _, let value): "\(name)=\(text(of: value))"
        case .keyed(let key, let value): "[\(text(of: key))]=\(text(of: value))"
        }
    }
}
