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

    /// How the text before the cursor may continue.
    func completion(of text: String) -> ReplCompletion? {
        if let command = text.dotCommand, !text.contains("\n") { return completion(of: command) }
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
        switch command?.arguments {
        case _ where command?.choices.isEmpty == false:
            let fitting = command?.choices.filter { $0.hasPrefix(rest) } ?? []
            return ReplCompletion(typed: rest, candidates: fitting.map { .init($0) })
        case "FILE": return Self.files(rest)
        case "EXPR": return completion(of: rest)
        default: return nil
        }
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
