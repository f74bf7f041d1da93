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

extension LuaState {
    /// The version of the Lua that this program was compiled with: `5.4.4`.
    package static var version: String { "\(LUA_VERSION_MAJOR).\(LUA_VERSION_MINOR).\(LUA_VERSION_RELEASE)" }
}
