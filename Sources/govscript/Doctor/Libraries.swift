import LuaBridge

/// What the program runs on.
enum Libraries {
    static var words: String { "Lua \(LuaState.version)" }
}
