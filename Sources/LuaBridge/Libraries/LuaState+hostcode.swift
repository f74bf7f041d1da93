import CLua

extension LuaState {
    /// Runs Lua of the host's own: a `.lua` file that is embedded in the program.
    ///
    /// It runs as well after scripts as before them, because it uses nothing that they can replace. Its first argument
    /// is a table of Lua's own functions as they were when the libraries were opened, and it has no globals: a use of
    /// one is an error. Strings have no methods that it could rely on. Waits are not possible in it, but in the
    /// functions that it makes.
    ///
    /// - Parameters:
    ///   - source: The text of the Lua program.
    ///   - name: What tracebacks call it: `[PROGRAM NAME]`.
    ///   - arguments: Its further arguments.
    ///   - globals: Where its results go, one after the other: global names, with dots for fields of tables.
    /// - Throws: ``LuaError`` for whatever the code raises.
    package func runHostCode(
        _ source: [UInt8], name: String, arguments: [LuaValue] = [], globals: [String] = []
    ) throws {
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        try reserve(arguments.count + globals.count + 1, on: L)
        try load(source, name: "=[\(program) \(name)]")
        clua_close_globals(L)
        clua_push_originals(L)
        for argument in arguments { try push(argument, on: L) }
        let status = clua_call(L, Int32(arguments.count) + 1, Int32(globals.count), true)
        guard status == LUA_OK else { throw takeError(status: status) }
        for (offset, name) in globals.enumerated() {
            let path = name.split(separator: ".")
            guard let last = path.last else { continue }
            withTable(at: Array(path.dropLast())) {
                push(String(last), on: L)
                lua_pushvalue(L, top + 1 + Int32(offset))
                lua_rawset(L, -3)
            }
        }
    }
}
