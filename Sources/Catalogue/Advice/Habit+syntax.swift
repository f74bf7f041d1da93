import TerminalText

extension Habit {
    /// The habits that show in text which does not compile; the first that matches is the one to name.
    package static let syntax: [Habit] =
        words + blocks + operators + values + calls + [
            Habit("missing-then", "if (x == 5) f()", "After the condition comes then: if x == 5 then … end") {
                line, message in
                let (keyword, opening) = message.hasPrefix("'do'") ? ("while", "do") : ("if", "then")
                guard message.hasPrefix("'\(opening)' expected"), line.begins(with: keyword),
                    !line.has(word: opening), let start = line.place(ofWord: keyword)
                else { return nil }
                let open = start + keyword.count + 1
                let bracket = line.masked.dropFirst(open).first == "(" ? line.bracket(at: open)?.content : nil
                let condition = LuaForm.condition(bracket ?? line.part(open))
                return "After the condition comes \(opening): \(keyword) \(condition) \(opening) … end"
            }
        ]

    /// Words that Lua does not have.
    private static let words: [Habit] = [
        Habit(
            "look-alike", "print(“a”)",
            "There is a curly quote (U+201C) in this line, which looks like something else. Retype it."
        ) { line, _ in
            line.lookAlike.map {
                "There is \($0.description) in this line, which looks like something else. Retype it."
            }
        },
        Habit("import", "import json", "Everything is loaded already; there is no import.") { line, _ in
            line.isStatement(of: ["import", "using"]) || line.begins(with: "from") && line.has(word: "import")
                || line.trimmed.hasPrefix("#include")
        },
        Habit("def", "def f(x): return x", "A function is written: local function f(x) … end") { line, _ in
            let words = ["async def", "async function", "def", "func", "fn", "fun", "sub"]
            guard let word = words.first(where: line.begins), line.isStatement(of: [word]),
                let place = line.place(ofWord: word)
            else { return nil }
            let name = line.operand(after: place + word.count)?.prefix { SourceLine.isNamePart($0) } ?? "f"
            let open = line.place(of: "(")
            let parameters = LuaForm.parameters(open.flatMap { line.bracket(at: $0)?.content })
            return "A function is written: local function \(name)(\(parameters)) … end"
        },
        Habit(
            "class", "class A:", "Lua has no classes: a table holds fields and functions, local a = { x = 1 }"
        ) { line, _ in line.isStatement(of: ["class", "struct", "interface", "enum"]) },
        Habit("declaration", "const x = 1", "A variable is declared with local: local x = 1") { line, _ in
            let words = ["const", "let", "var", "auto", "int", "float", "double", "string", "bool"]
            guard let word = words.first(where: line.begins), line.isStatement(of: [word]),
                let place = line.place(ofWord: word), let rest = line.part(place + word.count)
            else { return nil }
            if rest.hasPrefix("{") || rest.hasPrefix("[") { return "Take the fields one by one: local a = t.a" }
            let name = rest.prefix { SourceLine.isNamePart($0) }
            let isPlain = !rest.contains("=>") && !rest.contains("{") && !rest.contains("lambda")
            return "A variable is declared with local: local "
                + (isPlain ? LuaForm.of(rest, or: "\(name) = …") : "\(name) = …")
        },
        Habit("scope", "global x", "A variable without local is global already; leave the word out.") { line, _ in
            line.isStatement(of: ["global", "nonlocal", "export"])
        },
        Habit("lambda", "f = lambda x: x + 1", "An anonymous function is written: function(x) return x + 1 end") {
            line, _ in
            func written(_ parameters: String, _ body: String?) -> String {
                let isBlock = body?.hasPrefix("{") ?? true
                let inner = isBlock ? "…" : "return \(LuaForm.of(body, or: "…"))"
                return "An anonymous function is written: function(\(parameters)) \(inner) end"
            }
            func body(from start: Int) -> String? {
                var (depth, end) = (0, start)
                while end < line.masked.count {
                    if "([{".contains(line.masked[end]) { depth += 1 }
                    if ")]}".contains(line.masked[end]) { depth -= 1 }
                    if depth < 0 || depth == 0 && line.masked[end] == "," { break }
                    end += 1
                }
                return line.part(start, end)
            }
            if let word = line.place(ofWord: "lambda"), let colon = line.place(of: ":", from: word) {
                return written(LuaForm.parameters(line.part(word + 6, colon)), body(from: colon + 1))
            }
            guard let arrow = line.place(of: "=>") else { return nil }
            var parameters = line.operand(before: arrow) ?? "x"
            if let open = parameters.firstIndex(of: "("), parameters.hasSuffix(")") {
                parameters = String(parameters[parameters.index(after: open)...].dropLast())
            }
            return written(LuaForm.parameters(parameters), body(from: arrow + 2))
        },
        Habit("raise", "raise ValueError(\"x\")", "An error is raised with: error(\"x\")") { line, _ in
            guard line.isStatement(of: ["raise", "throw"]) else { return nil }
            let content = line.place(of: "(").flatMap { line.bracket(at: $0)?.content }
            let text = content.map { $0.isEmpty ? "\"…\"" : LuaForm.of($0, or: "\"…\"") } ?? "\"…\""
            return "An error is raised with: error(\(text))"
        },
        Habit("exception", "try:", "Errors are caught with pcall: local ok, problem = pcall(f)") { line, _ in
            line.isStatement(of: ["try", "except", "catch", "finally"]) || line.trimmed.hasPrefix("} catch")
                || line.trimmed.hasPrefix("} finally")
        },
        Habit("elif", "if x then y() elif z then w() end", "Lua writes elseif, in one word: elseif z then") { line, _ in
            for word in ["elif", "elsif", "else if"] {
                guard let place = line.place(ofWord: word) else { continue }
                let rest = place + word.count
                let ends = ["then", ":", "{"].compactMap { line.place(of: $0, from: rest) }
                let condition = LuaForm.condition(line.part(rest, ends.min()))
                return "Lua writes elseif, in one word: elseif \(condition) then"
            }
            return nil
        },
        Habit(
            "continue", "for i = 1, 2 do continue end",
            "Lua has no continue: put the rest of the loop into an if … end."
        ) { line, message in
            line.isStatement(of: ["continue"]) || line.has(word: "continue") && message.contains("syntax error near")
        },
        Habit("pass", "if a then pass end", "An empty block needs no pass: leave the word out.") { line, message in
            line.isStatement(of: ["pass"]) || line.has(word: "pass") && message.contains("syntax error near")
        },
        Habit("switch", "switch (x) {", "Lua has no switch: write if … then … elseif … then … else … end") { line, _ in
            line.isStatement(of: ["switch", "match", "case", "default"])
        },
        Habit("unless", "unless x then", "Lua has no unless: write if not x then … end") { line, _ in
            guard line.isStatement(of: ["unless", "until"]), line.begins(with: "unless"),
                let place = line.place(ofWord: "unless")
            else { return nil }
            let condition = LuaForm.condition(line.part(place + 6, line.place(ofWord: "then")))
            return "Lua has no unless: write if not \(condition) then … end"
        },
        Habit("await", "await f()", "A call waits by itself: leave out await.") { line, _ in
            line.isStatement(of: ["await", "async", "yield"])
        },
        Habit("comment", "# a comment", "A comment begins with two hyphens: -- a comment") { line, message in
            if line.trimmed.hasPrefix("/*") || line.code.contains(" /*") {
                return "A comment of several lines is written --[[ … ]]"
            }
            let isAtStart = line.trimmed.hasPrefix("#") || line.trimmed.hasPrefix("//")
            let place: Int?
            if isAtStart {
                place = line.place(of: line.trimmed.hasPrefix("#") ? "#" : "//")
            } else if message.contains("near '#'"), line.code.contains(" # ") {
                place = line.place(of: " # ").map { $0 + 1 }
            } else {
                place = line.place(of: " // ").map { $0 + 1 }
            }
            guard let place else { return nil }
            let words = line.text[place...].drop { "#/ ".contains($0) }
            return "A comment begins with two hyphens: -- \(words.isEmpty ? "like this" : String(words.prefix(40)))"
        },
        Habit("delete", "del x.a", "Assign nil to remove a field: x.a = nil") { line, _ in
            guard let word = ["del", "delete"].first(where: line.begins), line.isStatement(of: [word]),
                let place = line.place(ofWord: word), let operand = line.operand(after: place + word.count)
            else { return nil }
            if let open = operand.firstIndex(of: "["), operand.hasSuffix("]") {
                let index = operand[operand.index(after: open)...].dropLast()
                if let number = Int(index) {
                    return "An element is removed with: table.remove(\(operand[..<open]), \(number + 1))"
                }
            }
            return "Assign nil to remove a field: \(operand) = nil"
        },
    ]

