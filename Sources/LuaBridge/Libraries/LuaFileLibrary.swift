import CLua
import Glibc

/// Lua's functions that open, rename and remove files, over ``FileAccess``.
struct LuaFileLibrary {
    let access: FileAccess

    /// Those that scripts see, under their own names.
    var functions: [LuaFunction] {
        [open, input, output, temporaryFile, remove, rename, temporaryName]
    }

    var open: LuaFunction {
        LuaFunction("io.open") { [access] call in
            var mode = FileOpenMode.read
            if lua_type(call.L, 2) > LUA_TNIL {
                guard case .string(let name) = try call.stringOrNumber(at: 2, of: "open"),
                    let known = FileOpenMode(lua: name)
                else { throw call.badArgument(2, of: "open", "invalid mode") }
                mode = known
            }
            return try .orFailure {
                let path = try call.path(at: 1, of: "open", for: mode.action)
                try call.push(try access.open(path, for: mode), mode, path: path)
                return .pushed(1)
            }
        }
    }

    var input: LuaFunction { standard("input", .read) }
    var output: LuaFunction { standard("output", .write) }

    /// `io.input` and `io.output`: set, by name or handle, and give the file that `io.read` or `io.write` uses.
    private func standard(_ name: String, _ mode: FileOpenMode) -> LuaFunction {
        LuaFunction("io." + name) { [access] call in
            let type = lua_type(call.L, 1)
            if type == LUA_TSTRING || type == LUA_TNUMBER {
                let path = try call.path(at: 1, of: name, for: mode.action)
                try call.push(try access.open(path, for: mode), mode, path: path)
                clua_set_default_file(call.L, mode == .write)
            } else if type > LUA_TNIL {
                switch clua_file_at(call.L, 1) {
                case CLUA_OPEN_FILE: break
                case CLUA_CLOSED_FILE: throw LuaMismatch("attempt to use a closed file")
                default:
                    throw call.badArgument(1, of: name, "FILE* expected, got \(call.standardTypeName(at: 1))")
                }
                lua_pushvalue(call.L, 1)
                clua_set_default_file(call.L, mode == .write)
            }
            clua_push_default_file(call.L, mode == .write)
            return .pushed(1)
        }
    }

    private var temporaryFile: LuaFunction {
        LuaFunction("io.tmpfile") { [access] call in
            try .orFailure {
                try call.push(try access.openTemporary(), .writeUpdate, path: access.temporaryDirectory)
                return .pushed(1)
            }
        }
    }

    private var remove: LuaFunction {
        LuaFunction("os.remove") { [access] call in
            try .orFailure {
                try access.remove(try call.path(at: 1, of: "remove", for: .remove))
                return .values([true])
            }
        }
    }

    private var rename: LuaFunction {
        LuaFunction("os.rename") { [access] call in
            try .orFailure {
                let path = try call.path(at: 1, of: "rename", for: .rename)
                try access.rename(path, to: try call.path(at: 2, of: "rename", for: .renameTo))
                return .values([true])
            }
        }
    }

    private var temporaryName: LuaFunction {
        LuaFunction("os.tmpname") { [access] call in
            call.push(try access.makeTemporary().path)
            return .pushed(1)
        }
    }

    /// `chunk(path)` → the text that Lua compiles; nil, words and number if it cannot be read.
    var chunk: LuaFunction {
        LuaFunction("chunk") { [access] call in
            try .orFailure {
                let text = try access.chunk(
                    of: try call.path(at: 1, of: "loadfile", for: .read), within: call.state.memory)
                return .values([LuaValue(bytes: text)])
            }
        }
    }

    /// `closing(iterator)` → the iterator of `file:lines`, which closes its file at the end from now on.
    var closingLines: LuaFunction {
        LuaFunction("closing") { call in
            guard clua_close_at_end(call.L, 1) else { throw LuaMismatch("io.lines: not an iterator over lines") }
            lua_settop(call.L, 1)
            return .replaced(1)
        }
    }
}

extension LuaState {
    /// Puts in place `io.open`, `io.lines`, `io.input`, `io.output`, `io.tmpfile`, `os.remove`, `os.rename`,
    /// `os.tmpname`, `loadfile` (source text only) and `dofile`, which open every path through `access`.
    ///
    /// They are called and fail as Lua's own: `io.open` gives nil, the words of a ``FileAccessError`` and its number,
    /// `io.lines` raises. Open files are Lua's file handles with all their methods. Chunks run by `dofile` may wait.
    public func installFiles(_ access: FileAccess) throws {
        let library = LuaFileLibrary(access: access)
        for function in library.functions { register(function) }
        let arguments = [library.open, library.chunk, library.input, library.closingLines].map(LuaValue.function)
        try runHostCode(
            PackageResources.files_lua, name: "files", arguments: arguments,
            globals: ["io.lines", "loadfile", "dofile"])
    }
}
