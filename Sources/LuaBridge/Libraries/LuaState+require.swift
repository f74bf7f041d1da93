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
        try run((Self.sandboxedSearch + Self.require).utf8, name: "=[govscript require]", arguments: [
            .function(loads.claim(reentrant: false)), .function(loads.release), .function(finder.search), .table(names),
        ])
    }

    /// Puts a `require` in place of Lua's own that does the same with `package.searchers` and `package.loaded`, except
    /// that loaders and searchers may wait; tasks that require one module at the same time get one and the same.
    public func installRequire() throws {
        let loads = LuaModuleLoads()
        try run((Self.plainSearch + Self.require).utf8, name: "=[govscript require]", arguments: [
            .function(loads.claim(reentrant: true)), .function(loads.release),
        ])
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

    private static let sandboxedSearch = #"""
        local claim, release, search, names = ...
        local error, format, globals, load, rawget = error, string.format, _G, load, rawget
        local loaded = setmetatable({
          _G = _G, coroutine = coroutine, debug = debug, io = io, math = math, os = os, string = string, table = table,
          utf8 = utf8,
        }, {
          __index = function(loaded, name)
            if names[name] then
              loaded[name] = rawget(globals, name)
              return rawget(loaded, name)
            end
          end,
        })

        local function find(name)
          local text, path = search(name)
          if not text then error(format("module '%s' not found:%s", name, path), 3) end
          local loader, message = load(text, "@" .. path)
          if loader then return loader, path end
          error(format("error loading module '%s' from file '%s':\n\t%s", name, path, message), 3)
        end

        """#

    private static let plainSearch = #"""
        local claim, release = ...
        local concat, error, format, package, rawget, type = table.concat, error, string.format, package, rawget, type
        local loaded = package.loaded

        local function find(name)
          local searchers = package.searchers
          if type(searchers) ~= "table" then error("'package.searchers' must be a table", 3) end
          local tried, index = {}, 1
          while rawget(searchers, index) ~= nil do
            local loader, data = rawget(searchers, index)(name)
            if type(loader) == "function" then return loader, data end
            if type(loader) == "string" or type(loader) == "number" then tried[#tried + 1] = "\n\t" .. loader end
            index = index + 1
          end
          error(format("module '%s' not found:%s", name, concat(tried)), 3)
        end

        """#

    private static let require = #"""
        local running, setmetatable, status, tostring, type =
          coroutine.running, setmetatable, coroutine.status, tostring, type
        local loaders, hold = {}, { __close = release }

        function require(name)
          if type(name) == "number" then name = tostring(name) end
          if type(name) ~= "string" then
            error("bad argument #1 to 'require' (string expected, got " .. type(name) .. ")", 2)
          end
          repeat
            local value = loaded[name]
            if value then return value end
            -- A coroutine that died of the module's error has not let go of it.
            if loaders[name] and status(loaders[name]) == "dead" then release({ name }) end
          until claim(name)
          loaders[name] = running()
          local _ <close> = setmetatable({ name }, hold)
          local loader, data = find(name)
          local value = loader(name, data)
          if value ~= nil then loaded[name] = value end
          if loaded[name] == nil then loaded[name] = true end
          loaders[name] = nil
          return loaded[name], data
        end
        """#
}
