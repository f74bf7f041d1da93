import TerminalText

/// Habits of other languages inside of expressions.
extension Habit {
    /// Operators.
    static let operators: [Habit] = [
        Habit("is-nil", "if a is None then b() end", "Lua compares with ==: a == nil") { line, _ in
            guard let word = line.place(ofWord: "is") else { return nil }
            let isNot = line.place(ofWord: "not", from: word) == word + 3
            let left = LuaForm.of(line.operand(before: word))
            let right = LuaForm.of(line.operand(after: word + (isNot ? 6 : 2)), or: "nil")
            return "Lua compares with \(isNot ? "~=" : "=="): \(left) \(isNot ? "~=" : "==") \(right)"
        },
        Habit("not-equal", "if x != 5 then f() end", "Lua writes ~= for not equal: x ~= 5") { line, _ in
            guard let sign = ["!==", "!=", "<>"].first(where: line.code.contains) else { return nil }
            return binary(line, sign, "~=", "Lua writes ~= for not equal")
        },
        Habit("equal", "x = a === b", "Lua writes == for equal: a == b") { line, _ in
            line.code.contains("===") ? binary(line, "===", "==", "Lua writes == for equal") : nil
        },
        Habit("assign-compound", "x += 1", "Lua has no +=: write x = x + 1") { line, message in
            let signs = ["**=", "//=", "||=", "&&=", "??=", "..=", "+=", "-=", "*=", "/=", "%="]
            if let sign = signs.first(where: line.code.contains), let place = line.place(of: sign) {
                let target = LuaForm.of(line.operand(before: place))
                let value = LuaForm.of(line.part(place + sign.count), or: "1")
                let isText = sign == "+=" && (value.hasPrefix("\"") || value.hasPrefix("'"))
                let own = ["||=": "or", "&&=": "and", "??=": "or", "**=": "^"][sign] ?? String(sign.dropLast())
                return "Lua has no \(sign): write \(target) = \(target) \(isText ? ".." : own) \(value)"
            }
            for (sign, own) in [("++", "+"), ("--", "-")] {
                guard let place = line.place(of: sign) else { continue }
                let operand = line.operand(before: place) ?? line.operand(after: place + 2)
                let name = LuaForm.of(operand)
                return "Lua has no \(sign): write \(name) = \(name) \(own) 1"
            }
            return nil
        },
        Habit("walrus", "x := 5", "Lua writes = to assign: x = 5") { line, _ in
            line.code.contains(":=") ? binary(line, ":=", "=", "Lua writes = to assign") : nil
        },
        Habit("ternary", "x = a if b else c", "Lua writes: x = b and a or c") { line, _ in
            guard !line.begins(with: "if"), let condition = line.place(ofWord: "if"),
                let other = line.place(ofWord: "else", from: condition)
            else { return nil }
            let start = line.place(of: "=").map { $0 + 1 } ?? (line.begins(with: "return") ? 6 : 0)
            let value = LuaForm.of(line.part(start, condition), or: "a")
            let test = LuaForm.of(line.part(condition + 2, other), or: "b")
            return "Lua writes: \(line.part(0, start).map { $0 + " " } ?? "")\(test) and \(value) or "
                + LuaForm.of(line.part(other + 4), or: "c")
        },
        Habit("nullish", "x = a ?? b", "Lua writes or: a or b") { line, _ in
            line.code.contains("??") ? binary(line, "??", "or", "Lua writes or") : nil
        },
        Habit("optional-chain", "x = a?.b", "Lua writes: a and a.b") { line, _ in
            guard let place = line.place(of: "?."), let object = line.operand(before: place),
                let field = line.operand(after: place + 2)
            else { return nil }
            return "Lua writes: \(object) and \(object).\(field)"
        },
        Habit("question-mark", "x = a ? b : c", "Lua writes: x = a and b or c") { line, _ in
            guard let mark = line.place(of: "?") else { return nil }
            guard let colon = line.place(of: ":", from: mark) else { return "Lua writes: a and b or c" }
            let start =
                line.place(of: "=").flatMap { $0 < mark ? $0 + 1 : nil } ?? (line.begins(with: "return") ? 6 : 0)
            let test = LuaForm.of(line.part(start, mark), or: "a")
            let first = LuaForm.of(line.part(mark + 1, colon), or: "b")
            return "Lua writes: \(line.part(0, start).map { $0 + " " } ?? "")\(test) and \(first) or "
                + LuaForm.of(line.part(colon + 1), or: "c")
        },
        Habit("logic", "if a && b then f() end", "Lua writes and for &&: a and b") { line, _ in
            if line.code.contains("&&") { return binary(line, "&&", "and", "Lua writes and for &&") }
            if line.code.contains("||") { return binary(line, "||", "or", "Lua writes or for ||") }
            guard let place = line.place(of: "!") else { return nil }
            return "Lua writes not for !: not \(LuaForm.of(line.operand(after: place + 1)))"
        },
        Habit("not-in", "if x not in items then f() end", "There is no in operator; go through the list with ipairs.") {
            line, message in
            (message.contains("near 'in'") || message.contains("near 'not'")) && !line.begins(with: "for")
                && line.has(word: "in")
        },
        Habit("power", "n = x ** 2", "Lua writes ^ for a power: x ^ 2") { line, _ in
            line.code.contains("**") ? binary(line, "**", "^", "Lua writes ^ for a power") : nil
        },
        Habit("assign-in-condition", "if x = 5 then f() end", "Use == to compare: x == 5") { line, message in
            guard line.begins(withOneOf: ["if", "while", "elseif", "until", "return"]), message.contains("near '='")
            else { return nil }
            return binary(line, "=", "==", "Use == to compare")
        },
        Habit("chained-assignment", "x = y = 1", "An assignment gives no value; write two: y = 1 x = y") {
            line, message in
            guard message.contains("near '='"), let first = line.place(of: "="),
                let second = line.place(of: "=", from: first + 1), line.place(of: "(") == nil,
                line.place(of: "{") == nil, let name = line.part(0, first), let other = line.part(first + 1, second)
            else { return nil }
            let value = LuaForm.of(line.part(second + 1), or: "…")
            return "An assignment gives no value; write two: \(other) = \(value) \(name) = \(other)"
        },
    ]

