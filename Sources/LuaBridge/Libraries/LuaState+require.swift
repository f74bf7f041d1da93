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
    ///   - access: Which files may be read.
    ///   - modules: Names of the host's modules: `require "csv"` gives the global `csv`.
    public func installRequire(beside directory: String, _ access: FileAccess, modules: Set<String> = []) throws {
        let finder = LuaModuleFinder(directory: directory, access: access)
        let loads = LuaModuleLoads()
        let names = LuaTable(array: modules.map { .string($0) })
        try runHostCode(
            PackageResources.require_lua, name: "require",
            arguments: [
                .function(loads.claim(reentrant: false)), .function(loads.release), .function(finder.search),
                .table(names),
            ], globals: ["require"])
    }

    /// Puts a `require` in place of Lua's own that does the same with `package.searchers` and `package.loaded`, except
    /// that loaders and searchers may wait; tasks that require one module at the same time get one and the same.
    ///
    /// Modules on `package.path` are loaded by the global `loadfile`, as it is now.
    ///
    /// `package.searchpath`, `package.loadlib` and the searchers of C libraries look and open through `access` too, so
    /// that they neither open closed places nor tell what is there.
    public func installRequire(_ access: FileAccess) throws {
        let loads = LuaModuleLoads()
        try runHostCode(
            PackageResources.package_lua, name: "package", arguments: [.function(access.refusal)],
            globals: ["package.searchpath", "package.loadlib"])
        try runHostCode(
            PackageResources.require_lua, name: "require",
            arguments: [.function(loads.claim(reentrant: true)), .function(loads.release)], globals: ["require"])
    }
}

extension FileAccess {
    /// `refusal(path)` → why the file cannot be read; nothing if it can.
    fileprivate var refusal: LuaFunction {
        LuaFunction("package.searchpath") { [self] call in
            guard case .string(let path) = try call.value(at: 1) else { return .values(["its name has to be UTF-8"]) }
            do {
                _ = try open(path, for: .read)
                return .nothing
            } catch let error as FileAccessError {
                return .values([.string(error.code == .notFound ? "no file '\(path)'" : error.description)])
            }
        }
    }
}
