import CLua

extension LuaState {
    /// Has what scripts write to standard output and standard error, and print, go to a file of their own.
    ///
    /// The file is complete when the interpreter is gone. Call it before ``installPrint(limits:wrap:_:)``.
    ///
    /// - Parameter file: Open for writing at its end; closed with the interpreter.
    package func redirectOutput(to file: consuming OpenFile) {
        if clua_redirect_output(L, file.descriptor) { _ = file.release() }
    }

    /// Has `print` show what tables hold, where Lua's own says `table: 0x…`.
    ///
    /// Tables with a `__tostring` or `__name`, and values that are no tables, are printed by Lua's own, at its speed.
    /// It, `io.write` and a file's `write` note where standard output could not be written (`cprocess_lost_output`).
    /// Call it after ``open(_:)``.
    ///
    /// - Parameters:
    ///   - limits: How much of a table is described.
    ///   - wrap: Makes lines for a screen of the text that a table says of itself; nil where there is none.
    ///   - describe: Makes the text, on the interpreter's thread.
    /// - Throws: ``LuaError``, when the memory limit is too small.
    package func installPrint(
        limits: LuaDisplay.Limits = .init(), wrap: (@Sendable (String) -> String)? = nil,
        _ describe: @escaping @Sendable (LuaDisplay) -> String
    ) throws {
        register(
            LuaFunction("print") { call in
                if let wrap, call.typeName(at: 1) == "string" {
                    // Bytes that are no text have no blanks to be broken at.
                    let words = try call.value(at: 1)
                    guard case .string(let text) = words else { return .values([words]) }
                    call.push(wrap(text))
                    return .pushed(1)
                }
                let table = try LuaDisplayBuilder.display(at: 1, on: call.L, state: call.state, limits)
                call.push(describe(table))
                return .pushed(1)
            })
        try runProtected(wrap == nil ? clua_install_print : clua_install_screen_print)
    }
}
