import CLua

/// What scripts see of a Swift class.
struct ObjectClass {
    let type: ObjectIdentifier
    var methods: [(String, LuaFunction)] = []
    /// The metatable's place in Lua's registry, once there is one.
    var metatable: Int32?
}

extension LuaState {
    /// Gives the objects of a class their methods: `object:name(...)` calls `name` with the object as first argument.
    ///
    /// A function named `__close` ends the object's scope in `local x <close>`; other names that start with two
    /// underscores are metamethods.
    public func setMethods(of type: any LuaObject.Type, _ functions: [(String, LuaFunction)]) {
        let place = place(of: type)
        if let reference = classes[place].metatable { luaL_unref(L, clua_registry_index(), reference) }
        classes[place] = ObjectClass(type: ObjectIdentifier(type), methods: functions)
    }

    /// Where a class is among ``classes``.
    private func place(of type: any LuaObject.Type) -> Int {
        let identifier = ObjectIdentifier(type)
        if let place = classes.firstIndex(where: { $0.type == identifier }) { return place }
        classes.append(ObjectClass(type: identifier))
        return classes.count - 1
    }

    /// Pushes the metatable of a class, made at its first use.
    ///
    /// Needs eight places, which every reservation has.
    func pushMetatable(of type: any LuaObject.Type, on L: OpaquePointer) {
        let place = place(of: type)
        if let reference = classes[place].metatable {
            lua_rawgeti(L, clua_registry_index(), lua_Integer(reference))
            return
        }
        clua_push_object_metatable(L, type.luaTypeName)
        let functions = classes[place].methods
        lua_createtable(L, 0, Int32(functions.count))
        for (name, function) in functions {
            push(name, on: L)
            push(function, on: L)
            lua_rawset(L, name.hasPrefix("__") ? -4 : -3)
        }
        if functions.contains(where: { $0.0 == "__index" }) {
            clua_pop(L, 1)
        } else {
            push("__index", on: L)
            lua_rotate(L, -2, 1)
            lua_rawset(L, -3)
        }
        lua_pushvalue(L, -1)
        classes[place].metatable = luaL_ref(L, clua_registry_index())
    }
}
