import LuaBridge

extension LuaState {
    /// Makes global tables that are filled when a script first looks into them.
    ///
    /// Most scripts use a few modules, and to make all of them takes longer than a short script. Until then such a
    /// table answers `pairs`, indexing and assignment as if it were full; only `next` shows that it is not.
    func installLazily(_ modules: [(name: String, install: @Sendable (LuaState) throws -> Void)]) throws {
        var installs = LuaTable()
        for module in modules {
            let install = LuaFunction("\(module.name).install") { call in
                try module.install(call.state)
                return .nothing
            }
            installs.array += [.string(module.name), .function(install)]
        }
        try runHostCode(PackageResources.modules_lua, name: "modules", arguments: [.table(installs)])
    }
}
