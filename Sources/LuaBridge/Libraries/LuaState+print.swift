import CLua

extension LuaState {
    /// Has `print` show what tables hold, where Lua's own says `table: 0x…`.
    ///
    /// Tables with a `__tostring` or `__name`, and values that are no tables, are printed by Lua's own, at its speed.
    /// It, `io.write` and a file's `write` note where standard output could not be written (`cprocess_lost_output`).
    /// Call it after ``open(_:)``.
    ///
    /// - Parameters:
    ///   - limits: How much of a table is described.
    ///   - describe: Makes the text, on the interpreter's thread.
    /// - Throws: ``LuaError``, when the memory limit is too small.
    package func installPrint(
        limits: LuaDisplay.Limits = .init(), _ describe: @escaping @Sendable (LuaDisplay) -> String
    ) throws {
        register(
            LuaFunction("print") { call in
                let table = try LuaDisplayBuilder.display(at: 1, on: call.L, state: call.state, limits)
                call.push(describe(table))
                return .pushed(1)
            })
        try runProtected(clua_install_print)
    }
}
