import CLua

extension LuaState {
    /// Error tables show their message, with the place where they were raised, when they are turned into text.
    func installErrorMetatable() {
        lua_createtable(L, 0, 2)
        push("__name", on: L)
        push("error", on: L)
        lua_rawset(L, -3)
        push("__tostring", on: L)
        push(describeErrorTable, on: L)
        lua_rawset(L, -3)
        errorMetatable = luaL_ref(L, clua_registry_index())
    }

    /// Pushes the value that a script catches for a Swift error, for which the caller has a place.
    ///
    /// What does not fit on the stack is replaced by the words for that.
    func pushError(_ error: any Error, on L: OpaquePointer) {
        if scheduler.isLeaving && (error is LuaCancelled || error is CancellationError) {
            return clua_push_exit_error(L)
        }
        let value: LuaValue =
            switch error {
            case let error as any LuaRaisable: error.luaErrorValue
            case let error as LuaError: error.value
            case is CancellationError: LuaCancelled().luaErrorValue
            default: .string(String(describing: error))
            }
        let top = lua_gettop(L)
        do throws(LuaLimitError) {
            if case .table(let table) = value { try pushErrorTable(table, on: L) } else { try push(value, on: L) }
        } catch {
            lua_settop(L, top)
            push(error.description, on: L)
        }
    }

    /// Pushes an error value that shows its message when it is turned into text.
    func pushErrorTable(_ table: LuaTable, on L: OpaquePointer) throws(LuaLimitError) {
        try push(.table(table), on: L)
        lua_rawgeti(L, clua_registry_index(), lua_Integer(errorMetatable))
        lua_setmetatable(L, -2)
    }

    /// Pops the error value on top of the main coroutine.
    ///
    /// That of a task is moved there first: a coroutine that has failed can run nothing any more.
    ///
    /// - Parameter reference: The task's, if it is one that failed: its traceback is part of the error.
    func takeError(status: Int32, of reference: Int32? = nil) -> LuaError {
        vm.pointee.copied = 0
        let value = (try? self.value(at: -1, on: L)) ?? .nil
        var message = takeMessage(from: L)
        if let reason = control.stopReason, case .table(let table) = value, case .string(let place) = table["where"] {
            // A call that waited was cancelled by the stop; the stop is what there is to tell.
            message = place + reason.message
        }
        let kind: LuaError.Kind =
            control.isStopping
            ? .stopped
            : status == LUA_ERRMEM || value == "not enough memory" ? .memory : .runtime
        return LuaError(kind, value: value, message: message, traceback: reference.flatMap(keptTraceback))
    }

    /// The traceback of a task's uncaught error, from before its stack was unwound.
    private func keptTraceback(of reference: Int32) -> String? {
        clua_push_kept_traceback(L, reference) ? takeMessage(from: L) : nil
    }

    /// The calls that `co` is in the middle of, innermost first, as Lua writes them.
    func traceback(of co: OpaquePointer, level: Int32 = 0) -> String? {
        let status = clua_traceback(L, co, level)
        let text = takeMessage(from: L)
        return status == LUA_OK ? text : nil
    }
}

private let describeErrorTable = LuaFunction("error.__tostring") { call in
    guard case .table(let error) = try call.value(at: 1) else { return .values([.string("error")]) }
    guard case .string(let message) = error["message"] else { return .values([.string("error")]) }
    guard case .string(let place) = error["where"] else { return .values([.string(message)]) }
    return .values([.string(place + message)])
}

/// What a cancelled task's call raises.
struct LuaCancelled: LuaRaisable {
    var message = "the task was cancelled"

    var luaErrorValue: LuaValue {
        .table(["kind": "cancelled", "message": .string(message)])
    }
}

extension LuaValue: ExpressibleByStringLiteral {
    /// A string: `let value: LuaValue = "text"`.
    public init(stringLiteral value: String) { self = .string(value) }
}

extension LuaValue: ExpressibleByIntegerLiteral {
    /// An integer: `let value: LuaValue = 42`.
    public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension LuaValue: ExpressibleByBooleanLiteral {
    /// A boolean: `let value: LuaValue = true`.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
