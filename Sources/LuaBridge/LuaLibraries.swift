import CLua

/// Which of Lua's own libraries a script sees.
public enum LuaLibraries: Sendable {
    /// What cannot reach beyond the interpreter; files and modules through ``FileAccess``.
    case sandboxed
    /// All of Lua 5.4, as `lua` has it.
    case all
}

extension LuaState {
    /// Opens the standard libraries. Called once, before any script is loaded.
    ///
    /// - Throws: ``LuaError``, when the memory limit is too small for them.
    public func open(_ libraries: LuaLibraries) throws {
        try run(clua_open_libraries)
        if libraries == .sandboxed { try run(clua_close_sandbox) }
    }

    private func run(_ function: @convention(c) (OpaquePointer?) -> Int32) throws {
        guard clua_run(L, function) == LUA_OK else { throw LuaError(.memory, takeMessage(from: L)) }
        clua_pop(L, 1)
    }
}
