import CLua

/// What a run opens to its script beyond the sandbox; which files it may use is ``FileAccess``'s to say.
///
/// ```swift
/// try state.open(LuaPermissions(run: true))
/// ```
///
/// Without any permission a script starts no programs, loads no C libraries and no bytecode, and has no finalisers.
public struct LuaPermissions: Sendable, Hashable {
    /// `os.execute` and `io.popen`.
    ///
    /// Commands started this way are not sandboxed.
    public var run: Bool
    /// Plain Lua 5.4, with C libraries, bytecode and finalisers; file functions are still the host's.
    public var all: Bool
    /// How a person opens what is refused, for the messages of refusals.
    ///
    /// Without hints they only say what was refused.
    public var hints: LuaPermissionHints

    /// Nothing beyond the sandbox: the default for code of somebody else's.
    public static let sandboxed = LuaPermissions()
    /// Plain Lua 5.4: what such a script does is not confined, and can end the process.
    public static let all = LuaPermissions(all: true)

    /// Permissions that are given one by one.
    ///
    /// - Parameters:
    ///   - run: Whether `os.execute` and `io.popen` are there.
    ///   - all: Whether it is plain Lua 5.4; includes `run`.
    ///   - hints: How a person opens what is refused.
    public init(run: Bool = false, all: Bool = false, hints: LuaPermissionHints = LuaPermissionHints()) {
        self.run = run
        self.all = all
        self.hints = hints
    }
}

/// What a person adds to open something that a script was refused, such as a flag of the command line.
///
/// Messages end with `(allow it with HINT)`, and with nothing where there is no hint.
public struct LuaPermissionHints: Sendable, Hashable {
    /// Opens a path for reading, which follows in the message: `(allow it with HINT PATH)`.
    public var read: String?
    /// Opens a path for writing.
    public var write: String?
    /// Stands for ``LuaPermissions/run``.
    public var run: String?
    /// Stands for ``LuaPermissions/all-type.property``.
    public var all: String?

    /// Hints for the refusals that a person can lift.
    ///
    /// - Parameters:
    ///   - read: Opens a path for reading, which follows it.
    ///   - write: Opens a path for writing, which follows it.
    ///   - run: Stands for ``LuaPermissions/run``.
    ///   - all: Stands for ``LuaPermissions/all-type.property``.
    public init(read: String? = nil, write: String? = nil, run: String? = nil, all: String? = nil) {
        self.read = read
        self.write = write
        self.run = run
        self.all = all
    }

    func path(for permission: FilePermission) -> String? {
        switch permission {
        case .read: read
        case .write: write
        }
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
        guard clua_set_hints(vm, permissions.hints.run, permissions.hints.all) else {
            throw LuaError(.memory, "not enough memory for an interpreter")
        }
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
