import CLua

extension LuaState {
    /// Makes room for `count` values that the caller pushes next onto `L`, and for what the calls of this module push
    /// besides.
    ///
    /// - Throws: ``LuaLimitError/stackOverflow`` if Lua's limit of a million values does not allow it.
    @inline(__always)
    func reserve(_ count: Int, on L: OpaquePointer) throws(LuaLimitError) {
        guard clua_reserve(L, Int32(clamping: count)) else { throw .stackOverflow }
    }
}

/// A limit of the interpreter is met: scripts get a plain string, as Lua itself gives one.
///
/// Memory, Lua's stack, or the depth to which tables are copied. A script may catch it, and continue with less.
public struct LuaLimitError: LuaRaisable, Hashable, CustomStringConvertible {
    /// What a script catches: `not enough memory`, `stack overflow`, or how deep tables may be nested.
    public let description: String
    /// Whether the words name a place already, or need none.
    let isPlaced: Bool

    private init(_ description: String, isPlaced: Bool = false) {
        self.description = description
        self.isPlaced = isPlaced
    }

    /// The memory limit does not allow what was asked for.
    ///
    /// Thrown by a function that counts what it holds, see ``LuaMemoryHold``.
    public static let memory = LuaLimitError("not enough memory", isPlaced: true)

    /// Lua's stack, of a million values, is full.
    static let stackOverflow = LuaLimitError("stack overflow")

    static func tooManyResults(_ count: Int32) -> LuaLimitError {
        LuaLimitError("too many results (\(count)): return them in a table")
    }

    static func tooManyArguments(_ count: Int32) -> LuaLimitError {
        LuaLimitError("too many arguments (\(count)): pass them in a table")
    }

    static func nested(deeperThan depth: Int) -> LuaLimitError {
        LuaLimitError("tables are nested more than \(depth) deep")
    }

    /// The script is to end; the words are those that Lua raised.
    static func stopped(_ message: String) -> LuaLimitError { LuaLimitError(message, isPlaced: true) }

    /// The description, without a table around it.
    public var luaErrorValue: LuaValue { .string(description) }
}
