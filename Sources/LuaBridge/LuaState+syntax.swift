import CLua

extension LuaState {
    /// Compiles Lua source without running it.
    ///
    /// - Parameters:
    ///   - chunk: The text of the program.
    ///   - name: What the error calls the chunk: `@` and a file's path, or `=` and words.
    /// - Throws: ``LuaError`` of kind ``LuaError/Kind/syntax(wantsMoreInput:)`` for what does not compile.
    package func checkSyntax(of chunk: some Collection<UInt8>, name: String) throws {
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        try load(chunk, name: name)
    }
}
