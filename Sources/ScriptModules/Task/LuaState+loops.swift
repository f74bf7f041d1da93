import LuaBridge

extension LuaState {
    /// Makes what the loops of `task`, `bulk` and `csv` share (`loops.lua`), for the host's own Lua only.
    ///
    /// Each of the three asks for it, since each is made when a script first uses it; a second time changes nothing.
    func installLoops() throws {
        try runHostCode(
            PackageResources.loops_lua, name: "loops", arguments: [.function(LuaTaskLibrary.firstEnded)])
    }
}
