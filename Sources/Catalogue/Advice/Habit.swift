/// A habit of Python, JavaScript or C that Lua does not share, and what to write instead.
///
/// The tables of them serve `run`, `check` and the prompt. A habit is recognised by the line of source that an error
/// names and, where the line alone says too little, by Lua's message. What to write is said in the line's own words
/// where they can be found in it.
package struct Habit: Sendable {
    /// A word by which tests and people name the habit.
    package let name: String
    /// An input that has it.
    package let example: String
    /// What is said of the example: one or two sentences.
    package let hint: String
    /// What to write instead of a line; nil if the line does not have the habit.
    let advise: @Sendable (_ line: SourceLine, _ message: String) -> String?

    init(
        _ name: String, _ example: String, _ hint: String,
        advise: @escaping @Sendable (_ line: SourceLine, _ message: String) -> String?
    ) {
        self.name = name
        self.example = example
        self.hint = hint
        self.advise = advise
    }

    /// One whose hint needs nothing of the line.
    init(
        _ name: String, _ example: String, _ hint: String,
        when matches: @escaping @Sendable (_ line: SourceLine, _ message: String) -> Bool
    ) {
        self.init(name, example, hint, advise: { matches($0, $1) ? hint : nil })
    }
}

/// Words of other languages inside a hint, as Lua has them.
enum LuaForm {
    /// A condition or value with the operators and constants of Lua; what is longer than a hint can be is left out.
    static func of(_ text: String?, or other: String = "x") -> String {
        guard var text = text, text.count <= 60 else { return other }
        while text.hasSuffix(";") || text.hasSuffix(" ") { text.removeLast() }
        var result = ""
        let line = SourceLine(text)
        var index = 0
        func follows(_ symbol: String) -> Bool {
            line.masked.dropFirst(index).prefix(symbol.count).elementsEqual(symbol)
        }
        scan: while index < line.masked.count {
            let isWordStart = index == 0 || !SourceLine.isNamePart(line.masked[index - 1])
            for (foreign, own) in symbols where follows(foreign) {
                result += own
                index += foreign.count
                continue scan
            }
            for (foreign, own) in words where isWordStart && follows(foreign) {
                let after = index + foreign.count
                guard after == line.masked.count || !SourceLine.isNamePart(line.masked[after]) else { continue }
                result += own
                index = after
                continue scan
            }
            result.append(line.text[index])
            index += 1
        }
        return result
    }

    /// As ``of(_:or:)``, without the brackets that C has around a condition.
    static func condition(_ text: String?) -> String {
        let form = of(text)
        guard form.hasPrefix("("), let bracket = SourceLine(form).bracket(at: 0), bracket.end == form.count - 1 else {
            return form
        }
        return bracket.content
    }

    private static let symbols = [
        ("!==", "~="), ("===", "=="), ("!=", "~="), ("<>", "~="), (" && ", " and "), (" || ", " or "), ("&&", " and "),
        ("||", " or "), ("!", "not "), ("**", "^"),
    ]

    private static let words = [
        ("is not None", "~= nil"), ("is None", "== nil"), ("is not", "~="), ("None", "nil"), ("null", "nil"),
        ("undefined", "nil"), ("True", "true"), ("False", "false"),
    ]

    /// A template's text as a format, and what it is filled with: `{x:.2f}` of Python, `${x}` of JavaScript.
    static func template(_ content: String, opening: String) -> String {
        var (format, values) = ("", [String]())
        var rest = content[...]
        while let open = rest.firstRange(of: opening) {
            format += rest[..<open.lowerBound].replacing("%", with: "%%")
            guard let close = rest[open.upperBound...].firstIndex(of: "}") else { return "(\"%s\"):format(x)" }
            let parts = rest[open.upperBound..<close].split(separator: ":", maxSplits: 1)
            let number = parts.count == 2 ? parts[1].filter { $0 != "," } : ""
            format += number.isEmpty || !(number.last?.isLetter ?? false) ? "%s" : "%" + number
            values.append(parts.first.map { of(String($0)) } ?? "x")
            rest = rest[rest.index(after: close)...]
        }
        format += rest.replacing("%", with: "%%")
        if values.isEmpty { return "\"\(content)\"" }
        return "(\"\(format)\"):format(\(values.joined(separator: ", ")))"
    }

    /// The fields of a table: `"a": 1` and `a: 1` as `a = 1`.
    static func fields(_ content: String) -> String? {
        let fields = SourceLine.list(content).map { field -> String? in
            let line = SourceLine(field)
            guard let sign = line.place(of: ":") ?? line.place(of: "="), let value = line.part(sign + 1),
                var key = line.part(0, sign)
            else { return field.contains(":") ? nil : field }
            if let quote = key.first, quote == "\"" || quote == "'", key.last == quote, key.count > 2 {
                let name = String(key.dropFirst().dropLast())
                key = LuaText.isIdentifier(name) ? name : "[\(key)]"
            }
            return "\(key) = \(of(value, or: "…"))"
        }
        guard !fields.isEmpty, !fields.contains(nil) else { return nil }
        let text = fields.compactMap(\.self).joined(separator: ", ")
        return text.count <= 70 ? text : nil
    }

    /// The names of a function's parameters, without types and defaults.
    static func parameters(_ content: String?) -> String {
        SourceLine.list(content ?? "").map { part in
            let name = part.prefix { SourceLine.isNamePart($0) }
            return name.isEmpty ? "..." : String(name)
        }.joined(separator: ", ")
    }
}
