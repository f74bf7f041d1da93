/// Which of Lua's own libraries a script sees.
public enum LuaLibraries: Sendable {
    /// What cannot reach beyond the interpreter; files and modules through ``FileAccess``.
    case sandboxed
    /// All of Lua 5.4, as `lua` has it.
    case all
}

extension LuaState {
    /// Opens the standard libraries; see ``open(_:)-(LuaPermissions)``.
    public func open(_ libraries: LuaLibraries) throws {
        try open(LuaPermissions(all: libraries == .all))
    }
}
