package import LuaBridge
import TerminalText

/// What to do about an error in Lua's own words, by the line of the script that it names.
package struct ErrorAdvice: Sendable {
    private let manual: Manual

    package init(_ manual: Manual) { self.manual = manual }

    /// What to do about an error; nil if there is nothing to add to its message.
    ///
    /// - Parameters:
    ///   - error: Its message begins with a place, `job.lua:7: `, if it is in `source`.
    ///   - name: What messages call the text: `job.lua`. It may contain colons.
    ///   - source: The text.
    package func hint(for error: LuaError, named name: String, in source: some Collection<UInt8>) -> String? {
        let isSyntax = if case .syntax = error.kind { true } else { false }
        return hint(for: error.message, isSyntax: isSyntax, named: name, in: source)
    }

    /// What to do about a message of Lua's own; nil if there is nothing to add to it.
    ///
    /// - Parameters:
    ///   - message: It begins with a place, `job.lua:7: `, if it is of `source`.
    ///   - isSyntax: Whether the text does not compile.
    package func hint(
        for message: String, isSyntax: Bool = false, named name: String, in source: some Collection<UInt8>
    ) -> String? {
        guard message.hasPrefix(name + ":") else { return nil }
        let place = message.dropFirst(name.count + 1)
        let parts = place.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]) else { return nil }
        let lines = source.split(
            separator: UInt8(ascii: "\n"), maxSplits: max(0, number), omittingEmptySubsequences: false)
        guard (1...max(1, lines.count)).contains(number), number <= lines.count else { return nil }
        let words = String(parts[1].drop { $0 == " " })
        func text(_ index: Int) -> String { String(decoding: lines[index], as: UTF8.self) }
        guard isSyntax else { return runtime(words, line: text(number - 1)) }
        if let hint = syntax(words, line: text(number - 1)) { return hint }
        if let hint = elseIf(words, lines.prefix(number).map { String(decoding: $0, as: UTF8.self) }) { return hint }
        // Lua names the line of the word that surprises it, which may be the one after the habit.
        guard
            let before = lines[..<(number - 1)].lastIndex(where: {
                !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            })
        else { return nil }
        return syntax(words, line: text(before))
    }

    /// What to write instead of text that does not compile.
    ///
    /// - Parameters:
    ///   - message: Lua's message, without the place.
    ///   - line: The line that the message names; where Lua names the line after, the caller tries the one before too.
    package func syntax(_ message: String, line: String) -> String? {
        let source = SourceLine(line, iterators: iterators)
        if source.lookAlike == nil, let hint = namedArguments(message, source) { return hint }
        return Habit.syntax.lazy.compactMap { $0.advise(source, message) }.first
    }

    /// What to write instead of a line that no further line could complete: `if x:`, `try:`, `for (…) {`.
    ///
    /// Nil for the beginning of a statement of Lua, and inside a string or comment of several lines.
    package func foreignBlock(in text: String, _ message: String) -> String? {
        switch LuaToken.all(in: text).last?.kind {
        case .openString, .openComment: return nil
        default: break
        }
        let line = text.split(separator: "\n", omittingEmptySubsequences: true).last.map(String.init) ?? ""
        guard SourceLine(line).beginsForeignBlock else { return nil }
        return syntax(message, line: line)
    }

    /// What to do about an error that Lua raised while the script ran.
    package func runtime(_ message: String, line: String) -> String? {
        let source = SourceLine(line, iterators: iterators)
        if let hint = Habit.runtime.first(where: { $0.name == "template-prefix" })?.advise(source, message) {
            return hint
        }
        if let call = Self.called(in: message) { return self.call(call, source) }
        if let method = Self.dottedMethod(message, source, manual) { return method }
        if let name = message.quoted(after: "attempt to index a nil value (global '") {
            if let hint = Habit.hint(forObject: name, source) { return hint }
            if Habit.constants[name] == nil, let hint = unknownModule(name, source) { return hint }
        }
        return Habit.runtime.lazy.compactMap { $0.advise(source, message) }.first
    }

    /// What to write for a global name that nothing has set, by a line that uses it; nil for no habit.
    package func undefined(_ name: String, line: String) -> String? {
        let source = SourceLine(line, iterators: iterators)
        if let hint = Habit.runtime.first(where: { $0.name == "template-prefix" })?
            .advise(source, "a nil value (global '\(name)')")
        {
            return hint
        }
        return Habit.hint(forObject: name, source) ?? Habit.hint(forFunction: name, source)
    }

    /// Functions that return an iterator, which `for` takes as it is.
    private var iterators: Set<String> {
        Set(manual.functions.filter { $0.result.type.hasPrefix("fun(") }.map(\.name)).union([
            "io.lines", "string.gmatch",
        ])
    }

    /// `else if` opens a second block, so that one `end` is missing at the end of the text.
    private func elseIf(_ message: String, _ lines: [String]) -> String? {
        guard message.hasPrefix("'end' expected") else { return nil }
        let opener = message.firstRange(of: "at line ").flatMap { range in
            Int(message[range.upperBound...].prefix { $0.isNumber })
        }
        for (index, line) in lines.enumerated().dropFirst(max(0, (opener ?? 1) - 1)) {
            let source = SourceLine(line)
            guard source.place(ofWord: "else if") != nil else { continue }
            let hint = Habit.syntax.first { $0.name == "elif" }?.advise(source, message)
            return hint.map { "\($0) (line \(index + 1))" }
        }
        return nil
    }

    /// A global that nothing has set and of which a field is used, as if it were a module: `link.create`.
    private func unknownModule(_ name: String, _ line: SourceLine) -> String? {
        let modules = manual.modules.map(\.name) + StandardLibrary.libraries.keys.sorted()
        let plural = modules.first { $0 == name + "s" || $0 + "s" == name || $0 == name.lowercased() }
        guard let module = plural ?? modules.nearest(to: name) else { return nil }
        let field = line.place(of: "\(name).").flatMap { line.operand(after: $0 + name.count + 1) }
        let word = String((field ?? "").prefix { SourceLine.isNamePart($0) })
        let known =
            manual.modules.first { $0.name == module }?.functions.filter { $0.object == nil }.map(\.shortName)
            ?? (StandardLibrary.libraries[module] ?? []).sorted()
        guard !word.isEmpty, let meant = known.contains(word) ? word : known.nearest(to: word) else {
            return "There is no \(name). Did you mean \(module)?"
        }
        return "There is no \(name). Did you mean \(module).\(meant)?"
    }

    /// `f(name=value)` and `f(name: value)`, as the function takes them.
    private func namedArguments(_ message: String, _ line: SourceLine) -> String? {
        guard
            message.contains("')' expected near '='") || message.contains("expected near")
                || message.contains("unexpected symbol near 'end'"),
            !line.begins(withOneOf: ["def", "function", "local function", "if", "for", "while", "class", "async"]),
            !line.has(word: "lambda"), let open = line.place(of: "("), let name = line.operand(before: open),
            name != "print"
        else { return nil }
        let arguments =
            line.bracket(at: open).map { SourceLine.list($0.content) }
            ?? line.part(open + 1).map { SourceLine.list($0) } ?? []
        var given: [String] = []
        var named: [(name: String, value: String)] = []
        for argument in arguments {
            let part = SourceLine(argument)
            let key = argument.prefix { SourceLine.isNamePart($0) }
            let sign = part.masked.dropFirst(key.count).first { !$0.isWhitespace }
            if !key.isEmpty, LuaText.isIdentifier(String(key)), let sign, sign == "=" || sign == ":",
                let place = part.place(of: String(sign)),
                part.masked.dropFirst(place + 1).first.map({ $0 != "=" && $0 != ">" }) ?? false,
                sign == "=" || part.masked.dropFirst(place + 1).first?.isWhitespace ?? true
            {
                named.append((String(key), LuaForm.of(part.part(place + 1), or: "…")))
            } else if named.isEmpty {
                given.append(argument)
            } else {
                return nil
            }
        }
        guard !named.isEmpty else { return nil }
        guard let function = manual.function(named: name) else {
            let fields = named.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
            return "Arguments have no names; options go in braces: \(name)({ \(fields) })"
        }
        // Required parameters are given by their place, whatever they were called.
        for parameter in function.required.dropFirst(given.count) {
            let index =
                named.firstIndex { $0.name == parameter.name }
                ?? named.firstIndex { item in function.options.map(\.name).meant(by: item.name) == nil }
            guard let index else { break }
            given.append(named.remove(at: index).value)
        }
        let options = function.options.map(\.name)
        let fields = named.map { "\(options.meant(by: $0.name) ?? $0.name) = \($0.value)" }
        if !fields.isEmpty {
            // What is missing is named.
            given += function.required.dropFirst(given.count).map(\.name)
            given.append("{ \(fields.joined(separator: ", ")) }")
        }
        let call = "\(name)(\(given.joined(separator: ", ")))"
        return fields.isEmpty ? "Arguments have no names: \(call)" : "Options go in braces: \(call)"
    }

    private enum Called { case global(String), field(String), method(String) }

    /// What a script called that is nil: `attempt to call a nil value (field 'lst')`.
    private static func called(in message: String) -> Called? {
        let start = "attempt to call a nil value ("
        guard let range = message.firstRange(of: start) else { return nil }
        let parts = message[range.upperBound...].split(separator: "'")
        guard parts.count >= 2 else { return nil }
        let name = String(parts[1])
        switch parts[0] {
        case "global ": return .global(name)
        case "field ": return .field(name)
        case "method ": return .method(name)
        default: return nil
        }
    }

    private func call(_ called: Called, _ line: SourceLine) -> String? {
        switch called {
        case .global(let name):
            if let hint = Habit.hint(forFunction: name, line) { return hint }
            if let nearest = StandardLibrary.functions.nearest(to: name) {
                return "There is no function \(name). Did you mean \(nearest)?"
            }
            let alike = manual.functions.filter { $0.shortName == name && $0.object == nil }.map(\.name)
            if !alike.isEmpty { return "Did you mean \(alike.joined(separator: " or "))?" }
            return "There is no function \(name). govscript help lists what there is."
        case .field(let name):
            if let module = module(before: ".", name, in: line) { return missing(name, of: module) }
            return ownMethod(name, before: ".", line)
        case .method(let name):
            if let module = module(before: ":", name, in: line) { return missing(name, of: module) }
            if let hint = ownMethod(name, before: ":", line) { return hint }
            let methods =
                manual.functions.filter { $0.object != nil }.map(\.shortName)
                + (StandardLibrary.libraries["string"] ?? []).sorted()
            return methods.nearest(to: name).map { "There is no method \(name). Did you mean :\($0)?" }
        }
    }

    /// A method that texts and lists have in other languages: `rows.append(x)`.
    private func ownMethod(_ name: String, before separator: String, _ line: SourceLine) -> String? {
        guard let place = line.place(of: separator + name), let object = line.operand(before: place) else { return nil }
        return Habit.methodForm(name, of: object, line.arguments(of: name) ?? [])
    }

    /// The module whose field or method was called, by the line's text.
    private func module(before separator: String, _ name: String, in line: SourceLine) -> String? {
        let modules = manual.modules.map(\.name) + StandardLibrary.libraries.keys.sorted()
        return modules.first { module in
            line.code.ranges(of: "\(module)\(separator)\(name)").contains { range in
                guard range.lowerBound > line.code.startIndex else { return true }
                let before = line.code[line.code.index(before: range.lowerBound)]
                return !(before.isLetter || before.isNumber || before == "_" || before == ".")
            }
        }
    }

    private func missing(_ name: String, of module: String) -> String {
        if let remark = Self.absent["\(module).\(name)"] { return "There is no \(module).\(name). \(remark)" }
        let known = manual.modules.first { $0.name == module }?.functions.filter { $0.object == nil }.map(\.shortName)
        let names = known ?? (StandardLibrary.libraries[module] ?? []).sorted()
        if let nearest = names.nearest(to: name) {
            return "There is no \(module).\(name). Did you mean \(module).\(nearest)?"
        }
        let elsewhere = manual.functions.filter { $0.shortName == name && $0.object == nil }.map(\.name)
        if !elsewhere.isEmpty {
            return "There is no \(module).\(name). Did you mean \(elsewhere.joined(separator: " or "))?"
        }
        return "There is no \(module).\(name). \(module) has: \(names.sorted().joined(separator: ", "))."
    }

    /// A module's function called with a colon gets the module as its first argument, whatever the message then says.
    private static func dottedMethod(_ message: String, _ line: SourceLine, _ manual: Manual) -> String? {
        for module in manual.modules {
            for function in module.functions where function.object == nil {
                guard message.contains(function.name), line.code.contains("\(module.name):\(function.shortName)") else {
                    continue
                }
                return "Call it with a dot: \(function.name)(…)"
            }
        }
        return nil
    }

    /// What people look for and the services do not have.
    private static let absent = [
        "links.delete": "Links cannot be deleted; links.update(name, { state = \"INACTIVE\" }) switches one off.",
        "links.remove": "Links cannot be deleted; links.update(name, { state = \"INACTIVE\" }) switches one off.",
        "links.deactivate": "links.update(name, { state = \"INACTIVE\" }) switches a link off.",
        "links.disable": "links.update(name, { state = \"INACTIVE\" }) switches a link off.",
        "links.search": "links.list({ searchText = \"…\" }) searches.",
        "links.find": "links.list({ searchText = \"…\" }) searches.",
        "links.all": "for link in links.each() do … end goes through all of them.",
        "links.shorten": "links.create(url, { shortUrl = \"name\" }) creates a link.",
        "datagov.delete": "Datasets are deleted in the admin dashboard only.",
        "datagov.create": "Datasets are created in the admin dashboard; datagov.publish replaces their rows.",
        "datagov.list": "datagov.datasets() lists datasets.",
        "json.parse": "Use json.decode(text).", "json.loads": "Use json.decode(text).",
        "json.stringify": "Use json.encode(value).", "json.dumps": "Use json.encode(value).",
        "csv.reader": "Use csv.rows(path).", "csv.open": "Use csv.rows(path).", "csv.parse": "Use csv.rows(path).",
        "xlsx.read": "Use xlsx.rows(path).", "xlsx.open": "Use xlsx.rows(path).",
        "table.length": "The length of x is #x.", "table.getn": "The length of x is #x.",
        "string.split": "Use s:gmatch(\"[^,]+\").", "os.sleep": "Use task.sleep(seconds).",
        "time.sleep": "Use task.sleep(seconds).", "fs.open": "Use io.open(path), or fs.read(path).",
        "fs.readFile": "Use fs.read(path).", "fs.writeFile": "Use fs.write(path, text).",
        "math.round": "Use math.floor(x + 0.5).", "math.pow": "Use x ^ y.",
        "string.trim": "Use s:match(\"^%s*(.-)%s*$\").",
        "table.contains": "Go through the list with ipairs, or keep a table of names: { a = true }.",
        "task.run": "Use task.spawn(function).", "log.print": "Use log.info(text), or print(text).",
    ]
}
