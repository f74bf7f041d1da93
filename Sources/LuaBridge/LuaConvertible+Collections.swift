extension Optional: LuaConvertible where Wrapped: LuaConvertible {
    public static var luaTypeName: String { Wrapped.luaTypeName + "?" }
    public static var luaAllowedValues: [String] { Wrapped.luaAllowedValues }
    public static var luaFields: [LuaField] { Wrapped.luaFields }

    /// Takes nil and JSON's null for nil, and anything else as the wrapped type does.
    ///
    /// - Throws: ``LuaMismatch`` of the wrapped type.
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

    /// Takes a table that is a sequence from 1 on; an empty one is an empty list.
    ///
    /// - Throws: ``LuaMismatch`` for any other value, a table with further keys, or an element, which it names: `[3]:
    ///   …`.
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

    /// Takes a table whose keys are texts; an empty one is an empty dictionary.
    ///
    /// - Throws: ``LuaMismatch`` for any other value or key, or for a field's value, which it names: `.title: …`.
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

    /// Takes any table, as the copy that it is.
    ///
    /// - Throws: ``LuaMismatch`` for any other value.
    public init(lua: LuaValue) throws(LuaMismatch) {
        guard case .table(let table) = lua else { throw LuaMismatch(expected: Self.self, got: lua) }
        self = table
    }

    public var lua: LuaValue { .table(self) }
}
