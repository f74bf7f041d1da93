import CLua

// Pushes run with a Swift frame on top, when the allocator does not fail: none of them can raise.
extension LuaState {
    /// How deep tables may be nested in a value that is pushed: somewhat deeper than in one that is copied out, since
    /// the host wraps such values into tables of its own.
    static let maximumDepth = 2 * CLUA_MAXIMUM_DEPTH

    /// Pushes a copy of `value`.
    ///
    /// After an error a part of it is left on the stack.
    ///
    /// - Throws: ``LuaLimitError`` if there is no room for it, or it is nested deeper than ``maximumDepth``.
    func push(_ value: LuaValue, on L: OpaquePointer) throws(LuaLimitError) {
        try reserve(1, on: L)
        try pushReserved(value, on: L, depth: 0)
    }

    /// Pushes copies of all `values`.
    ///
    /// After an error a part of them is left on the stack.
    ///
    /// - Throws: ``LuaLimitError``.
    func push(_ values: [LuaValue], on L: OpaquePointer) throws(LuaLimitError) {
        guard clua_reserve(L, Int32(clamping: values.count)) else {
            throw .tooManyResults(Int32(clamping: values.count))
        }
        for value in values { try pushReserved(value, on: L, depth: 0) }
    }

    /// Pushes a copy of `value` where the caller has reserved a place for it.
    private func pushReserved(_ value: LuaValue, on L: OpaquePointer, depth: Int) throws(LuaLimitError) {
        switch value {
        case .nil: lua_pushnil(L)
        case .boolean(let flag): lua_pushboolean(L, flag ? 1 : 0)
        case .integer(let integer): lua_pushinteger(L, integer)
        case .number(let number): lua_pushnumber(L, number)
        case .string(let text): push(text, on: L)
        case .bytes(let bytes): push(bytes, on: L)
        case .null: clua_push_null(L)
        case .table(let table): try push(table, on: L, depth: depth)
        case .object(let reference): push(reference.object, on: L)
        // A copy keeps no more than the type of such a value.
        case .opaque: lua_pushnil(L)
        }
    }

    func push(_ text: String, on L: OpaquePointer) {
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { _ = lua_pushlstring(L, $0.baseAddress, $0.count) }
        }
    }

    func push(_ bytes: [UInt8], on L: OpaquePointer) {
        bytes.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { _ = lua_pushlstring(L, $0.baseAddress, $0.count) }
        }
    }

    private func push(_ table: LuaTable, on L: OpaquePointer, depth: Int) throws(LuaLimitError) {
        guard depth < Self.maximumDepth else { throw .nested(deeperThan: Self.maximumDepth) }
        // The table, and a key and a value at a time.
        try reserve(3, on: L)
        lua_createtable(L, Int32(clamping: table.array.count), Int32(clamping: table.fields.count))
        for (offset, element) in table.array.enumerated() {
            try pushReserved(element, on: L, depth: depth + 1)
            lua_rawseti(L, -2, lua_Integer(offset + 1))
        }
        for (key, element) in table.fields {
            // nil and NaN are the two keys that Lua refuses, by raising.
            if key == .nil { continue }
            if case .number(let number) = key, number.isNaN { continue }
            try pushReserved(key, on: L, depth: depth + 1)
            try pushReserved(element, on: L, depth: depth + 1)
            lua_rawset(L, -3)
        }
    }

    /// Pushes a Swift object; the caller has reserved a place for it.
    func push(_ object: any LuaObject, on L: OpaquePointer) {
        if let function = object as? LuaFunction {
            clua_push_function(L, Unmanaged.passRetained(function).toOpaque(), function.keeps ? 1 : 0)
        } else {
            if clua_push_known_object(L, Unmanaged<AnyObject>.passUnretained(object).toOpaque()) { return }
            pushMetatable(of: type(of: object), on: L)
            clua_push_object(L, Unmanaged<AnyObject>.passRetained(object).toOpaque())
        }
    }

    /// The Swift object at `index`, if it is one of ours.
    func object(at index: Int32, on L: OpaquePointer) -> (any LuaObject)? {
        guard let box = clua_object_at(L, index) else { return nil }
        return Unmanaged<AnyObject>.fromOpaque(box).takeUnretainedValue() as? any LuaObject
    }

    /// The Swift object at `index`, if it is one of this class.
    ///
    /// Cheaper than a cast of ``object(at:on:)``.
    func object<Object: LuaObject>(_ type: Object.Type, at index: Int32, on L: OpaquePointer) -> Object? {
        guard let box = clua_object_at(L, index) else { return nil }
        return Unmanaged<AnyObject>.fromOpaque(box).takeUnretainedValue() as? Object
    }

    /// A copy of the value at `index`.
    ///
    /// - Throws: ``LuaError`` when a table contains itself or is nested too deep, ``LuaLimitError`` when the copy is
    ///   more than the memory limit allows.
    func value(at index: Int32, on L: OpaquePointer) throws -> LuaValue {
        switch lua_type(L, index) {
        case LUA_TNIL, LUA_TNONE: return .nil
        case LUA_TBOOLEAN: return .boolean(lua_toboolean(L, index) != 0)
        case LUA_TNUMBER:
            return lua_isinteger(L, index) != 0
                ? .integer(lua_tointegerx(L, index, nil)) : .number(lua_tonumberx(L, index, nil))
        case LUA_TSTRING:
            let bytes = bytes(at: index, on: L)
            guard clua_may_copy(vm, bytes.count) else { throw LuaLimitError.memory }
            return .init(bytes: bytes)
        case LUA_TFUNCTION: return .opaque(.function)
        default: return try LuaValueBuilder.copy(at: index, on: L, state: self)
        }
    }

    /// The bytes of the string at `index`; valid only until the value leaves the stack.
    func bytes(at index: Int32, on L: OpaquePointer) -> UnsafeRawBufferPointer {
        var count = 0
        let start = lua_tolstring(L, index, &count)
        return UnsafeRawBufferPointer(start: start, count: count)
    }

    /// Pops the error value on top and gives its words.
    func takeMessage(from L: OpaquePointer) -> String {
        let top = lua_gettop(L)
        defer { lua_settop(L, top - 1) }
        guard clua_reserve(L, 1), clua_describe(L, top) == LUA_OK else {
            return "(error value is a \(String(cString: lua_typename(L, lua_type(L, top)))) that cannot be shown)"
        }
        return String(decoding: bytes(at: -1, on: L), as: UTF8.self)
    }
}
