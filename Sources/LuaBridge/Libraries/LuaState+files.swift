import CLua

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
        try run(Self.filesPrelude.utf8, name: "=[govscript files]", arguments: arguments)
    }

    // Text of Lua. `error` gives the place of the caller: level 2 from a function that scripts call.
    private static let filesPrelude = #"""
        local open, chunk_of, input, closing = ...
        local error, gsub, load, stdin, type = error, string.gsub, load, io.stdin, type

        local function check(name, where)
          local kind = type(name)
          if kind ~= "string" and kind ~= "number" then
            error("bad argument #1 to '" .. where .. "' (string expected, got " .. kind .. ")", 3)
          end
        end

        function io.lines(name, ...)
          if name == nil then return input():lines(...) end
          check(name, "lines")
          local file, message = open(name)
          if not file then error(message, 2) end
          return closing(file:lines(...)), nil, nil, file
        end

        local function source(name)
          if name == nil then return gsub(stdin:read("a"), "^#[^\n]*", "", 1), "=stdin" end
          local text, message = chunk_of(name)
          return text, text and "@" .. name or message
        end

        function loadfile(name, ...)
          if name ~= nil then check(name, "loadfile") end
          local text, chunk_name = source(name)
          if not text then return nil, chunk_name end
          return load(text, chunk_name, ...)
        end

        function dofile(name)
          if name ~= nil then check(name, "dofile") end
          local text, chunk_name = source(name)
          if not text then error(chunk_name, 2) end
          local chunk, message = load(text, chunk_name)
          if not chunk then error(message, 0) end
          return chunk()
        end
        """#
}
