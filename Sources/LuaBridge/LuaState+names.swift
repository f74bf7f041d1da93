import CLua

/// A name that can follow in a path, and what it stands for.
package struct LuaFieldName: Sendable, Hashable {
    package var name: String
    /// What Lua's `type()` says of the value.
    package var type: String

    package init(_ name: String, type: String) {
        (self.name, self.type) = (name, type)
    }
}

extension LuaState {
    /// The names of the globals, or of the fields found along a path from them; sorted, each once.
    ///
    /// Fields behind `__index` tables and methods of objects are among them; no metamethod is run. Empty where the path
    /// leads nowhere. Belongs on the interpreter's thread.
    package func fieldNames(along path: [LuaValue] = []) -> [LuaFieldName] {
        let base = lua_gettop(L)
        defer { lua_settop(L, base) }
        guard follow(path) else { return [] }
        var found = FoundNames()
        let status = withUnsafeMutablePointer(to: &found) { found in
            clua_list_names(L, -1, found) { context, name, count, type in
                guard let found = context?.assumingMemoryBound(to: FoundNames.self), let name else { return }
                let bytes = UnsafeRawBufferPointer(start: name, count: count)
                guard let text = String(validating: bytes, as: UTF8.self), found.pointee.types[text] == nil else {
                    return
                }
                found.pointee.types[text] = type
            }
        }
        guard status == LUA_OK else { return [] }
        return found.types.map { LuaFieldName($0, type: String(cString: lua_typename(L, $1))) }.sorted {
            $0.name < $1.name
        }
    }
}

extension LuaState {
    /// What Lua's `type()` says of the value found along a path from the globals, or the class of an object of ours.
    ///
    /// No metamethod is run; belongs on the interpreter's thread.
    package func typeName(along path: [LuaValue]) -> String {
        let base = lua_gettop(L)
        defer { lua_settop(L, base) }
        guard follow(path) else { return "nil" }
        if let object = object(at: -1, on: L) { return type(of: object).luaTypeName }
        return String(cString: lua_typename(L, lua_type(L, -1)))
    }

    /// Pushes the value found along a path, or something else and answers false.
    private func follow(_ path: [LuaValue]) -> Bool {
        lua_rawgeti(L, clua_registry_index(), lua_Integer(LUA_RIDX_GLOBALS))
        for step in path {
            guard (try? push(step, on: L)) != nil, clua_step_into(L) == LUA_OK else { return false }
        }
        return true
    }
}

private struct FoundNames {
    var types: [String: Int32] = [:]
}

extension LuaCall {
    /// By which name the argument at `index` is found from the globals, `module.function` at most.
    package func globalName(at index: Int32) -> String? {
        guard clua_reserve(L, 1), clua_push_global_name(L, index) else { return nil }
        defer { clua_pop(L, 1) }
        return String(decoding: state.bytes(at: -1, on: L), as: UTF8.self)
    }
}