    /// A binary operator in Lua's form, with the values beside it.
    private static func binary(_ line: SourceLine, _ sign: String, _ own: String, _ words: String) -> String {
        guard let place = line.place(of: sign), let left = line.operand(before: place),
            let right = line.operand(after: place + sign.count)
        else { return words + "." }
        return "\(words): \(LuaForm.of(left, or: "a")) \(own) \(LuaForm.of(right, or: "b"))"
    }

    /// How values are written.
    static let values: [Habit] = [
        Habit(
            "comprehension", "x = [f(y) for y in z]",
            "Lua has no comprehensions; use a loop: for _, y in ipairs(z) do … end"
        ) {
            line, _ in
            guard let open = ["[", "{", "("].compactMap({ line.place(of: $0) }).min(),
                let loop = line.place(ofWord: "for", from: open), let word = line.place(ofWord: "in", from: loop),
                !line.has(word: "do")
            else { return nil }
            let (name, items) = (line.operand(before: word) ?? "x", line.operand(after: word + 2) ?? "items")
            return "Lua has no comprehensions; use a loop: for _, \(name) in ipairs(\(items)) do … end"
        },
        Habit("list", "a = [1, 2, 3]", "A list is written in braces: { 1, 2, 3 }") { line, message in
            guard message.contains("near '['") || message.contains("near ']'"), let open = line.place(of: "["),
                open == 0 || !"\"'".contains(line.masked[open - 1])
            else { return nil }
            guard let content = line.bracket(at: open)?.content else {
                return "A list is written in braces: { 1, 2, 3 }"
            }
            return content.isEmpty
                ? "A list is written in braces: {}"
                : "A list is written in braces: { \(LuaForm.of(content, or: "…")) }"
        },
        Habit(
            "slice", "x = t[1:3]", "A part of a text is t:sub(2, 3); of a list, table.move(t, 2, 3, 1, {})"
        ) { line, message in
            guard message.contains("']' expected near ':'") || message.contains("near ']'"),
                let open = line.place(of: "["), let colon = line.place(of: ":", from: open),
                let close = line.place(of: "]", from: colon)
            else { return nil }
            let name = LuaForm.of(line.operand(before: open), or: "x")
            let first = line.part(open + 1, colon).map { Int($0).map { String($0 + 1) } ?? "\($0) + 1" } ?? "1"
            let last = line.part(colon + 1, close) ?? ""
            let (end, listEnd) = last.isEmpty ? ("", "#\(name)") : (", \(last)", last)
            return "A part of a text is \(name):sub(\(first)\(end)); of a list, "
                + "table.move(\(name), \(first), \(listEnd), 1, {})"
        },
        Habit("dictionary", #"x = {"a": 1}"#, "A field is written with =: { a = 1 }") { line, message in
            if let open = line.place(of: "{"), let colon = line.place(of: ":", from: open) ?? line.place(of: "\" ="),
                colon > open, line.place(of: "=>") == nil
            {
                guard let content = line.bracket(at: open)?.content ?? line.part(open + 1) else { return nil }
                return "A field is written with =: { \(LuaForm.fields(content) ?? "a = 1") }"
            }
            // A line of a table that takes several.
            guard line.place(of: "{") == nil, line.place(of: "(") == nil, let colon = line.place(of: ":"),
                line.masked.dropFirst(colon + 1).first == " " || line.masked[max(0, colon - 1)] == "\"",
                line.place(of: "=") == nil
            else { return nil }
            var field = line.part(0) ?? ""
            if field.hasSuffix(",") { field.removeLast() }
            return LuaForm.fields(field).map { "A field is written with =: \($0)" }
        },
        Habit("type-annotation", "x: int = 5", "Lua has no type annotations: x = 5") { line, message in
            guard message.contains("near '='") || message.contains("')' expected near ':'"),
                let colon = line.place(of: ":"), colon > 0
            else { return nil }
            if let word = line.place(ofWord: "function"), let open = line.place(of: "(", from: word),
                let content = line.bracket(at: open)?.content, let head = line.part(word, open)
            {
                return "Lua has no type annotations: \(head)(\(LuaForm.parameters(content)))"
            }
            guard line.place(of: "(") == nil, let sign = line.place(of: "=", from: colon),
                let name = line.part(0, colon)
            else { return nil }
            return "Lua has no type annotations: \(name) = \(LuaForm.of(line.part(sign + 1), or: "…"))"
        },
        Habit(
            "triple-quotes", "s = '''abc'''", "A text of several lines is written in double brackets: [[ … ]]"
        ) { line, _ in line.code.contains("'''") || line.code.contains("\"\"\"") || String(line.text).contains("'''") },
        Habit("template", "x = `a${b}`", "A text is filled in with format: (\"a%s\"):format(b)") { line, _ in
            guard let open = line.place(of: "`") else { return nil }
            guard let close = line.place(of: "`", from: open + 1) else {
                return "A text of several lines is written in double brackets: [[ … ]]"
            }
            let content = String(line.text[(open + 1)..<close])
            let form = LuaForm.template(content, opening: "${")
            return content.contains("${")
                ? "A text is filled in with format: \(form)" : "A text is written in quotes: \(form)"
        },
        Habit("number", "x = 1_000", "A number has no underscores: 1000") { line, message in
            guard message.contains("malformed number near") else { return nil }
            guard let word = line.words.first(where: { $0.first?.isNumber == true && $0.contains { !$0.isNumber } })
            else { return nil }
            if word.contains("_") { return "A number has no underscores: \(word.filter { $0 != "_" })" }
            if word.hasPrefix("0o") { return "An octal number is tonumber(\"\(word.dropFirst(2))\", 8)." }
            if word.hasPrefix("0b") { return "A binary number is tonumber(\"\(word.dropFirst(2))\", 2)." }
            return "A number has no letters after it: \(word.prefix { $0.isNumber })"
        },
        Habit("string-method", "x = \"a\".upper()", "Use (\"a\"):upper().") {
            line, message in
            guard message.contains("near '.'") || message.contains("near ':'"),
                let dot = ["\".", "'.", "\":", "':"].compactMap({ line.place(of: $0) }).min(),
                let string = line.operand(before: dot + 1), let call = line.operand(after: dot + 2)
            else { return nil }
            let name = String(call.prefix { SourceLine.isNamePart($0) })
            let arguments = line.arguments(of: name) ?? []
            if name == "join" {
                return "Use table.concat(\(LuaForm.of(arguments.first, or: "list")), \(string))."
            }
            if let form = methodForm(name, of: "(\(string))", arguments) { return form }
            return "A method of a text is called with a colon: (\(string)):\(LuaForm.of(call, or: name + "()"))"
        },
        Habit("string-index", "x = \"abc\"[0]", "A character of a text is (\"abc\"):sub(1, 1)") { line, message in
            guard message.contains("near '['"), let open = line.place(of: "\"["),
                let text = line.operand(before: open + 1)
            else { return nil }
            let index = line.bracket(at: open + 1).flatMap { Int($0.content) }.map { $0 + 1 } ?? 1
            return "A character of a text is (\(text)):sub(\(index), \(index))"
        },
        Habit("sigil", "$x = 5", "A name has no $ or @ before it: x") { line, message in
            guard let sign = ["$", "@"].first(where: { message.contains("near '\($0)'") }),
                let place = line.place(of: sign)
            else { return nil }
            let name = String((line.operand(after: place + 1) ?? "x").prefix { SourceLine.isNamePart($0) })
            return "A name has no $ or @ before it: \(name.isEmpty ? "x" : name)"
        },
        Habit(
            "line-continuation", "x = a \\\n+ 1", "A statement may take several lines; leave out the backslash."
        ) { line, message in message.contains("near '\\'") },
    ]

