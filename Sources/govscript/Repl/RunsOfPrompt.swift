import ApiClients
import ArgumentParser

/// `govscript runs show …` for a prompt, which it must not end.
enum RunsOfPrompt {
    /// Prints a run, or a list of all.
    ///
    /// - Parameter text: What follows `runs`; quotes keep blanks together.
    /// - Throws: An error whose description is for the person.
    static func show(_ text: String) throws {
        var words = split(text)
        guard let command = words.first else { return Output.lines(RunsListCommand.text(of: try RunShelf.entries())) }
        guard command == "show", words.count > 1 else {
            throw ApiError(
                .usage, "usage: .runs, or .runs show NAME [--failed]",
                hint: "For the other commands, type govscript runs \(text) in a shell.")
        }
        words.removeFirst()
        let parsed: RunsShowCommand
        do { parsed = try RunsShowCommand.parse(words) } catch {
            throw ApiError(.usage, RunsShowCommand.message(for: error))
        }
        try parsed.show()
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
