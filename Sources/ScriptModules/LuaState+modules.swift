import LuaBridge

extension LuaState {
    /// Runs a module of the host's own Lua, and puts the table that it returns under the module's name.
    func installModule(_ name: String, source: [UInt8], arguments: [LuaValue]) throws {
        // The table holds Lua functions, which have no copy outside: the module is put in place in Lua.
        let wrapped =
            Array("local name, globals = (...), _G; globals[name] = (function(...) ".utf8)
            + source + Array("\nend)(select(2, ...))".utf8)
        try run(wrapped, name: "=[govscript \(name)]", arguments: [.string(name)] + arguments)
    }
}
