/// What went wrong in a script: the value that it raised, the words for a person, and where.
///
/// ``message`` is for people; programs look at ``kind-swift.property`` and at the fields of ``value``.
public struct LuaError: Error, Sendable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// The chunk does not compile. With `wantsMoreInput` it is only unfinished: more lines may complete it.
        case syntax(wantsMoreInput: Bool)
        /// Raised by the script or by a function that it called.
        case runtime
        /// The memory limit was met and nothing caught the error.
        case memory
        /// The script was stopped from outside: an interrupt, a time limit, `os.exit`.
        case stopped
        /// Every task waits for another.
        case deadlock
    }

    public var kind: Kind
    /// The value as the script raised it; a table for errors of bindings.
    public var value: LuaValue
    /// What `tostring` makes of the value; it starts with `file:line:` where Lua knows the place.
    public var message: String
    /// Lua's own account of the calls that led there.
    public var traceback: String?
    /// One sentence that says what to do, added by a caller that has the script's text.
    public var hint: String?

    public init(_ kind: Kind = .runtime, value: LuaValue, message: String, traceback: String? = nil) {
        self.kind = kind
        self.value = value
        self.message = message
        self.traceback = traceback
    }

    public init(_ kind: Kind = .runtime, _ message: String) {
        self.init(kind, value: .string(message), message: message)
    }

    public var description: String { message }

    /// Whether the error is a task's cancellation rather than a failure of its own.
    var isCancellation: Bool {
        guard case .table(let table) = value else { return kind == .stopped }
        return table["kind"] == "cancelled" || table["kind"] == "exit"
    }
}

/// A Swift error that scripts receive as a value of its own shape instead of its description.
///
/// Scripts can then look at its fields: `if problem.kind == "conflict" then … end`.
public protocol LuaRaisable: Error {
    /// The error value; a table gets the metatable of errors, so that `tostring` shows its `message`.
    var luaErrorValue: LuaValue { get }
}
