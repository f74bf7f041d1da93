import CLua

/// One call of a Swift function by Lua: its arguments, and the stack that results are pushed onto.
///
/// A call is borrowed and never outlives the function. Reading converts nothing in place.
///
/// ```swift
/// let add = LuaFunction("math.add") { call in
///     call.push(try call.integer(at: 1) + call.integer(at: 2))
///     return .pushed(1)
/// }
/// ```
public struct LuaCall: ~Copyable {
    /// The calling coroutine.
    ///
    /// Valid during the call only. Lua functions that can raise must not be called on it from Swift.
    public let L: OpaquePointer
    /// The interpreter.
    ///
    /// Not retained: it outlives every call, and nothing may keep it beyond this one.
    unowned(unsafe) public let state: LuaState
    /// How many arguments were given, trailing nils included.
    public let count: Int32

    @inline(__always)
    init(_ L: OpaquePointer, state: LuaState) {
        self.L = L
        self.state = state
        count = lua_gettop(L)
    }

    /// The arguments, copied.
    ///
    /// Costs the size of the tables among them.
    ///
    /// - Throws: ``LuaError`` when a table contains itself or is nested too deep, ``LuaLimitError`` when the copies are
    ///   more than the memory limit allows.
    public func values() throws -> [LuaValue] {
        var values: [LuaValue] = []
        values.reserveCapacity(Int(count))
        for index in 0..<count { values.append(try value(at: index + 1)) }
        return values
    }

    /// The argument at `index`, from 1; ``LuaValue/nil`` where none was given.
    ///
    /// Costs the size of a table.
    ///
    /// - Throws: ``LuaError`` for a table that contains itself or is nested too deep, ``LuaLimitError`` for a copy that
    ///   exceeds the memory limit. The script gets either as its error.
    @inline(__always)
    public func value(at index: Int32) throws -> LuaValue {
        try state.value(at: index, on: L)
    }

    /// The argument as an integer; a float with an exact integer value is one.
    ///
    /// - Throws: ``LuaMismatch``, which the script gets as `argument #1: expected integer, got string`.
    @inline(__always)
    public func integer(at index: Int32) throws -> Int64 {
        var exact: Int32 = 0
        let value = lua_type(L, index) == LUA_TNUMBER ? lua_tointegerx(L, index, &exact) : 0
        guard exact != 0 else { throw mismatch(at: index, expected: "integer") }
        return value
    }

    /// The argument as a number; text that looks like one is refused.
    ///
    /// - Throws: ``LuaMismatch``, which the script gets as `argument #1: expected number, got string`.
    @inline(__always)
    public func number(at index: Int32) throws -> Double {
        guard lua_type(L, index) == LUA_TNUMBER else { throw mismatch(at: index, expected: "number") }
        return lua_tonumberx(L, index, nil)
    }

    /// The argument as text.
    ///
    /// - Throws: ``LuaMismatch`` for any other type and for bytes that are not UTF-8; take ``value(at:)`` where bytes
    ///   are data.
    public func string(at index: Int32) throws -> String {
        do { return try String(lua: try value(at: index)) } catch let error as LuaMismatch {
            throw error.inside("argument #\(index)")
        }
    }

    /// The Swift object at `index`, if it is one of this class.
    ///
    /// - Throws: ``LuaMismatch`` for anything else, naming the class's ``LuaConvertible/luaTypeName``.
    public func object<Object: LuaObject>(_ type: Object.Type, at index: Int32) throws -> Object {
        guard let object = state.object(type, at: index, on: L) else {
            throw mismatch(at: index, expected: type.luaTypeName)
        }
        return object
    }

    /// The function of ours at `index`; nil for any other value, a Lua function among them.
    ///
    /// Tells by ``LuaFunction/origin`` what a script passes on, such as an iterator over a file.
    public func function(at index: Int32) -> LuaFunction? {
        guard let box = clua_function_at(L, index) else { return nil }
        return Unmanaged<LuaFunction>.fromOpaque(box).takeUnretainedValue()
    }

    /// Pushes a result, copied; costs the size of a table.
    ///
    /// - Throws: ``LuaLimitError`` when there is no room for it; then the function has to end with that error.
    public func push(_ value: LuaValue) throws(LuaLimitError) { try state.push(value, on: L) }

    /// Pushes a result.
    ///
    /// A function may push ten numbers and texts; what has more results gives them as ``LuaAnswer/values(_:)``.
    @inline(__always)
    public func push(_ value: Int64) {
        checkRoom()
        lua_pushinteger(L, value)
    }

    /// Pushes a result.
    ///
    /// A function may push ten numbers and texts; what has more results gives them as ``LuaAnswer/values(_:)``.
    @inline(__always)
    public func push(_ value: Double) {
        checkRoom()
        lua_pushnumber(L, value)
    }

    /// Pushes a result, copied.
    ///
    /// A function may push ten numbers and texts; what has more results gives them as ``LuaAnswer/values(_:)``.
    public func push(_ value: String) {
        checkRoom()
        state.push(value, on: L)
    }

    @inline(__always)
    private func checkRoom() {
        assert(lua_gettop(L) < count + Int32(CLUA_STACK_ROOM) / 2, "a function pushed more than ten results")
    }

    func mismatch(at index: Int32, expected: String) -> LuaMismatch {
        LuaMismatch("argument #\(index): expected \(expected), got \(typeName(at: index))")
    }
}

extension LuaCall {
    /// The path of the task that calls, `0.2.1`; nil outside of one, as in the host's own set-up.
    ///
    /// The same in every run of a script that does the same.
    public var taskPath: String? { state.scheduler.current?.path }

    /// What `type()` says of the argument at `index`, or the class of an object of the host.
    ///
    /// For messages: it is `"nil"` where no argument was given.
    public func typeName(at index: Int32) -> String {
        if let object = state.object(at: index, on: L) { return type(of: object).luaTypeName }
        return lua_type(L, index) == LUA_TNONE ? "nil" : String(cString: lua_typename(L, lua_type(L, index)))
    }
}
