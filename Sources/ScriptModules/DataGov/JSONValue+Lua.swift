package import ApiClients
package import LuaBridge

extension JSONValue: LuaConvertible {
    package static var luaTypeName: String { "any" }

    package init(lua: LuaValue) throws(LuaMismatch) {
        switch lua {
        case .null: self = .null
        case .boolean(let value): self = .bool(value)
        case .integer(let value): self = .int(value)
        case .number(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .table(let table) where table.fields.isEmpty: self = .array(try [JSONValue](lua: .table(table)))
        case .table: self = .object(try [String: JSONValue](lua: lua))
        default: throw LuaMismatch(expected: "a string, number, boolean or list", got: lua)
        }
    }

    package var lua: LuaValue {
        switch self {
        case .null: .null
        case .bool(let value): .boolean(value)
        case .int(let value): .integer(value)
        case .double(let value): .number(value)
        case .string(let value): .string(value)
        case .array(let values): .table(LuaTable(array: values.map(\.lua)))
        case .object(let members): members.lua
        }
    }

    /// The value as scripts want it in a row, where a missing value is nil.
    var withoutNull: LuaValue { self == .null ? .nil : lua }
}
