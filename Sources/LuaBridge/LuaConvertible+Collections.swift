extension Optional: LuaConvertible where Wrapped: LuaConvertible {
    public static var luaTypeName: String { Wrapped.luaTypeName + "?" }
    public static var luaAllowedValues: [String] { Wrapped.luaAllowedValues }
    public static var luaFields: [LuaField] { Wrapped.luaFields }

    public init(lua: LuaValue) throws(LuaMismatch) {
        switch lua {
        case .nil, .null: self = nil
        default: self = try Wrapped(lua: lua)
        }
    }

    public var lua: LuaValue { self?.lua ?? .nil }
}

extension Array: LuaConvertible where Element: LuaConvertible {
    public static var luaTypeName: String { Element.luaTypeName + "[]" }
    public static var luaFields: [LuaField] { Element.luaFields }

    public init(lua: LuaValue) throws(LuaMismatch) {
        guard case .table(let table) = lua else { throw LuaMismatch(expected: Self.self, got: lua) }
        if let stray = table.fields.keys.first {
            throw LuaMismatch("expected a list, got a table with the key \(stray.literal)")
        }
        self = []
        reserveCapacity(table.array.count)
        for (offset, value) in table.array.enumerated() {
            do throws(LuaMismatch) { append(try Element(lua: value)) } catch { throw error.inside("[\(offset + 1)]") }
        }
    }

    public var lua: LuaValue { .table(LuaTable(array: map(\.lua))) }
}

extension Dictionary: LuaConvertible where Key == String, Value: LuaConvertible {
    public static var luaTypeName: String { "table<string, \(Value.luaTypeName)>" }

    public init(lua: LuaValue) throws(LuaMismatch) {
        guard case .table(let table) = lua else { throw LuaMismatch(expected: Self.self, got: lua) }
        guard table.array.isEmpty else { throw LuaMismatch("expected a table with named fields, got a list") }
        self = [:]
        for (key, value) in table.fields {
            guard case .string(let name) = key else {
                throw LuaMismatch("expected a table with named fields, got the key \(key.literal)")
            }
            do throws(LuaMismatch) { self[name] = try Value(lua: value) } catch { throw error.inside(".\(name)") }
        }
    }

    public var lua: LuaValue {
        .table(LuaTable(fields: Dictionary<LuaValue, LuaValue>(uniqueKeysWithValues: map { (.string($0), $1.lua) })))
    }
}

extension LuaTable: LuaConvertible {
    public static var luaTypeName: String { "table" }

    public init(lua: LuaValue) throws(LuaMismatch) {
        guard case .table(let table) = lua else { throw LuaMismatch(expected: Self.self, got: lua) }
        self = table
    }

    public var lua: LuaValue { .table(self) }
}
