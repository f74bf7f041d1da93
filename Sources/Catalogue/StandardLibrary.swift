package import LuaBridge

/// What plain Lua 5.4 has, and what of it a sandboxed script has only with a flag.
package enum StandardLibrary {
    /// The global functions.
    package static let functions: Set<String> = [
        "_G", "_VERSION", "assert", "collectgarbage", "dofile", "error", "getmetatable", "ipairs", "load", "loadfile",
        "next", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require", "select",
        "setmetatable", "tonumber", "tostring", "type", "warn", "xpcall",
    ]

    /// The names in each library.
    package static let libraries: [String: Set<String>] = [
        "coroutine": ["close", "create", "isyieldable", "resume", "running", "status", "wrap", "yield"],
        "debug": [
            "debug", "gethook", "getinfo", "getlocal", "getmetatable", "getregistry", "getupvalue", "getuservalue",
            "setcstacklimit", "sethook", "setlocal", "setmetatable", "setupvalue", "setuservalue", "traceback",
            "upvalueid", "upvaluejoin",
        ],
        "io": [
            "close", "flush", "input", "lines", "open", "output", "popen", "read", "stderr", "stdin", "stdout",
            "tmpfile", "type", "write",
        ],
        "math": [
            "abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "huge", "log", "max",
            "maxinteger", "min", "mininteger", "modf", "pi", "rad", "random", "randomseed", "sin", "sqrt", "tan",
            "tointeger", "type", "ult",
            // Debian's Lua keeps these of 5.2.
            "atan2", "cosh", "frexp", "ldexp", "log10", "pow", "sinh", "tanh",
        ],
        "os": [
            "clock", "date", "difftime", "execute", "exit", "getenv", "remove", "rename", "setlocale", "time",
            "tmpname",
        ],
        "package": [
            "config", "cpath", "loaded", "loadlib", "path", "preload", "searchers", "searchpath",
        ],
        "string": [
            "byte", "char", "dump", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack", "packsize",
            "rep", "reverse", "sub", "unpack", "upper",
        ],
        "table": ["concat", "insert", "move", "pack", "remove", "sort", "unpack"],
        "utf8": ["char", "charpattern", "codepoint", "codes", "len", "offset"],
    ]

    /// How functions call their arguments, by position, counted from 0.
    package static let callbacks: [String: [Int: CallbackUse]] = [
        "pcall": [0: .once], "xpcall": [0: .once], "string.gsub": [2: .repeatedly], "table.sort": [1: .repeatedly],
    ]

    /// What functions do with the files whose paths they are given, by position, counted from 0.
    package static let files: [String: [Int: FileUse]] = [
        "io.lines": [0: .read], "dofile": [0: .read], "loadfile": [0: .read], "io.output": [0: .write],
        "io.open": [0: .tryToRead], "io.input": [0: .tryToRead], "os.remove": [0: .remove],
        "os.rename": [0: .remove, 1: .write],
    ]

    /// Functions that hand further arguments to the function that they call, and how many stand before those.
    package static let passing = ["pcall": 1, "xpcall": 2]

    /// Functions of older versions, and what they are called now.
    package static let renamed = ["loadstring": "load", "unpack": "table.unpack"]

    /// The flag without which a script cannot have something.
    package static func flag(for name: String) -> String? {
        let parts = name.split(separator: ".")
        if parts.count == 2, parts[0] == "debug" {
            return ["traceback", "getinfo", "getmetatable"].contains(parts[1]) ? nil : hints.all
        }
        return flags[name]
    }

    /// The flags of the command line that open what a script is refused.
    package static let hints = LuaPermissionHints(
        read: "--allow-read", write: "--allow-write", run: "--allow-run", all: "--allow-all")

    private static let flags = [
        "io.popen": hints.run, "os.execute": hints.run, "os.setlocale": hints.all, "string.dump": hints.all,
        "package.loadlib": hints.all, "__gc": hints.all,
    ].compactMapValues(\.self)
}
