import CLua

extension LuaState {
    /// The version of the Lua that this program was compiled with: `5.4.4`.
    package static var version: String { "\(LUA_VERSION_MAJOR).\(LUA_VERSION_MINOR).\(LUA_VERSION_RELEASE)" }
}
