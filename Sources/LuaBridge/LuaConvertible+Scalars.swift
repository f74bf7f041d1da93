extension LuaValue: LuaConvertible {
    public static var luaTypeName: String { "any" }
    public init(lua: LuaValue) { self = lua }
    public var lua: LuaValue { self }
}

extension Bool: LuaConvertible {
    public static var luaTypeName: String { "boolean" }

    /// Takes `true` and `false`, and nothing that Lua only counts as one of them.
    ///
    /// - Throws: ``LuaMismatch`` for any other value, nil among them.
    public init(lua: LuaValue) throws(LuaMismatch) {
        guard case .boolean(let value) = lua else { throw LuaMismatch(expected: Self.self, got: lua) }
        self = value
    }

    public var lua: LuaValue { .boolean(self) }
}

extension Int: LuaConvertible {
    public static var luaTypeName: String { "integer" }

    /// Takes an integer, and a float with an exact integer value, as Lua itself does.
    ///
    /// - Throws: ``LuaMismatch`` for any other float, and for text that looks like a number.
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

    /// Takes a float, and an integer that a float can hold exactly.
    ///
    /// - Throws: ``LuaMismatch`` for an integer beyond 2^53 that would be rounded, and for text that looks like a
    ///   number.
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

    /// Takes a string of valid UTF-8; numbers are not turned into text.
    ///
    /// - Throws: ``LuaMismatch`` for other bytes, which ``LuaValue/bytes(_:)`` holds, and for any other value.
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

    /// Takes a number of seconds from 0 to 1e9, some 31 years; what is finer than a nanosecond is cut off.
    ///
    /// - Throws: ``LuaMismatch`` for any other number or value.
    public init(lua: LuaValue) throws(LuaMismatch) {
        let seconds = try Double(lua: lua)
        guard seconds >= 0, seconds <= 1e9 else { throw LuaMismatch("expected seconds from 0 to 1e9, got \(seconds)") }
        self = .nanoseconds(Int64(seconds * 1e9))
    }

    public var lua: LuaValue { .number(self / .seconds(1)) }
}
