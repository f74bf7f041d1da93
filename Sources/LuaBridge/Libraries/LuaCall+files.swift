import CLua
import Glibc

extension LuaCall {
    /// The words with which Lua's own functions refuse an argument.
    func badArgument(_ index: Int32, of function: String, _ reason: String) -> LuaMismatch {
        LuaMismatch("bad argument #\(index) to '\(function)' (\(reason))")
    }

    /// What Lua's own messages call the argument's type: the `__name` of its metatable if there is one.
    func standardTypeName(at index: Int32) -> String {
        let type = lua_type(L, index)
        guard lua_getmetatable(L, index) != 0 else { return String(cString: lua_typename(L, type)) }
        defer { clua_pop(L, 2) }
        lua_pushstring(L, "__name")
        guard lua_rawget(L, -2) == LUA_TSTRING, let name = lua_tolstring(L, -1, nil) else {
            return String(cString: lua_typename(L, type))
        }
        return String(cString: name)
    }

    /// The argument where a Lua function takes a string: a number is one too.
    func stringOrNumber(at index: Int32, of function: String) throws -> LuaValue {
        switch lua_type(L, index) {
        case LUA_TNUMBER: _ = lua_tolstring(L, index, nil)
        case LUA_TSTRING: break
        case let type:
            let got = type == LUA_TNONE ? "no value" : String(cString: lua_typename(L, type))
            throw badArgument(index, of: function, "string expected, got \(got)")
        }
        return try value(at: index)
    }

    /// The argument as a path.
    ///
    /// - Throws: ``FileAccessError`` if it is not UTF-8.
    func path(at index: Int32, of function: String, for action: FileAction) throws -> String {
        switch try stringOrNumber(at: index, of: function) {
        case .string(let path): return path
        case .bytes(let bytes):
            let shown = String(decoding: bytes, as: UTF8.self)
            throw FileAccessError(.invalidPath, action, shown, "a path has to be UTF-8", errno: EILSEQ)
        default: return ""
        }
    }

    /// Pushes a file handle that owns `file`.
    func push(_ file: consuming OpenFile, _ mode: FileOpenMode, path: String) throws {
        guard clua_push_file(L, file.descriptor, mode.rawValue) else {
            throw FileAccessError(mode.action, path, errno: errno)
        }
        _ = file.release()
    }
}

extension LuaAnswer {
    /// What `body` answers, or nil, the words and the number with which Lua's file functions tell of an error.
    static func orFailure(_ body: () throws -> LuaAnswer) throws -> LuaAnswer {
        do {
            return try body()
        } catch let error as FileAccessError {
            return .values([.nil, .string(error.description), .integer(Int64(error.errno))])
        }
    }
}
