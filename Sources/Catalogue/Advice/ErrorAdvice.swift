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
        guard error.message.hasPrefix(name + ":") else { return nil }
        let place = error.message.dropFirst(name.count + 1)
        let parts = place.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]) else { return nil }
        let lines = source.split(
            separator: UInt8(ascii: "\n"), maxSplits: max(0, number), omittingEmptySubsequences: false)
        guard (1...max(1, lines.count)).contains(number), number <= lines.count else { return nil }
        let words = String(parts[1].drop { $0 == " " })
        let line = String(decoding: lines[number - 1], as: UTF8.self)
        guard case .syntax = error.kind else { return runtime(words, line: line) }
        if let hint = syntax(words, line: line) { return hint }
        // Lua names the line of the word that surprises it, which may be the one after the habit.
        guard
            let before = lines[..<(number - 1)].last(where: {
                !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            })
        else { return nil }
        return syntax(words, line: String(decoding: before, as: UTF8.self))
    }

    /// What to write instead of text that does not compile.
    ///
    /// - Parameters:
    ///   - message: Lua's message, without the place.
    ///   - line: The line that the message names; where Lua names the line after, the caller tries the one before too.
    package func syntax(_ message: String, line: String) -> String? {
        let source = SourceLine(line)
        guard let habit = Habit.syntax.first(where: { $0.matches(source, message) }) else { return nil }
        guard let lookAlike = source.lookAlike, habit.name == "look-alike" else { return habit.hint }
        return "There is \(lookAlike.description) in this line, which looks like something else. Retype it."
    }

    /// What to do about an error that Lua raised while the script ran.
    package func runtime(_ message: String, line: String) -> String? {
        let source = SourceLine(line)
        if let call = Self.called(in: message) { return self.call(call, source) }
        if let method = Self.dottedMethod(message, source, manual) { return method }
        return Habit.runtime.first { $0.matches(source, message) }?.hint
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
            if let hint = Habit.functions[name] { return hint }
            if let nearest = StandardLibrary.functions.nearest(to: name) {
                return "There is no function \(name). Did you mean \(nearest)?"
            }
            let alike = manual.functions.filter { $0.shortName == name && $0.object == nil }.map(\.name)
            if !alike.isEmpty { return "Did you mean \(alike.joined(separator: " or "))?" }
            return "There is no function \(name). govscript help lists what there is."
        case .field(let name):
            guard let module = module(before: ".", name, in: line) else { return nil }
            return missing(name, of: module)
        case .method(let name):
            if let module = module(before: ":", name, in: line) { return missing(name, of: module) }
            let methods =
                manual.functions.filter { $0.object != nil }.map(\.shortName)
                + (StandardLibrary.libraries["string"] ?? []).sorted()
            if let hint = Habit.functions[name] { return hint }
            return methods.nearest(to: name).map { "There is no method \(name). Did you mean :\($0)?" }
        }
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