    /// How functions are called.
    static let calls: [Habit] = [
        Habit(
            "print-options", "print(x, end=\"\")", "print ends the line by itself; io.write(x) does not."
        ) { line, message in
            guard let arguments = line.arguments(of: "print"), let first = arguments.first,
                arguments.contains(where: { $0.hasPrefix("end=") || $0.hasPrefix("sep=") || $0.hasPrefix("file=") })
                    || message.contains("near 'end'")
            else { return nil }
            if arguments.contains(where: { $0.hasPrefix("sep") }) {
                return "print puts tabs between its arguments; table.concat({ … }, \",\") joins them with others."
            }
            return "print ends the line by itself; io.write(\(LuaForm.of(first))) does not."
        },
        Habit("print", "print links", "A call needs parentheses: print(links)") { line, message in
            guard message.contains("syntax error near"), !line.code.contains(" in ") else { return nil }
            for (word, form) in Self.statements {
                guard line.isStatement(of: [word]), let place = line.place(ofWord: word),
                    let rest = line.part(place + word.count), !rest.hasPrefix("("), !rest.hasPrefix("=")
                else { continue }
                return "A call needs parentheses: \(form)(\(LuaForm.of(rest)))"
            }
            guard let place = line.place(ofWord: "len"), let value = line.operand(after: place + 3) else { return nil }
            return "The length of \(value) is #\(value)."
        },
    ]

    /// Statements of other languages that are functions here.
    private static let statements = [
        ("print", "print"), ("assert", "assert"), ("echo", "print"), ("puts", "print"), ("help", "help"),
        ("typeof", "type"),
    ]
}
