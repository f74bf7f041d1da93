package import LuaBridge

/// A type of which a function needs to know no more than that an argument is of it: the value itself stays in Lua.
package protocol LuaReference: LuaConvertible {
    /// - Throws: ``LuaMismatch`` when values of this Lua type are not meant.
    init(luaType: String) throws(LuaMismatch)
}

extension LuaReference {
    /// Of a value of the argument's type, which need not be the argument itself.
    package init(lua: LuaValue) throws(LuaMismatch) { try self.init(luaType: lua.typeName) }
    package var lua: LuaValue { .nil }
}

/// A Lua function.
package struct LuaCallable: LuaReference {
    package static var luaTypeName: String { "function" }

    package init(luaType: String) throws(LuaMismatch) {
        guard luaType == "function" else { throw LuaMismatch("expected function, got \(luaType)") }
    }
}

/// A list, or a function that gives one item a call and nil at the end.
package struct LuaItems: LuaReference {
    package static var luaTypeName: String { "any[]|fun(): any" }

    package init(luaType: String) throws(LuaMismatch) {
        guard luaType == "table" || luaType == "function" else {
            throw LuaMismatch("expected a list or an iterator, got \(luaType)")
        }
    }
}

/// A string of any bytes.
package struct LuaStringReference: LuaReference {
    package static var luaTypeName: String { "string" }

    package init(luaType: String) throws(LuaMismatch) {
        guard luaType == "string" else { throw LuaMismatch("expected string, got \(luaType)") }
    }
}

/// A table.
package struct LuaTableReference: LuaReference {
    package static var luaTypeName: String { "table" }

    package init(luaType: String) throws(LuaMismatch) {
        guard luaType == "table" else { throw LuaMismatch("expected table, got \(luaType)") }
    }
}

/// Any value.
package struct LuaAnything: LuaReference {
    package static var luaTypeName: String { "any" }

    package init(luaType: String) {}
}
