import ApiClients
import ArgumentParser
import RunJournal
import Settings
import TerminalText

/// `govscript runs …` for a prompt, which it must not end.
enum RunsOfPrompt {
    private static let commands: [String: any ParsableArguments.Type] = [
        "list": RunsListCommand.self, "show": RunsShowCommand.self, "retry": RunsRetryCommand.self,
        "resolve": RunsResolveCommand.self, "forget": RunsForgetCommand.self, "drop": RunsDropCommand.self,
    ]

    /// The words that ``perform(_:)`` knows.
    static var names: [String] { commands.keys.sorted() }

    /// The words that may follow those that were typed after `.runs`: the names of runs, and then options.
    static func words(after words: [String]) -> [String] {
        guard let command = words.first, commands[command] != nil, command != "list" else { return [] }
        if words.count == 1 {
            let names = ((try? RunShelf.entries()) ?? []).compactMap { $0.run.identity?.name }
            return Set(names).sorted().map { $0.contains(" ") ? "'\($0)'" : $0 }
        }
        switch command {
        case "show": return ["--failed", "--json"]
        case "resolve": return words.count == 3 ? ["done", "redo"] : []
        case "retry": return ["--kind"]
        case "forget": return ["--force"]
        default: return []
        }
    }

    /// Lists all runs, or does what a word asks for.
    ///
    /// - Parameter text: What follows `runs`; quotes keep blanks together.
    /// - Throws: An error whose description is for the person.
    static func perform(_ text: String) throws {
        guard var words = CommandWords.split(text) else { throw ApiError(.usage, "a quotation mark is not closed") }
        let name = words.isEmpty ? "list" : words.removeFirst()
        guard let type = commands[name] else {
            let nearest = names.nearest(to: name).map { "Did you mean .runs \($0)?" }
            throw ApiError(
                .usage, "there is no .runs \(name)",
                hint: nearest ?? "There are: \(names.joined(separator: ", ")).")
        }
        let parsed: any ParsableArguments
        do { parsed = try type.parse(words) } catch {
            throw ApiError(.usage, type.message(for: error))
        }
        switch parsed {
        case let list as RunsListCommand: try list.list()
        case let show as RunsShowCommand: try show.show()
        case let change as any RunChange:
            Output.line(try change.perform())
        default: break
        }
    }
}
