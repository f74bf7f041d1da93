extension Habit {
    /// The habits that show when a script runs.
    package static let runtime: [Habit] = [
        Habit("template-prefix", "b = 1 x = f\"a{b}\"", "A text is filled in with format: (\"a%s\"):format(b)") {
            line, message in
            for (name, opening) in [("f", "{"), ("F", "{"), ("r", ""), ("b", ""), ("u", "")] {
                guard message.contains("a nil value (global '\(name)')"),
                    let place = ["\(name)\"", "\(name)'"].compactMap({ line.place(of: $0) }).min()
                else { continue }
                let text = line.operand(after: place + 1) ?? "\"…\""
                if name == "r" { return "A text without escapes is written in double brackets: [[ … ]]" }
                if opening.isEmpty { return "A text is written in quotes only: \(text)" }
                let form = LuaForm.template(String(text.dropFirst().dropLast()), opening: opening)
                return "A text is filled in with format: \(form)"
            }
            return nil
        },
        Habit(
            "iterate-list", "items = {} for l in items do print(l) end",
            "Use ipairs: for _, l in ipairs(items) do … end"
        ) { line, message in
            guard message.contains("(for iterator 'for iterator')") else { return nil }
            guard let start = line.place(ofWord: "for"), let word = line.place(ofWord: "in", from: start),
                let items = line.operand(after: word + 2)
            else { return "Use ipairs: for _, x in ipairs(list) do … end" }
            let name = SourceLine.list(line.part(start + 3, word) ?? "x").last ?? "x"
            return "Use ipairs: for _, \(name) in ipairs(\(LuaForm.of(items, or: "list"))) do … end"
        },
        Habit("format-operator", "print(\"%d\"%1)", "A text is filled in with format: (\"%d\"):format(1)") {
            line, message in
            guard message.contains("attempt to perform arithmetic on a") || message.contains("attempt to mod a"),
                message.contains("string") || message.contains("table"),
                let sign = line.place(of: "%"), let text = line.operand(before: sign), text.contains("%"),
                let value = line.operand(after: sign + 1) ?? line.part(sign + 1)
            else { return nil }
            let isTuple = value.hasPrefix("(") && value.hasSuffix(")")
            let values = isTuple ? String(value.dropFirst().dropLast()) : value
            return "A text is filled in with format: (\(text)):format(\(LuaForm.of(values)))"
        },
        Habit("add-strings", #"print("a" + "b")"#, "Text is joined with two dots: \"a\" .. \"b\"") { line, message in
            guard
                message.contains("attempt to perform arithmetic on a") || message.contains("attempt to add a"),
                message.contains("string") || line.code.contains("\" +") || line.code.contains("+ \""),
                let sign = line.place(of: "+")
            else { return nil }
            let (left, right) = (line.operand(before: sign), line.operand(after: sign + 1))
            return "Text is joined with two dots: \(LuaForm.of(left, or: "a")) .. \(LuaForm.of(right, or: "b"))"
        },
        Habit("repeat-string", #"print("a" * 3)"#, "A text is repeated with rep: (\"a\"):rep(3)") { line, message in
            guard message.contains("attempt to perform arithmetic on a") || message.contains("attempt to mul a"),
                message.contains("string"), let sign = line.place(of: "*"),
                let left = line.operand(before: sign), let right = line.operand(after: sign + 1)
            else { return nil }
            return "A text is repeated with rep: (\(left)):rep(\(LuaForm.of(right, or: "n")))"
        },
        Habit("index-zero", "local t = { {} } print(t[0].a)", "Lists start at 1: t[1]") { line, message in
            guard message.contains("a nil value"), let open = line.place(of: "[0]") else { return nil }
            return "Lists start at 1: \(LuaForm.of(line.operand(before: open), or: "x"))[1]"
        },
        Habit("index-negative", "local t = { {} } print(t[-1].a)", "The last element of t is t[#t].") { line, message in
            guard message.contains("a nil value"), let open = line.place(of: "[-1]"),
                let list = line.operand(before: open)
            else { return nil }
            return "The last element of \(list) is \(list)[#\(list)]."
        },
        Habit("length", "local t = {} print(t.length + 1)", "The length of t is #t.") { line, message in
            for name in ["length", "len", "size", "count"] {
                guard message.contains("a nil value (field '\(name)')") || message.contains("with nil"),
                    let place = line.place(of: ".\(name)"), let value = line.operand(before: place)
                else { continue }
                return "The length of \(value) is #\(value)."
            }
            return nil
        },
        Habit("dotted-text", "s = \"a\" print(s.upper())", "A method of a text is called with a colon: s:upper()") {
            line, message in
            guard message.hasPrefix("bad argument #1 to '"), let name = message.split(separator: "'").dropFirst().first,
                let place = line.place(of: ".\(name)("), let text = line.operand(before: place), text != "string"
            else { return nil }
            let arguments = line.arguments(of: String(name))?.joined(separator: ", ") ?? ""
            return "A method of a text is called with a colon: \(text):\(name)(\(LuaForm.of(arguments, or: "")))"
        },
        Habit("constant", "print(null.x)", "Lua writes nil for null.") { _, message in
            guard let name = message.quoted(after: "(global '"), let own = constants[name] else { return nil }
            return "Lua writes \(own) for \(name)."
        },
        Habit(
            "unknown-column", "row = { url = 1 } error(\"a.csv has no column 'ur1'; there are 'url', 'slug'\")",
            "Did you mean the column 'url'? A field that may be missing is read with rawget(row, \"ur1\")."
        ) { _, message in
            guard message.contains("; there are '"), let name = message.quoted(after: " has no column '"),
                let start = message.firstRange(of: "; there are ")?.upperBound
            else { return nil }
            let columns = message[start...].split(separator: ", ").map { $0.filter { $0 != "'" } }
            let meant = columns.meant(by: name).map { "Did you mean the column '\($0)'? " } ?? ""
            return "\(meant)A field that may be missing is read with rawget(row, \"\(name)\")."
        },
        Habit(
            "compare-types", #"print(1 < "2")"#, "Convert first: tonumber(x) for numbers, tostring(x) for text."
        ) { _, message in
            message.contains("attempt to compare") && (message.contains("string") || message.contains("nil"))
        },
        Habit(
            "concat-nil", "local a = {} print(\"a\" .. a.b)",
            "b is nil here: nothing was assigned to it, or its name is misspelt."
        ) { _, message in
            guard message.contains("attempt to concatenate a nil value") else { return nil }
            let part =
                message.quoted(after: "(field '") ?? message.quoted(after: "(local '")
                ?? message.quoted(after: "(global '") ?? "A part"
            return "\(part) is nil here: nothing was assigned to it, or its name is misspelt."
        },
        Habit(
            "concat-table", "local a = {} print(\"a\" .. a)",
            "A table is no text: table.concat(list, \", \") joins a list, json.encode(x) shows any table."
        ) { _, message in message.contains("attempt to concatenate a table value") },
        Habit(
            "concat-boolean", "print(\"a\" .. true)", "Convert it first: tostring(x)."
        ) { _, message in message.contains("attempt to concatenate a boolean value") },
    ]

    /// Constants of other languages; Lua takes them for variables that were never set.
    package static let constants = [
        "None": "nil", "null": "nil", "undefined": "nil", "NULL": "nil", "nullptr": "nil", "none": "nil", "Null": "nil",
        "True": "true", "False": "false", "TRUE": "true", "FALSE": "false", "NaN": "0/0", "Infinity": "math.huge",
    ]

    /// Objects of other languages, and what Lua has for what is asked of them.
    private static let objects: [String: [String: String]] = [
        "console": ["*": "print({})"],
        "Math": [
            "round": "math.floor({} + 0.5)", "pow": "x ^ y", "trunc": "math.tointeger({} // 1)",
            "*": "math", "PI": "math.pi",
        ],
        "JSON": ["parse": "json.decode({})", "stringify": "json.encode({})", "*": "json.encode(value)"],
        "Object": [
            "keys": "a loop: for k in pairs({}) do … end", "entries": "a loop: for k, v in pairs({}) do … end",
            "*": "pairs: for k, v in pairs(t) do … end",
        ],
        "Array": ["*": "a table: { 1, 2, 3 }"], "Date": ["*": "os.time(), or os.date(\"%Y-%m-%d\")"],
        "datetime": ["*": "os.date(\"%Y-%m-%d\")"],
        "sys": ["exit": "os.exit({})", "argv": "args", "*": "os.exit(code)"],
        "process": ["env": "os.getenv(\"NAME\")", "exit": "os.exit({})", "argv": "args", "*": "os.exit(code)"],
        "re": ["*": "s:match(pattern), s:gsub(pattern, text) or s:gmatch(pattern)"],
        "requests": ["*": "the modules links and datagov: a script reaches the three services only"],
        "pd": ["*": "csv.read(path)"], "pandas": ["*": "csv.read(path)"], "random": ["*": "math.random(1, n)"],
        "str": ["*": "tostring(x)"], "path": ["*": "fs"], "logging": ["*": "log.info(text)"],
    ]

    /// What to write for a global name that stands for nothing, and of which a field is used: `console.log`.
    static func hint(forObject name: String, _ line: SourceLine) -> String? {
        guard let fields = objects[name], line.place(of: "\(name).") != nil else { return nil }
        let field = line.place(of: "\(name).").flatMap { line.operand(after: $0 + name.count + 1) }
        let word = String((field ?? "").prefix { SourceLine.isNamePart($0) })
        guard let form = fields[word] ?? fields["*"] else { return nil }
        let arguments = word.isEmpty ? nil : line.arguments(of: word)
        if form == name.lowercased(), !word.isEmpty {
            let call = arguments.map { "(\(LuaForm.of($0.joined(separator: ", "), or: "x")))" } ?? ""
            return "Use \(form).\(word)\(call)."
        }
        return "Use \(form.filled(with: arguments?.joined(separator: ", "), or: "x"))."
    }

    /// Whether a global name is one that other languages have and Lua does not.
    package static func isForeign(_ name: String) -> Bool {
        functions[name] != nil || objects[name] != nil || ["f", "F", "r", "b", "u"].contains(name)
    }

    /// What to write for a function of another language, in the words of its call.
    static func hint(forFunction name: String, _ line: SourceLine?) -> String? {
        guard let form = functions[name] else { return nil }
        if name == "range", let line, let loop = syntax.first(where: { $0.name == "for-range" })?.advise(line, "") {
            return loop
        }
        let arguments = line?.arguments(of: name)
        if form.contains("{1}"), let arguments, arguments.count > 1 {
            return form.replacing("{1}", with: LuaForm.of(arguments[1], or: "x"))
                .filled(with: arguments[0], or: "x")
        }
        return form.replacing("{1}", with: "x").filled(with: arguments?.first, or: "x")
    }

    /// Functions of other languages by name, and what Lua has instead; `{}` stands for the first argument of the call,
    /// `{1}` for the second.
    private static let functions: [String: String] = [
        "len": "The length of {} is #{}.", "length": "The length of {} is #{}.", "size": "The length of {} is #{}.",
        "count": "The length of {} is #{}.", "str": "Use tostring({}).", "String": "Use tostring({}).",
        "repr": "Use tostring({}); json.encode({}) for tables.", "int": "Use tonumber({}), or {} // 1.",
        "float": "Use tonumber({}).", "Number": "Use tonumber({}).", "parseInt": "Use tonumber({}).",
        "parseFloat": "Use tonumber({}).", "bool": "Use {} and true or false; only nil and false are false.",
        "range": "A loop over numbers is written: for i = 1, 10 do … end",
        "enumerate": "Use ipairs: for i, x in ipairs({}) do … end", "zip": "Use one loop and an index.",
        "sorted": "Use table.sort({}), which sorts in place.", "input": "Use io.read().",
        "open": "Use io.open({}), fs.read({}) or csv.rows({}).", "printf": "Use print((\"%d\"):format(x)).",
        "isinstance": "Use type({}) == \"string\".", "typeof": "Use type({}).", "dict": "A table is written { a = 1 }.",
        "list": "A list is written { 1, 2, 3 }.", "set": "Use a table with true for each member: { a = true }.",
        "tuple": "A list is written { 1, 2, 3 }.", "map": "Use task.map(list, function).",
        "filter": "Use a loop with if.", "sum": "Use a loop.", "min": "Use math.min({}, {1}).",
        "max": "Use math.max({}, {1}).", "abs": "Use math.abs({}).", "round": "Use math.floor({} + 0.5).",
        "sleep": "Use task.sleep({}).", "setTimeout": "Use task.spawn and task.sleep.",
        "fetch": "A script can reach the three services only.", "exit": "Use os.exit(code).",
        "quit": "Use os.exit(code).", "append": "Use table.insert({}, {1}).", "push": "Use table.insert({}, {1}).",
        "join": "Use table.concat({}, \", \").", "split": "Use s:gmatch(\"[^,]+\").",
        "format": "Use (\"%d\"):format(x).", "upper": "Use s:upper().", "lower": "Use s:lower().",
        "any": "Use a loop.", "all": "Use a loop.", "reversed": "Use: for i = #{}, 1, -1 do",
        "sprintf": "Use (\"%d\"):format(x).", "echo": "Use print({}).", "puts": "Use print({}).",
        "alert": "Use print({}).", "require_once": "Use require({}).", "include": "Use require({}).",
        "unpack": "Use table.unpack({}).", "loadstring": "Use load({}).",
        "setfenv": "Use load(text, name, \"t\", env).", "exec": "Use load({})().",
        "eval": "Use load(\"return \" .. {})().", "isNaN": "Use {} ~= {}.", "hasattr": "Use {}.field ~= nil.",
        "getattr": "Use {}[{1}].", "setattr": "Use {}[name] = value.", "del": "Assign nil: x = nil",
        "new": "Call the function itself; there is no new.",
        "super": "Lua has no classes.", "lambda": "An anonymous function is written: function(x) return x end",
        "await": "A call waits by itself: leave out await.", "next_line": "Use io.read().",
        "sleep_ms": "Use task.sleep({} / 1000).",
    ]

    /// What to write for a method of another language, called on a text or a list.
    static func methodForm(_ name: String, of object: String, _ arguments: [String]) -> String? {
        guard let form = methods[name] else { return nil }
        let first = arguments.first.map { LuaForm.of($0, or: "x") }
        return form.replacing("{self}", with: object.count <= 40 ? object : "x")
            .replacing("{1}", with: arguments.count > 1 ? LuaForm.of(arguments[1], or: "y") : "y")
            .filled(with: first, or: "x")
    }

    /// Methods of texts and lists of other languages; `{self}` stands for the text or list.
    private static let methods: [String: String] = [
        "append": "Use table.insert({self}, {}).", "push": "Use table.insert({self}, {}).",
        "add": "Use table.insert({self}, {}).", "insert": "Use table.insert({self}, {}).",
        "extend": "Use a loop with table.insert({self}, x).", "unshift": "Use table.insert({self}, 1, {}).",
        "pop": "Use table.remove({self}).", "shift": "Use table.remove({self}, 1).",
        "remove": "Use table.remove({self}, index).", "join": "Use table.concat({self}, {}).",
        "sort": "Use table.sort({self}).", "forEach": "Use a loop: for _, x in ipairs({self}) do … end",
        "map": "Use task.map({self}, function), or a loop.", "filter": "Use a loop with if.",
        "items": "Use pairs: for k, v in pairs({self}) do … end",
        "entries": "Use pairs: for k, v in pairs({self}) do … end",
        "keys": "Use pairs: for k in pairs({self}) do … end", "values": "Use pairs: for _, v in pairs({self}) do … end",
        "get": "Use {self}[{}].", "has": "Use {self}[{}] ~= nil.", "hasOwnProperty": "Use {self}[{}] ~= nil.",
        "includes": "Go through the list with ipairs; in a text, {self}:find({}, 1, true).",
        "contains": "Go through the list with ipairs; in a text, {self}:find({}, 1, true).",
        "index": "Go through the list with ipairs; in a text, {self}:find({}, 1, true).",
        "indexOf": "Go through the list with ipairs; in a text, {self}:find({}, 1, true).",
        "startswith": "Use {self}:sub(1, #{}) == {}.", "startsWith": "Use {self}:sub(1, #{}) == {}.",
        "endswith": "Use {self}:sub(-#{}) == {}.", "endsWith": "Use {self}:sub(-#{}) == {}.",
        "strip": "Use {self}:match(\"^%s*(.-)%s*$\").", "trim": "Use {self}:match(\"^%s*(.-)%s*$\").",
        "split": "Use {self}:gmatch(\"[^,]+\").", "replace": "Use {self}:gsub({}, {1}).",
        "replaceAll": "Use {self}:gsub({}, {1}).", "toUpperCase": "Use {self}:upper().",
        "toLowerCase": "Use {self}:lower().", "upper": "Use {self}:upper().", "lower": "Use {self}:lower().",
        "toString": "Use tostring({self}).", "substring": "Use {self}:sub({} + 1, {1}).",
        "substr": "Use {self}:sub({} + 1, {1}).", "slice": "Use table.move({self}, {} + 1, {1}, 1, {}).",
        "charAt": "Use {self}:sub({} + 1, {} + 1).", "concat": "Use {self} .. {}.",
        "length": "The length of {self} is #{self}.",
        "isdigit": "Use {self}:match(\"^%d+$\") ~= nil.", "toFixed": "Use (\"%.2f\"):format({self}).",
        "reverse": "Use a loop from #{self} to 1.", "copy": "Use table.move({self}, 1, #{self}, 1, {}).",
        "count": "The length of {self} is #{self}.", "size": "The length of {self} is #{self}.",
        "title": "Use {self}:gsub(\"^%l\", string.upper).", "format": "Use ({self}):format({}).",
        "then": "A call waits by itself: use its result.",
        "catch": "Errors are caught with pcall: local ok, problem = pcall(f)",
        "write": "Use io.write({}).", "log": "Use print({}).",
        "update": "Use a loop: for k, v in pairs({}) do {self}[k] = v end",
    ]
}

extension String {
    /// What stands in single quotes after some words.
    func quoted(after start: String) -> String? {
        guard let range = firstRange(of: start) else { return nil }
        let name = self[range.upperBound...].prefix { $0 != "'" }
        return name.isEmpty ? nil : String(name)
    }

    /// The text with an argument in place of `{}`.
    fileprivate func filled(with argument: String?, or other: String) -> String {
        let text = argument.map { LuaForm.of($0, or: other) } ?? other
        return replacing("{}", with: text.isEmpty ? other : text)
    }
}
