import CLua

/// What a script may hold: Lua's own memory, and what the host holds on its behalf, against one limit.
///
/// The host counts what can grow with what a script asks for: files that are read whole, buffers, texts that are put
/// together. What is done with a value that was copied out of Lua is not counted, but the copy is checked.
public final class LuaMemory: @unchecked Sendable {
    // Unchecked: other threads only take back what they hold, by an atomic; all else belongs to the interpreter's
    // thread.
    let account: UnsafeMutablePointer<clua_account>

    init(limit: Int) {
        account = .allocate(capacity: 1)
        account.initialize(to: clua_account())
        account.pointee.limit = max(0, limit)
    }

    deinit {
        account.deallocate()
    }

    /// Bytes that may still be given to the script, garbage that could be collected not counted.
    ///
    /// On the interpreter's thread.
    public var available: Int { Int(clamping: clua_available(account)) }

    /// Bytes that the host holds for the script, as ``LuaMemoryHold`` counts them.
    ///
    /// A part of the limit like Lua's own memory. From any thread.
    public var native: Int { Int(clamping: clua_native(account)) }

    /// Checks that the script may be given `count` more bytes; collects garbage first where that is needed.
    ///
    /// On the interpreter's thread.
    ///
    /// - Throws: ``LuaLimitError/memory``.
    public func require(_ count: Int) throws(LuaLimitError) {
        guard clua_has_memory(account, max(0, count)) else { throw .memory }
    }
}

/// Bytes that the host holds on a script's behalf; they count against the memory limit until this ends.
///
/// ```swift
/// var hold = LuaMemoryHold(state.memory)
/// try hold.add(buffer.count)      // throws LuaLimitError.memory beyond the limit
/// ```
public struct LuaMemoryHold: ~Copyable, Sendable {
    private let memory: LuaMemory?
    /// How many there are; given back when the hold ends, on whatever thread that is.
    public private(set) var count = 0

    /// A hold of nothing yet.
    ///
    /// - Parameter memory: What it counts against; nil for a hold that counts nothing.
    public init(_ memory: LuaMemory?) {
        self.memory = memory
    }

    /// Counts more, on the interpreter's thread.
    ///
    /// - Throws: ``LuaLimitError/memory``; then it holds what it held.
    public mutating func add(_ more: Int) throws(LuaLimitError) {
        guard let memory, more > 0 else { return }
        try memory.require(more)
        clua_hold(memory.account, more)
        count += more
    }

    deinit {
        if let memory, count > 0 { clua_let_go(memory.account, count) }
    }
}
