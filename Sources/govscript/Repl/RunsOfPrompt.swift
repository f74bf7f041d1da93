import ApiClients
import ArgumentParser
import TerminalText

/// `govscript runs …` for a prompt, which it must not end.
enum RunsOfPrompt {
    private static let commands: [String: any ParsableArguments.Type] = [
        "list": RunsListCommand.self, "show": RunsShowCommand.self, "retry": RunsRetryCommand.self,
        "resolve": RunsResolveCommand.self, "forget": RunsForgetCommand.self,
    ]

    /// The words that ``perform(_:)`` knows.
    static var names: [String] { commands.keys.sorted() }

    /// Lists all runs, or does what a word asks for.
    ///
    /// - Parameter text: What follows `runs`; quotes keep blanks together.
    /// - Throws: An error whose description is for the person.
    static func perform(_ text: String) throws {
        var words = split(text)
        guard let name = words.first else { return Output.lines(RunsListCommand.text(of: try RunShelf.entries())) }
        words.removeFirst()
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
        case let list as RunsListCommand:
            Output.lines(RunsListCommand.text(of: try RunShelf.entries(profile: list.profile)))
        case let show as RunsShowCommand: try show.show()
        case let change as any RunChange & Sendable:
            Output.line(try BlockingWait.perform { try await change.perform() })
        default: break
        }
    }

    /// Words as a shell splits them, without its other signs.
    static func split(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}
