/// A habit of Python, JavaScript or C that Lua does not share, and what to write instead.
///
/// The one table for `run`, `check` and the prompt. A habit is recognised by the line of source that an error names
/// and, where the line alone says too little, by Lua's message.
package struct Habit: Sendable {
    /// A word by which tests and people name the habit.
    package let name: String
    /// An input that has it.
    package let example: String
    /// What to write instead: one or two sentences.
    package let hint: String
    let matches: @Sendable (_ line: SourceLine, _ message: String) -> Bool

    init(
        _ name: String, _ example: String, _ hint: String,
        when matches: @escaping @Sendable (_ line: SourceLine, _ message: String) -> Bool
    ) {
        self.name = name
        self.example = example
        self.hint = hint
        self.matches = matches
    }

    /// The habits that show in text which does not compile; the first that matches is the one to name.
    package static let syntax: [Habit] = [
        Habit(
            "look-alike", "print(“a”)",
            "Retype this character: text copied from a document or a web page has look-alikes of plain ones."
        ) { line, _ in line.lookAlike != nil },
        Habit("import", "import json", "Everything is loaded already; there is no import.") { line, _ in
            line.begins(with: "import") || line.begins(with: "from") && line.has(word: "import")
        },
        Habit("def", "def f(x): return x", "A function is written: local function f(x) … end") { line, _ in
            line.begins(with: "def") || line.begins(with: "async") || line.begins(with: "class")
        },
        Habit("declaration", "const x = 1", "A variable is declared with local: local x = 1") { line, _ in
            ["const", "let", "var", "auto", "int", "string"].contains { line.begins(with: $0) }
        },
        Habit("lambda", "f = lambda x: x + 1", "An anonymous function is written: function(x) return x + 1 end") {
            line, _ in
            line.has(word: "lambda") || line.code.contains("=>")
        },
        Habit(
            "exception", "raise ValueError(\"x\")",
            "Errors are caught with pcall: local ok, problem = pcall(f)"
        ) { line, _ in
            ["try", "except", "catch", "finally", "raise", "throw"].contains { line.begins(with: $0) }
        },
        Habit("elif", "if x then y() elif z then w() end", "Lua writes elseif, in one word.") { line, _ in
            line.has(word: "elif") || line.code.contains("else if")
        },
        Habit("continue", "continue", "Lua has no continue: put the rest of the loop into an if … end.") { line, _ in
            line.begins(with: "continue") || line.begins(with: "pass")
        },
        Habit("comment", "# a comment", "A comment begins with two hyphens: -- like this") { line, _ in
            line.trimmed.hasPrefix("#") || line.trimmed.hasPrefix("//") || line.trimmed.hasPrefix("/*")
                || line.code.contains(" // ") || line.code.contains(" # ") && !line.code.contains("..")
        },
        Habit(
            "for-range", "for i in range(10): f(i)", "A loop over numbers is written: for i = 1, 10 do … end"
        ) { line, _ in line.begins(with: "for") && (line.code.contains("range(") || line.code.contains(";")) },
        Habit(
            "for-in", "for x in items: f(x)", "A loop over a list is written: for _, x in ipairs(items) do … end"
        ) { line, _ in
            line.begins(with: "for") && (line.endsBlockHeader || !line.has(word: "do"))
                && (line.has(word: "in") || line.has(word: "of"))
        },
        Habit(
            "colon", "if x == 1:", "A block begins with then or do and ends with end; indentation means nothing."
        ) { line, _ in
            line.endsBlockHeader && ["if", "else", "while", "elseif", "with"].contains { line.begins(with: $0) }
        },
        Habit("not-equal", "if x != 5 then f() end", "Lua writes ~= for not equal.") { line, _ in
            line.code.contains("!=") || line.code.contains("<>")
        },
        Habit("assign-compound", "x += 1", "Lua has no += or ++: write x = x + 1") { line, _ in
            ["+=", "-=", "*=", "/=", "++", "||=", "&&="].contains { line.code.contains($0) }
        },
        Habit("logic", "if a && b then f() end", "Lua writes and, or, not.") { line, _ in
            line.code.contains("&&") || line.code.contains("||") || line.code.contains("!")
        },
        Habit("assign-in-condition", "if x = 5 then f() end", "Use == to compare.") { line, message in
            let isCondition = ["if", "while", "elseif", "until", "return"].contains { line.begins(with: $0) }
            return isCondition && message.contains("near '='")
        },
        Habit(
            "named-argument", #"links.create(url="https://www.example.gov.sg")"#,
            "Options go in braces: links.create(url, { shortUrl = \"example\" })"
        ) { line, message in
            message.contains("')' expected near '='") && line.code.contains("(")
        },
        Habit("list", "a = [1, 2, 3]", "A list is written in braces: { 1, 2, 3 }") { line, message in
            message.contains("near '['") && line.code.contains("[")
        },
        Habit(
            "dictionary", #"x = {"a": 1}"#, "A field is written with =: { a = 1 }, or { [\"a b\"] = 1 }"
        ) { line, message in
            line.code.contains("{") && message.contains("near ':'")
        },
        Habit("print", "print links", "A call needs parentheses: print(x)") { line, message in
            message.contains("syntax error near") && line.begins(with: "print") && !line.trimmed.hasPrefix("print(")
        },
        Habit("question-mark", "x = a ? b : c", "Lua writes: x = a and b or c") { line, _ in line.code.contains("?") },
        Habit("template", "x = `a${b}`", "Text is joined with .. or made with (\"%s\"):format(x)") { line, _ in
            line.code.contains("`") || line.code.contains("f\"") || line.code.contains("f'")
        },
        Habit("semicolon-brace", "if (x) { f() }", "A block begins with then or do and ends with end.") { line, _ in
            line.trimmed.hasSuffix("{")
                || ["if", "while", "for", "else", "function"].contains { line.begins(with: $0) }
                    && line.code.contains("{")
        },
        Habit("delete", "del x.a", "Assign nil to remove a field: x.a = nil") { line, _ in
            line.begins(with: "del") || line.begins(with: "delete")
        },
        Habit("is-in", "if x in items then f() end", "There is no in operator; go through the list with ipairs.") {
            line, _ in
            line.begins(with: "if") && (line.has(word: "in") || line.has(word: "is"))
        },
    ]

    /// The habits that show when a script runs.
    static let runtime: [Habit] = [
        Habit(
            "iterate-list", "for l in links.list() do print(l) end",
            "Use ipairs: for _, x in ipairs(list) do … end"
        ) { _, message in message.contains("(for iterator 'for iterator')") },
        Habit("add-strings", #"print("a" + "b")"#, "Text is joined with two dots: \"a\" .. \"b\"") { line, message in
            (message.contains("attempt to perform arithmetic on a") || message.contains("attempt to add a"))
                && message.contains("string") && line.code.contains("+")
        },
        Habit("index-zero", "local t = { {} } print(t[0].a)", "Lists start at 1.") { line, message in
            message.contains("attempt to index a nil value") && line.code.contains("[0]")
        },
        Habit(
            "compare-types", #"print(1 < "2")"#, "Convert first: tonumber(x) for numbers, tostring(x) for text."
        ) { _, message in
            message.contains("attempt to compare") && (message.contains("string") || message.contains("nil"))
        },
        Habit(
            "concat-nil", "print(\"a\" .. nil)", "A part is nil: nothing was assigned to it, or its name is misspelt."
        ) {
            _, message in message.contains("attempt to concatenate a nil value")
        },
    ]

    /// Functions of other languages by name, and what Lua has instead.
    static let functions: [String: String] = [
        "len": "The length of x is #x.", "length": "The length of x is #x.", "size": "The length of x is #x.",
        "count": "The length of x is #x.", "str": "Use tostring(x).", "String": "Use tostring(x).",
        "repr": "Use tostring(x); json.encode(x) for tables.", "int": "Use tonumber(x), or x // 1.",
        "float": "Use tonumber(x).", "Number": "Use tonumber(x).", "parseInt": "Use tonumber(x).",
        "range": "A loop over numbers is written: for i = 1, 10 do … end",
        "enumerate": "Use ipairs: for i, x in ipairs(list) do … end", "zip": "Use one loop and an index.",
        "sorted": "Use table.sort(list), which sorts in place.", "input": "Use io.read().",
        "open": "Use io.open(path), fs.read(path) or csv.rows(path).", "printf": "Use print((\"%d\"):format(x)).",
        "isinstance": "Use type(x) == \"string\".", "typeof": "Use type(x).", "dict": "A table is written { a = 1 }.",
        "list": "A list is written { 1, 2, 3 }.", "set": "Use a table with true for each member: { a = true }.",
        "tuple": "A list is written { 1, 2, 3 }.", "map": "Use task.map(list, function).",
        "filter": "Use a loop with if.", "sum": "Use a loop.", "min": "Use math.min(a, b).",
        "max": "Use math.max(a, b).",
        "abs": "Use math.abs(x).", "round": "Use math.floor(x + 0.5).", "sleep": "Use task.sleep(seconds).",
        "setTimeout": "Use task.spawn and task.sleep.", "fetch": "A script can reach the three services only.",
        "exit": "Use os.exit(code).", "quit": "Use os.exit(code).", "append": "Use table.insert(list, x).",
        "push": "Use table.insert(list, x).", "join": "Use table.concat(list, \", \").",
        "split": "Use s:gmatch(\"[^,]+\").", "format": "Use (\"%d\"):format(x).", "upper": "Use s:upper().",
        "lower": "Use s:lower().", "any": "Use a loop.", "all": "Use a loop.", "reversed": "Use: for i = #x, 1, -1 do",
        "sprintf": "Use (\"%d\"):format(x).", "echo": "Use print(x).", "puts": "Use print(x).",
        "require_once": "Use require(name).", "include": "Use require(name).", "unpack": "Use table.unpack(list).",
        "loadstring": "Use load(text).", "setfenv": "Use load(text, name, \"t\", env).", "exec": "Use load(text)().",
        "eval": "Use load(\"return \" .. text)().", "next_line": "Use io.read().",
        "sleep_ms": "Use task.sleep(seconds).",
    ]
}
