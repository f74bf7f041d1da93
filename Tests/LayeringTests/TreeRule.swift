import Testing

/// Something that no line of the repository's files may hold.
struct TreeRule: CustomTestStringConvertible {
    var testDescription: String
    /// Whether the rule is for this file.
    var applies: @Sendable (SourceFile) -> Bool
    /// Whether a line breaks the rule, given the file's lines and the line's index.
    var isBroken: @Sendable ([Substring], Int) -> Bool

    func findings(in file: SourceFile) -> [String] {
        guard applies(file) else { return [] }
        let lines = file.lines
        return lines.indices.filter { isBroken(lines, $0) }.map { "\(file.path):\($0 + 1): \(testDescription)" }
    }

    static let all: [TreeRule] = [
        TreeRule(
            testDescription: "a path of one machine", applies: { _ in true },
            isBroken: { lines, index in
                ["/·work/", "/·root/", "/·opt/swift"].contains { lines[index].holds($0.undisguised, asWord: true) }
            }),
        TreeRule(
            testDescription: "a mark of unfinished work", applies: { _ in true },
            isBroken: { lines, index in
                ["TO·DO", "FIX·ME", "XX·X"].contains { lines[index].holds($0.undisguised, asWord: true) }
            }),
        TreeRule(
            testDescription: "a mark in a file that wants to be two", applies: { $0.hasExtension("swift") },
            isBroken: { lines, index in lines[index].contains("// MA·RK".undisguised) }),
        TreeRule(
            testDescription: "an unchecked promise without its reason in a comment",
            applies: { $0.hasExtension("swift") },
            isBroken: { lines, index in
                let promises = ["@unchecked ·Sendable", "nonisolated·(unsafe)"]
                guard promises.contains(where: { lines[index].contains($0.undisguised) }) else { return false }
                return !lines[max(0, index - 1)...min(lines.count - 1, index + 1)].contains(where: \.hasComment)
            }),
        TreeRule(
            testDescription: "code that ends the program when it is wrong",
            applies: { $0.isBelow("Sources") && $0.hasExtension("swift") },
            isBroken: { lines, index in
                ["try!", "as!", "fatalError("].contains { lines[index].holds($0, asWord: false) }
            }),
        // Optimised by Swift 6.3, `withValue` is given no type for such a value, and the program ends by SIGSEGV.
        TreeRule(
            testDescription: "a task-local value that is a function: wrap it in a structure",
            applies: { $0.isBelow("Sources") && $0.hasExtension("swift") },
            isBroken: { lines, index in
                // The attribute may stand on a line of its own.
                let isDeclared =
                    lines[index].contains("@TaskLocal") || index > 0 && lines[index - 1].hasSuffix("@TaskLocal")
                return isDeclared && lines[index].contains("->")
            }),
        // Optimised by Swift 6.3, a captured value beside it is 0 afterwards if the call is in a `do` with a `catch`.
        TreeRule(
            testDescription: "a tuple of which a part is awaited: await it before",
            applies: { $0.isBelow("Sources") && $0.hasExtension("swift") },
            isBroken: { lines, index in
                lines[index].firstMatch(of: /return \([^()]*,.*try await/) != nil
            }),
        // The bridge is of use to any program; what it says of one is handed in.
        TreeRule(
            testDescription: "the product or one of its flags, named in the bridge",
            applies: { $0.isBelow("Sources/LuaBridge") || $0.isBelow("Sources/CLua") },
            isBroken: { lines, index in
                lines[index].lowercased().contains("govscript") || lines[index].contains("--allow")
            }),
        TreeRule(
            testDescription: "a flush whose failure nobody hears of: cprocess_flush notes it",
            applies: {
                $0.isBelow("Sources") && $0.hasExtension("swift", "c", "cpp") && $0.path != "Sources/CProcess/output.c"
            },
            isBroken: { lines, index in
                ["fflush(nil)", "fflush(NULL)", "fflush(stdout)"].contains { lines[index].holds($0, asWord: false) }
            }),
        // Whatever starts a program elsewhere lets it inherit connections, locks and journals.
        TreeRule(
            testDescription: "a program started otherwise than by cprocess_spawn",
            applies: {
                $0.isBelow("Sources") && $0.hasExtension("swift", "c", "h") && !$0.isBelow("Sources/CProcess")
                    && !$0.isBelow("Sources/TestSupport")
            },
            isBroken: { lines, index in
                ["posix_spawn", "popen(", "system(", "fork(", "execv", "Process()"].contains {
                    lines[index].holds($0, asWord: false)
                }
            }),
        // One place repeats what a signal interrupts, writes on after a part, and knows the system's words and marks.
        TreeRule(
            testDescription: "a loop, words, folders, locks or byte order marks beside SystemFiles",
            applies: { file in
                // These wait for a terminal that is not ready either; the script's own folders are made by FileAccess.
                let others = ["Sources/TerminalText/StandardStream.swift", "Sources/LineEditor/LineEditor+keys.swift"]
                return file.isBelow("Sources") && file.hasExtension("swift") && !file.isBelow("Sources/SystemFiles")
                    && !file.isBelow("Sources/TestSupport") && !others.contains(file.path)
            },
            isBroken: { lines, index in
                let names = ["EINTR", "strerror(", "mkdir(", "0xBB, 0xBF", "LOCK_EX", "LOCK_SH", "LOCK_UN"]
                guard names.contains(where: { lines[index].contains($0) }) else { return false }
                let code = lines.code(at: index)
                return names.contains { code[...].holds($0, asWord: false) }
            }),
        // The emulator has its own on purpose: shared writers would hide shared mistakes.
        TreeRule(
            testDescription: "JSON escapes or CSV quotes written beside JSONText and CSVRowEncoder",
            applies: { file in
                let homes = ["JSONTape", "TextFormats", "ApiEmulator", "TestSupport"].map { "Sources/" + $0 }
                return file.isBelow("Sources") && file.hasExtension("swift") && !homes.contains(where: file.isBelow)
            },
            isBroken: { lines, index in
                let line = lines[index].drop { $0 == " " }
                // `\u{…}` is Lua's, or Swift's.
                return !line.hasPrefix("//") && (line.contains(#/\\u(?!\{)/#) || line.contains(#"with: "\"\"""#))
            }),
        // What scripts call opens paths by FileAccess, which knows what is closed to them.
        TreeRule(
            testDescription: "a file opened for a script otherwise than by FileAccess",
            applies: { file in
                let folders = ["ScriptModules", "TextFormats", "Catalogue", "LuaBridge", "CLua"].map { "Sources/" + $0 }
                return folders.contains(where: file.isBelow) && file.hasExtension("swift", "c")
                    && !file.isBelow("Sources/LuaBridge/Files") && file.path != "Sources/CLua/openat2.c"
            },
            isBroken: { lines, index in
                [
                    "fopen(", "freopen(", "Glibc.open(", "openat(", "opendir(", "mkdir(", "mkstemp(", "unlink(",
                    "rename(",
                    "readlink(", "FileManager", "FileHandle", "Data(contentsOf", "String(contentsOf",
                ].contains { lines[index].holds($0, asWord: false) }
            }),
        TreeRule(
            testDescription: "room on Lua's stack that clua_reserve was not asked for",
            applies: {
                $0.isBelow("Sources") && $0.hasExtension("swift", "c", "h") && $0.path != "Sources/CLua/stack.c"
            },
            isBroken: { lines, index in
                // luaL_checkstack raises by itself; Lua may call it, Swift may not.
                lines[index].holds("lua_checkstack", asWord: true)
            }),
        TreeRule(
            testDescription: "a call of Lua's that may raise, made from Swift",
            applies: { $0.isBelow("Sources") && $0.hasExtension("swift") },
            isBroken: { lines, index in
                [
                    "luaL_check", "luaL_opt", "luaL_error", "luaL_tolstring", "lua_call", "lua_error", "lua_concat",
                    "lua_gettable", "lua_settable", "lua_geti(", "lua_seti(", "lua_compare", "lua_arith", "lua_len",
                    "lua_next", "lua_resetthread",
                ].contains { lines[index].holds($0, asWord: false) }
            }),
        TreeRule(
            testDescription: "a value that is left to a coroutine's own stack (it may be dead or full)",
            applies: { $0.isBelow("Sources") && $0.hasExtension("swift") },
            isBroken: { lines, index in
                ["lua_pushvalue(coroutine", "lua_pushvalue(holder", "lua_xmove("].contains {
                    lines[index].holds($0, asWord: false)
                }
            }),
        TreeRule(
            testDescription: "a write to a standard stream beside TerminalText",
            applies: { file in
                let sinks = [
                    // Whatever these are given is safe, or data that a program asked for.
                    "Sources/govscript/Output.swift", "Sources/Repl/StreamConsole.swift",
                ]
                return file.isBelow("Sources") && file.hasExtension("swift") && !sinks.contains(file.path)
                    && !file.isBelow("Sources/TerminalText") && !file.isBelow("Sources/TestSupport")
            },
            isBroken: { lines, index in
                let code = lines.code(at: index).replacing("func print(", with: "")
                let names = ["print(", "debugPrint(", "dump(", "fputs(", "puts(", "putchar(", "perror(", "fwrite("]
                return names.contains { code[...].holds($0, asWord: false) }
                    || ["FileHandle.standard", "write(1,", "write(2,", "write(STDERR_FILENO", "write(STDOUT_FILENO"]
                        .contains { code.contains($0) }
            }),
        TreeRule(
            testDescription: "a time in a number: use Duration, BootInstant or ServiceInstant",
            applies: { file in
                let borders = [
                    // Where a number is what C, a column, a file format or a person's output takes.
                    "Sources/CurlTransport", "Sources/LineEditor",
                    "Sources/Settings/Keys/KeyCommand.swift",
                    "Sources/ScriptRunner/Trace/HarEntry.swift", "Sources/govscript/Limits/LimitsReport.swift",
                    // Its own types, and the emulator, which shares none.
                    "Sources/Timekeeping", "Sources/TestSupport", "Sources/ApiEmulator",
                    "Sources/govscript/EmulatorCommand.swift",
                ]
                return file.isBelow("Sources") && file.hasExtension("swift")
                    && !borders.contains { file.path == $0 || file.isBelow($0) }
            },
            isBroken: { lines, index in NumberForTime.isDeclared(in: lines[index]) }),
        TreeRule(
            testDescription: "wider than 120 columns",
            applies: { $0.isBelow("Sources") && $0.hasExtension("swift", "c", "cpp", "h", "lua") },
            isBroken: { lines, index in lines[index].count > 120 }),
        TreeRule(
            testDescription: "white space at the end of the line",
            applies: { $0.hasExtension("swift", "c", "cpp", "h", "lua", "sh") || $0.path == "Makefile" },
            isBroken: { lines, index in lines[index].last?.isWhitespace == true }),
    ]
}

extension [Substring] {
    /// A line without comments and the text of string literals, such as examples in Lua.
    fileprivate func code(at index: Int) -> String {
        var isInText = false
        for line in self[..<index] where line.split(separator: "\"\"\"", omittingEmptySubsequences: false).count == 2 {
            isInText.toggle()
        }
        if isInText { return "" }
        var code = "", isQuoted = false, isEscaped = false
        for character in self[index] {
            if isEscaped { isEscaped = false; continue }
            if character == "\\" { isEscaped = true; continue }
            if character == "\"" { isQuoted.toggle(); continue }
            if !isQuoted { code.append(character) }
        }
        return code.firstRange(of: "//").map { String(code[..<$0.lowerBound]) } ?? code
    }
}

extension Substring {
    /// Whether the text is in the line and no longer word or path begins before it, nor, for a word, goes on after it.
    fileprivate func holds(_ text: String, asWord: Bool) -> Bool {
        var rest = self
        while let range = rest.firstRange(of: text) {
            let before = range.lowerBound == startIndex ? nil : self[index(before: range.lowerBound)]
            let after = range.upperBound == endIndex ? nil : self[range.upperBound]
            let goesOn = asWord && text.last?.isLetter == true && after?.isPartOfWord == true
            if before?.isPartOfWord != true, !goesOn { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }

    /// Whether there is a comment here that is no documentation.
    fileprivate var hasComment: Bool {
        guard let start = firstRange(of: "//")?.lowerBound else { return false }
        return !self[start...].hasPrefix("///")
    }
}

extension Character {
    fileprivate var isPartOfWord: Bool { isLetter || isNumber || self == "_" || self == "." }
}
