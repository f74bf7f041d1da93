import ArgumentParser
import RunJournal

struct RunsDropCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Take an item out of a run's counts.",
        discussion: """
            For an item that is no longer in the input, such as a row whose key was \
            corrected. After a run that met all its items such items leave the counts \
            by themselves. If the key comes back, so does the item.

            Example:
              govscript runs drop campaign Prog-17
            """)

    @OptionGroup var choice: RunChoice

    @Argument(help: ArgumentHelp("The keys of the items.", valueName: "key"))
    var keys: [String]

    func run() { ProcessExit.exiting { Output.line(try perform()) } }

    func perform() throws -> String {
        try RunShelf.entry(choice).changing { journal in
            for key in keys { try await journal.drop(key) }
        }
        return "\(keys.count) item\(keys.count == 1 ? "" : "s") dropped"
    }
}

extension RunsDropCommand: RunChange {}
