import CLua

extension LuaState {
    /// Puts `package` and `require` in place for a sandboxed script.
    ///
    /// Modules are found beside the script, in `lua/` there and in `lua_modules/share/lua/5.4/`, where
    /// `luarocks --tree lua_modules` puts them: `?.lua` and `?/init.lua` in each. A script may change `package.path`,
    /// `package.preload`, `package.loaded` and `package.searchers`, as in plain Lua. Every file is opened through
    /// `access`, and is source text; there are no C libraries.
    ///
    /// A module's own code may wait. Each module runs once; a task that requires what another is loading waits for it.
    /// ``installFiles(_:)`` comes before, since `loadfile` loads the modules.
    ///
    /// - Parameters:
    ///   - directory: The script's folder, relative to the working directory or absolute, as messages shall show it;
    ///     empty for the working directory.
    ///   - access: Which files may be read.
    ///   - modules: Names of the host's modules: `require "csv"` gives the global `csv`.
    public func installRequire(beside directory: String, _ access: FileAccess, modules: Set<String> = []) throws {
        var confined = Self.surroundings(directory, modules)
        confined["flaw"] = .function(Self.flaw)
        confined["hint"] = access.hints.all.map { .string($0) } ?? .nil
        try installRequire([.function(access.refusal), .table(confined)], reentrant: false)
    }

    /// Puts a `require` in place of Lua's own that does the same with `package.searchers` and `package.loaded`, except
    /// that loaders and searchers may wait; tasks that require one module at the same time get one and the same.
    ///
    /// Modules on `package.path` are loaded by the global `loadfile`, as it is now.
    ///
    /// `package.searchpath`, `package.loadlib` and the searchers of C libraries look and open through `access` too, so
    /// that they neither open closed places nor tell what is there.
    ///
    /// - Parameters:
    ///   - access: Which files may be read.
    ///   - directory: The script's folder, which is looked into first, as for a sandboxed script; nil for Lua's own
    ///     `package.path` alone.
    ///   - modules: Names of the host's modules.
    public func installRequire(
        _ access: FileAccess, beside directory: String? = nil, modules: Set<String> = []
    ) throws {
        let beside = directory.map { LuaValue.table(Self.surroundings($0, modules)) } ?? .nil
        try installRequire([.function(access.refusal), .nil, beside], reentrant: true)
    }

    private static func surroundings(_ directory: String, _ modules: Set<String>) -> LuaTable {
        [
            "folder": .string(directory.isEmpty || directory.hasSuffix("/") ? directory : directory + "/"),
            "modules": .table(LuaTable(array: modules.map { .string($0) })),
        ]
    }

    private func installRequire(_ arguments: [LuaValue], reentrant: Bool) throws {
        let loads = LuaModuleLoads()
        try runHostCode(PackageResources.package_lua, name: "package", arguments: arguments)
        try runHostCode(
            PackageResources.require_lua, name: "require",
            arguments: [.function(loads.claim(reentrant: reentrant)), .function(loads.release)], globals: ["require"])
    }

    /// `flaw(name)` → why no file can be called so, which is said once and not for each place; nothing if one can.
    private static var flaw: LuaFunction {
        LuaFunction("require") { call in
            guard case .string(let name) = try call.value(at: 1) else {
                return .values(["a module's name has to be UTF-8"])
            }
            guard name.utf8.count > FileAccess.longestPath else { return .nothing }
            return .values([
                .string("a name has at most \(FileAccess.longestPath) bytes, and this one has \(name.utf8.count)")
            ])
        }
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
