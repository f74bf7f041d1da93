import Catalogue
import FoundationEssentials
import LineEditor
import LuaBridge

/// Completes names of live tables, and of files inside strings; what the catalogue knows comes first.
struct ReplCompleter {
    var engine: ReplEngine
    /// The REPL's own commands.
    var commands: [DotCommand] = []
    /// The catalogue's: option names and their values.
    var catalogue: (@Sendable (String) -> ReplCompletion?)?

    /// What there is help for.
    var helpNames: [String] = []

    /// How the text before the cursor may continue.
    func completion(of text: String) -> ReplCompletion? {
        if let command = text.dotCommand, !text.contains("\n") { return completion(of: command) }
        if let name = Self.nameOfHelp(text), let help = help(named: name) { return help }
        let known = catalogue?(text)
        switch LuaCursor(in: text) {
        case .string(let content):
            if let known, !known.candidates.isEmpty { return known }
            return Self.files(content)
        case .elsewhere: return known
        case .name(let typed, let path, let isMethod):
            // Where an option's name is due the catalogue knows that no other name is.
            if let known, !known.candidates.isEmpty || !known.note.isEmpty { return known }
            return names(typed, path, isMethod)
        }
    }

    /// The names of commands, and what follows one: a file, or Lua.
    private func completion(of typed: (name: String, rest: String?)) -> ReplCompletion? {
        guard let rest = typed.rest else {
            let fitting = commands.filter { $0.name.hasPrefix(typed.name) }
            return ReplCompletion(
                typed: typed.name,
                candidates: fitting.map { .init($0.name + ($0.arguments.isEmpty ? "" : " "), label: $0.usage) })
        }
        let command = commands.first { $0.name == typed.name }
        let words = rest.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        if words.count > 1, let following = command?.following {
            let before = words.dropLast().filter { !$0.isEmpty }
            let typed = words.last ?? ""
            let fitting = following(before).filter { $0.hasPrefix(typed) }
            return ReplCompletion(typed: typed, candidates: fitting.map { .init($0) })
        }
        switch command?.arguments {
        case "[NAME]" where typed.name == "help": return help(named: rest)
        case _ where command?.choices.isEmpty == false:
            let fitting = command?.choices.filter { $0.hasPrefix(rest) } ?? []
            return ReplCompletion(typed: rest, candidates: fitting.map { .init($0) })
        case "FILE": return Self.files(rest)
        case "EXPR": return completion(of: rest)
        default: return nil
        }
    }

    /// What was typed of a name after `help`, `?`; nil for another text.
    private static func nameOfHelp(_ text: String) -> String? {
        let line = text.drop(while: \.isWhitespace)
        for start in ["help ", "?"] where line.hasPrefix(start) {
            let name = line.dropFirst(start.count).drop(while: \.isWhitespace)
            return name.allSatisfy { $0.isLetter || $0.isNumber || "_.:-".contains($0) } ? String(name) : nil
        }
        return nil
    }

    /// The functions, modules and topics whose names begin so; their last parts only when the module is typed.
    private func help(named typed: String) -> ReplCompletion? {
        let fitting = helpNames.filter { name in
            name.hasPrefix(typed) && (typed.contains(".") || !name.contains("."))
        }
        return fitting.isEmpty ? nil : ReplCompletion(typed: typed, candidates: fitting.sorted().map { .init($0) })
    }

    private func names(_ typed: String, _ path: [LuaValue], _ isMethod: Bool) -> ReplCompletion {
        let pending = engine.perform { $0.state.fieldNames(along: path) }
        // A task in the background may be in the middle of something that cannot be put aside.
        guard case .success(var fields) = pending.wait(atMost: .milliseconds(500)) else {
            return ReplCompletion(typed: typed, candidates: [])
        }
        if isMethod { fields.removeAll { $0.type != "function" } }
        if path.isEmpty, !typed.isEmpty {
            fields += LuaText.keywords.sorted().map { LuaFieldName($0, type: "keyword") }
        }
        let fitting = fields.filter { field in
            field.name.hasPrefix(typed) && (typed.hasPrefix("_") || !field.name.hasPrefix("_"))
                && (field.type == "keyword" || LuaText.isIdentifier(field.name))
        }
        return ReplCompletion(typed: typed, candidates: fitting.map { .init($0.name, label: $0.label) })
    }

    private static func files(_ content: String) -> ReplCompletion? {
        let typed = String(content.split(separator: "/", omittingEmptySubsequences: false).last ?? "")
        let folder = String(content.dropLast(typed.count))
        let manager = FileManager.default
        guard let names = try? manager.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder) else { return nil }
        let candidates = names.sorted().filter { $0.hasPrefix(typed) && (typed.hasPrefix(".") || !$0.hasPrefix(".")) }
            .map { name in
                var isFolder = false
                _ = manager.fileExists(atPath: folder + name, isDirectory: &isFolder)
                return LineCompletion.Candidate(isFolder ? name + "/" : name)
            }
        return ReplCompletion(typed: typed, candidates: candidates)
    }
}

extension LuaFieldName {
    fileprivate var label: String {
        switch type {
        case "function": name + "()"
        case "table": name + "."
        default: name
        }
    }
}
