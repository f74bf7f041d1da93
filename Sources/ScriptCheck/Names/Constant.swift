/// What can be said of an argument from the program's text alone.
package enum Constant: Sendable, Hashable {
    case `nil`, table, function
    case boolean(Bool)
    case integer(Int64)
    case float(Double)
    case string(String)

    /// As messages name it.
    var typeName: String {
        switch self {
        case .nil: "nil"
        case .table: "table"
        case .function: "function"
        case .boolean: "boolean"
        case .integer, .float: "number"
        case .string: "string"
        }
    }

    /// As Lua writes it, where it is a value that can be compared.
    var literal: String? {
        switch self {
        case .nil, .table, .function: nil
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .float(let value): "\(value)"
        case .string(let text): "\"\(text)\""
        }
    }
}
