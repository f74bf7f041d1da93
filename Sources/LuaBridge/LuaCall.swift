import CLua

/// One call of a Swift function by Lua: its arguments, and the stack that results are pushed onto.
///
/// A call is borrowed and never outlives the function. Reading converts nothing in place.
public struct LuaCall: ~Copyable {
    /// The calling coroutine.
    public let L: OpaquePointer
    /// The interpreter.
    unowned(unsafe) public let state: LuaState
    /// How many arguments were given.
    public let count: Int32

    @inline(__always)
    init(_ L: OpaquePointer, state: LuaState) {
        self.L = L
        self.state = state
        count = lua_gettop(L)
    }

    /// The arguments, copied. Costs the size of the tables among them.
    ///
    /// - Throws: ``LuaError`` when a table contains itself or is nested too deep.
    public func values() throws -> [LuaValue] {
        var values: [LuaValue] = []
        values.reserveCapacity(Int(count))
        for index in 0..<count { values.append(try value(at: index + 1)) }
        return values
    }

    /// The argument at `index`, from 1; ``LuaValue/nil`` where none was given.
    @inline(__always)
    public func value(at index: Int32) throws -> LuaValue {
        try state.value(at: index, on: L)
    }

    /// The argument as an integer; a float with an exact integer value is one.
    @inline(__always)
    public func integer(at index: Int32) throws -> Int64 {
        var exact: Int32 = 0
        let value = lua_type(L, index) == LUA_TNUMBER ? lua_tointegerx(L, index, &exact) : 0
        guard exact != 0 else { throw mismatch(at: index, expected: "integer") }
        return value
    }

    /// The argument as a number.
    @inline(__always)
    public func number(at index: Int32) throws -> Double {
        guard lua_type(L, index) == LUA_TNUMBER else { throw mismatch(at: index, expected: "number") }
        return lua_tonumberx(L, index, nil)
    }

    /// The argument as text.
    public func string(at index: Int32) throws -> String {
        do { return try String(lua: try value(at: index)) } catch let error as LuaMismatch {
            throw error.inside("argument #\(index)")
        }
    }

    /// The Swift object at `index`, if it is one of this class.
    public func object<Object: LuaObject>(_ type: Object.Type, at index: Int32) throws -> Object {
        guard let object = state.object(type, at: index, on: L) else {
            throw mismatch(at: index, expected: type.luaTypeName)
        }
        return object
    }

    public func push(_ value: LuaValue) { state.push(value, on: L) }

    @inline(__always)
    public func push(_ value: Int64) { lua_pushinteger(L, value) }

    @inline(__always)
    public func push(_ value: Double) { lua_pushnumber(L, value) }

    public func push(_ value: String) { state.push(value, on: L) }

    func mismatch(at index: Int32, expected: String) -> LuaMismatch {
        LuaMismatch("argument #\(index): expected \(expected), got \(typeName(at: index))")
    }
}

extension LuaCall {
    /// The path of the task that calls; nil outside of one.
    public var taskPath: String? { state.scheduler.current?.path }

    /// What `type()` says of the argument at `index`, or the class of our own objects.
    public func typeName(at index: Int32) -> String {
        if let object = state.object(at: index, on: L) { return type(of: object).luaTypeName }
        return lua_type(L, index) == LUA_TNONE ? "nil" : String(cString: lua_typename(L, lua_type(L, index)))
    }
}
