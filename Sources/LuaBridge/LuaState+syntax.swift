import CLua

extension LuaState {
    /// Compiles Lua source without running it.
    ///
    /// - Parameter name: What the error calls the chunk; see ``run(_:name:arguments:)``.
    /// - Throws: ``LuaError`` of kind ``LuaError/Kind/syntax(wantsMoreInput:)`` for what does not compile.
    public func checkSyntax(of chunk: some Collection<UInt8>, name: String) throws {
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        try load(chunk, name: name)
    }
}
