/// What went wrong in a script: the value that it raised, the words for a person, and where.
///
/// ```swift
/// do {
///     try state.scheduler.run(source, name: "@report.lua")
/// } catch let error as LuaError {
///     print(error.message)                        // report.lua:3: attempt to index a nil value (local 'row')
///     if case .table(let fields) = error.value { print(fields["kind"]) }
/// }
/// ```
///
/// ``message`` is for people; programs look at ``kind-swift.property`` and at the fields of ``value``. A copy, valid
/// after the interpreter has gone.
public struct LuaError: Error, Sendable, CustomStringConvertible {
    /// What sort of end it was.
    ///
    /// An error of a binding is ``runtime`` like any other of the script; its own kind is a field of
    /// ``LuaError/value``.
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

    /// What sort of end it was; ``Kind-swift.enum/runtime`` for all that a script could have caught.
    public var kind: Kind
    /// The value as the script raised it; a table for errors of bindings.
    public var value: LuaValue
    /// What `tostring` makes of the value; it starts with `file:line:` where Lua knows the place.
    public var message: String
    /// Lua's own account of the calls that led there.
    public var traceback: String?
    /// One sentence that says what to do, added by a caller that has the script's text.
    public var hint: String?

    /// An error with a value of its own.
    ///
    /// - Parameters:
    ///   - kind: What sort of end it was.
    ///   - value: What a script would have caught.
    ///   - message: The words for a person, with `file:line:` where the place is known.
    ///   - traceback: Lua's account of the calls that led there.
    public init(_ kind: Kind = .runtime, value: LuaValue, message: String, traceback: String? = nil) {
        self.kind = kind
        self.value = value
        self.message = message
        self.traceback = traceback
    }

    /// An error whose value is its message.
    ///
    /// - Parameters:
    ///   - kind: What sort of end it was.
    ///   - message: The words for a person.
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
/// ```swift
/// struct Conflict: LuaRaisable {
///     var luaErrorValue: LuaValue { .table(["kind": "conflict", "message": "the name is taken"]) }
/// }
/// ```
///
/// Scripts can then look at its fields: `if problem.kind == "conflict" then … end`.
public protocol LuaRaisable: Error {
    /// The error value; a table gets the metatable of errors, so that `tostring` shows its `message`.
    ///
    /// Asked once for each time that the error reaches a script, on the interpreter's thread.
    var luaErrorValue: LuaValue { get }
}
