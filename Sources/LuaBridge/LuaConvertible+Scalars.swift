extension LuaValue: LuaConvertible {
    public static var luaTypeName: String { "any" }
    public init(lua: LuaValue) { self = lua }
    public var lua: LuaValue { self }
}

extension Bool: LuaConvertible {
    public static var luaTypeName: String { "boolean" }

    public init(lua: LuaValue) throws(LuaMismatch) {
        guard case .boolean(let value) = lua else { throw LuaMismatch(expected: Self.self, got: lua) }
        self = value
    }

    public var lua: LuaValue { .boolean(self) }
}

extension Int: LuaConvertible {
    public static var luaTypeName: String { "integer" }

    /// A float is taken when it has an exact integer value, as Lua itself does.
    public init(lua: LuaValue) throws(LuaMismatch) {
        switch lua {
        case .integer(let value): self = Int(value)
        case .number(let value):
            guard let exact = Int(exactly: value) else {
                throw LuaMismatch("expected integer, got the float \(value)")
            }
            self = exact
        default: throw LuaMismatch(expected: Self.self, got: lua)
        }
    }

    public var lua: LuaValue { .integer(Int64(self)) }
}

extension Double: LuaConvertible {
    public static var luaTypeName: String { "number" }

    public init(lua: LuaValue) throws(LuaMismatch) {
        switch lua {
        case .number(let value): self = value
        case .integer(let value):
            guard let exact = Double(exactly: value) else {
                throw LuaMismatch("expected number, got the integer \(value), which no float can hold exactly")
            }
            self = exact
        default: throw LuaMismatch(expected: Self.self, got: lua)
        }
    }

    public var lua: LuaValue { .number(self) }
}

extension String: LuaConvertible {
    public static var luaTypeName: String { "string" }

    public init(lua: LuaValue) throws(LuaMismatch) {
        switch lua {
        case .string(let value): self = value
        case .bytes: throw LuaMismatch("expected text in UTF-8, got a string with other bytes")
        default: throw LuaMismatch(expected: Self.self, got: lua)
        }
    }

    public var lua: LuaValue { .string(self) }
}

/// Seconds in Lua, fractions allowed.
extension Duration: LuaConvertible {
    public static var luaTypeName: String { "number" }

    public init(lua: LuaValue) throws(LuaMismatch) {
        let seconds = try Double(lua: lua)
        guard seconds >= 0, seconds <= 1e9 else { throw LuaMismatch("expected seconds from 0 to 1e9, got \(seconds)") }
        self = .nanoseconds(Int64(seconds * 1e9))
    }

    public var lua: LuaValue { .number(self / .seconds(1)) }
}
