import CLua

/// What a run opens to its script beyond the sandbox; which files it may use is ``FileAccess``'s to say.
///
/// Without any permission a script starts no programs, loads no C libraries and no bytecode, and has no finalisers.
public struct LuaPermissions: Sendable, Hashable {
    /// `--allow-run`: `os.execute` and `io.popen`.
    ///
    /// What a command may do nobody confines.
    public var run: Bool
    /// `--allow-all`: plain Lua 5.4, with C libraries, bytecode and finalisers; file functions are still the host's.
    public var all: Bool

    /// Nothing beyond the sandbox.
    public static let sandboxed = LuaPermissions()
    /// Plain Lua 5.4.
    public static let all = LuaPermissions(all: true)

    public init(run: Bool = false, all: Bool = false) {
        self.run = run
        self.all = all
    }
}

extension LuaState {
    /// Opens the standard libraries as far as `permissions` go.
    ///
    /// Called once, before any script is loaded.
    ///
    /// Without `all`, the functions for files, modules, the environment and `os.exit` are missing until
    /// ``installFiles(_:)``, ``installRequire(beside:_:modules:)``, ``installEnvironment(hiding:)`` and
    /// ``installExit()`` put them back.
    ///
    /// - Throws: ``LuaError``, when the memory limit is too small for the libraries.
    public func open(_ permissions: LuaPermissions) throws {
        try runProtected(clua_open_libraries)
        try runProtected(clua_open_commands)
        if !permissions.all {
            try runProtected(clua_close_sandbox)
            if !permissions.run { try runProtected(clua_close_commands) }
        }
        try runProtected(clua_keep_originals)
    }

    func runProtected(_ function: @convention(c) (OpaquePointer?) -> Int32) throws {
        guard clua_run(L, function) == LUA_OK else { throw LuaError(.memory, takeMessage(from: L)) }
        clua_pop(L, 1)
    }
}
