import CLua

extension LuaState {
    /// Puts in place `io.open`, `io.lines`, `io.input`, `io.output`, `io.tmpfile`, `os.remove`, `os.rename`,
    /// `os.tmpname`, `loadfile` (source text only) and `dofile`, which open every path through `access`.
    ///
    /// They are called and fail as Lua's own: `io.open` gives nil, the words of a ``FileAccessError`` and its number,
    /// `io.lines` raises. Open files are Lua's file handles with all their methods. Chunks run by `dofile` may wait.
    public func installFiles(_ access: FileAccess) throws {
        let library = LuaFileLibrary(access: access)
        for function in library.functions { register(function) }
        let arguments = [library.open, library.chunk, library.input, library.closingLines].map(LuaValue.function)
        try runHostCode(
            PackageResources.files_lua, name: "files", arguments: arguments,
            globals: ["io.lines", "loadfile", "dofile"])
    }
}
