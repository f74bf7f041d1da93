import LuaBridge

extension LuaState {
    /// Makes global tables that are filled when a script first looks into them.
    ///
    /// Most scripts use a few modules, and to make all of them takes longer than a short script. Until then such a
    /// table answers `pairs`, indexing and assignment as if it were full; only `next` shows that it is not.
    func installLazily(_ modules: [(name: String, install: @Sendable (LuaState) throws -> Void)]) throws {
        var installs = LuaTable()
        for module in modules {
            installs[module.name] = .function(
                LuaFunction("\(module.name).install") { call in
                    try module.install(call.state)
                    return .nothing
                })
        }
        try run(Self.lazyTables.utf8, name: "=[govscript modules]", arguments: [.table(installs)])
    }

    private static let lazyTables = """
        local installs = ...
        local globals, rawget, rawset, next, pairs, error = _G, rawget, rawset, next, pairs, error
        local setmetatable, getmetatable, pcall = setmetatable, getmetatable, pcall
        for name, install in next, installs do
          local lazy = {}
          local function fill(module)
            setmetatable(module, nil)
            local global = rawget(globals, name)
            rawset(globals, name, module)
            local ok, problem = pcall(install)
            local made = rawget(globals, name)
            rawset(globals, name, global)
            if not ok then
              setmetatable(module, lazy)
              error(problem, 0)
            end
            if made ~= module then
              for key, value in next, made do rawset(module, key, value) end
            end
          end
          function lazy.__index(module, key)
            fill(module)
            return module[key]
          end
          function lazy.__newindex(module, key, value)
            fill(module)
            module[key] = value
          end
          function lazy.__pairs(module)
            fill(module)
            return next, module, nil
          end
          rawset(globals, name, setmetatable({}, lazy))
        end
        """
}