    /// How blocks begin and end.
    private static let blocks: [Habit] = [
        Habit(
            "for-range", "for i in range(10): f(i)", "A loop over numbers is written: for i = 1, 10 do … end"
        ) { line, _ in
            guard line.begins(withOneOf: ["for", "foreach"]),
                line.place(ofWord: "range") != nil || line.code.contains(";") || line.place(ofWord: "to") != nil
                    || line.code.contains("..") && line.has(word: "in") && !line.code.contains("\"")
            else { return nil }
            func loop(_ name: String, _ first: String, _ last: String) -> String {
                "A loop over numbers is written: for \(name) = \(first), \(last) do … end"
            }
            func below(_ text: String) -> String { Int(text).map { String($0 - 1) } ?? "\(text) - 1" }
            if let arguments = line.arguments(of: "range"), let word = line.place(ofWord: "in") {
                let name = line.operand(before: word) ?? "i"
                switch arguments.count {
                case 1: return loop(name, "1", arguments[0])
                case 2...: return loop(name, arguments[0], below(arguments[1]))
                default: return loop(name, "1", "10")
                }
            }
            let sign = line.place(of: "=")
            let name = sign.flatMap { line.operand(before: $0) } ?? "i"
            let first = sign.flatMap { line.operand(after: $0 + 1) } ?? "1"
            if let to = line.place(ofWord: "to") { return loop(name, first, line.operand(after: to + 2) ?? "10") }
            guard let start = line.place(of: ";"), let comparison = line.place(of: "<", from: start) else {
                return loop("i", "1", "10")
            }
            let isOpen = line.masked.dropFirst(comparison + 1).first != "="
            guard let last = line.operand(after: comparison + (isOpen ? 1 : 2)) else { return loop(name, first, "10") }
            return loop(name, first, isOpen ? below(last) : last)
        },
        Habit(
            "for-in", "for x in items: f(x)", "A loop over a list is written: for _, x in ipairs(items) do … end"
        ) { line, _ in
            guard line.begins(withOneOf: ["for", "foreach"]),
                line.endsBlockHeader || line.code.contains("{") || !line.has(word: "do") || line.has(word: "each")
                    || line.begins(with: "foreach"),
                let word = line.place(ofWord: "in") ?? line.place(ofWord: "of")
            else { return nil }
            var names = SourceLine.list(
                line.part(line.begins(with: "foreach") ? 7 : (line.place(ofWord: "for") ?? 0) + 3, word) ?? "x"
            ).map { part in
                String(
                    part.split { !SourceLine.isNamePart($0) }.last { !["each", "const", "let"].contains($0) } ?? "x")
            }
            let name = names.last ?? "x"
            guard let items = line.operand(after: word + 2) else {
                return "A loop over a list is written: for _, \(name) in ipairs(items) do … end"
            }
            let method = items.split(separator: ".").last ?? ""
            if ["items()", "entries()"].contains(method) {
                if names.count < 2 { names = ["k", "v"] }
                return "A loop over fields is written: for \(names.joined(separator: ", ")) in "
                    + "pairs(\(items.dropLast(method.count + 1))) do … end"
            }
            if method == "keys()" {
                return "A loop over fields is written: for \(name) in pairs(\(items.dropLast(7))) do … end"
            }
            if let open = items.firstIndex(of: "("), items[..<open] == "enumerate" {
                let counter = names.count > 1 ? names[0] : "i"
                let list = items[items.index(after: open)...].dropLast()
                return "A loop over a list is written: for \(counter), \(name) in ipairs(\(list)) do … end"
            }
            let function = items.prefix { $0 != "(" }
            if ["ipairs", "pairs"].contains(function) || line.iterators.contains(String(function))
                || function.contains(":gmatch")
            {
                return "A block begins with do and ends with end: for \(names.joined(separator: ", ")) in \(items) "
                    + "do … end"
            }
            return "A loop over a list is written: for _, \(name) in ipairs(\(items)) do … end"
        },
        Habit(
            "with", "with open(\"a.txt\") as f:", "A file is opened with: local f <close> = io.open(\"a.txt\")"
        ) { line, _ in
            guard line.isStatement(of: ["with"]) else { return nil }
            let name = line.place(ofWord: "as").flatMap { line.operand(after: $0 + 2) } ?? "f"
            let arguments = line.arguments(of: "open")?.joined(separator: ", ") ?? "path"
            return "A file is opened with: local \(name) <close> = io.open(\(arguments))"
        },
        Habit("colon", "if x == 1:", "A block begins with then and ends with end: if x == 1 then … end") { line, _ in
            guard line.endsBlockHeader, line.begins(withOneOf: ["if", "else", "while", "elseif"]) else { return nil }
            if line.begins(with: "else") { return "Lua writes else without a colon, and the block ends with end." }
            return block(of: line, endingAt: line.place(of: ": ") ?? line.masked.count - 1)
        },
        Habit("braces", "if (x) { f() }", "A block begins with then and ends with end: if x then … end") { line, _ in
            if line.trimmed.hasPrefix("}") || line.begins(with: "else") && line.code.hasSuffix("{") {
                return line.has(word: "else") || line.code.hasPrefix("}")
                    ? "A block ends with end, not with a brace; else stands alone." : nil
            }
            guard let open = line.place(of: "{"), line.begins(withOneOf: ["if", "while", "elseif"]) else { return nil }
            return block(of: line, endingAt: open)
        },
        Habit(
            "function-braces", "function f(x) { return x }",
            "The body of a function begins after its parameters and ends with end: function f(x) … end"
        ) { line, message in
            guard message.contains("near '{'"), let word = line.place(ofWord: "function"),
                let brace = line.place(of: "{", from: word), let head = line.part(word, brace)
            else { return nil }
            return "The body of a function begins after its parameters and ends with end: \(head) … end"
        },
        Habit("do-braces", "do {", "A block begins with do and ends with end.") { line, message in
            line.code.hasSuffix("{") && (message.contains("near '{'") || line.begins(withOneOf: ["do", "for"]))
        },
        Habit(
            "multiple-results", "return (a, b)", "Several results need no brackets: return a, b"
        ) { line, message in
            guard message.contains("')' expected near ','"), let open = line.place(of: "("),
                let content = line.bracket(at: open)?.content,
                line.operand(before: open).map({ $0 == "return" }) ?? true
            else { return nil }
            return line.begins(with: "return")
                ? "Several results need no brackets: return \(LuaForm.of(content, or: "a, b"))"
                : "A list is written in braces: { \(LuaForm.of(content, or: "a, b")) }"
        },
    ]

    /// `if condition then … end`, of a line that begins with `if` or `while`.
    private static func block(of line: SourceLine, endingAt end: Int) -> String {
        let keyword = ["if", "elseif", "while"].first(where: line.begins) ?? "if"
        let start = (line.place(ofWord: keyword) ?? 0) + keyword.count
        let condition = LuaForm.condition(line.part(start, end))
        let opening = keyword == "while" ? "do" : "then"
        return "A block begins with \(opening) and ends with end: \(keyword) \(condition) \(opening) … end"
    }
}
