import CLua

extension LuaState {
    /// Puts `require` in place for a sandboxed script: it finds modules beside the script and in `lua/` there
    /// (`?.lua`, `?/init.lua`), opens them through `access`, and takes source text only.
    ///
    /// A module's own code may wait. Each module runs once; a task that requires what another is loading waits for it.
    ///
    /// - Parameters:
    ///   - directory: The script's folder, relative to the working directory or absolute, as messages shall show it;
    ///     empty for the working directory.
    ///   - modules: Names of the host's modules: `require "csv"` gives the global `csv`.
    public func installRequire(beside directory: String, _ access: FileAccess, modules: Set<String> = []) throws {
        let finder = LuaModuleFinder(directory: directory, access: access, libraryPaths: libraryPaths())
        let loads = LuaModuleLoads()
        let names = LuaTable(fields: Dictionary(uniqueKeysWithValues: modules.map { (.string($0), true) }))
        try runHostCode(
            PackageResources.require_lua, name: "require",
            arguments: [
                .function(loads.claim(reentrant: false)), .function(loads.release), .function(finder.search),
                .table(names),
            ], globals: ["require"])
    }

    /// Puts a `require` in place of Lua's own that does the same with `package.searchers` and `package.loaded`, except
    /// that loaders and searchers may wait; tasks that require one module at the same time get one and the same.
    /// Modules on `package.path` are loaded by the global `loadfile`, as it is now.
    public func installRequire() throws {
        let loads = LuaModuleLoads()
        try runHostCode(
            PackageResources.require_lua, name: "require",
            arguments: [.function(loads.claim(reentrant: true)), .function(loads.release)], globals: ["require"])
    }

    /// The templates of `package.cpath`.
    private func libraryPaths() -> [String] {
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        // The registry's tables have no metatables: this cannot raise.
        guard lua_getfield(L, clua_registry_index(), LUA_LOADED_TABLE) == LUA_TTABLE,
            lua_getfield(L, -1, LUA_LOADLIBNAME) == LUA_TTABLE, lua_getfield(L, -1, "cpath") == LUA_TSTRING,
            case .string(let paths)? = try? value(at: -1, on: L)
        else { return [] }
        return paths.split(separator: ";").map(String.init)
    }
}
