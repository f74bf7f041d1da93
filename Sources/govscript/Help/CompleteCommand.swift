import ArgumentParser
import Catalogue
import ScriptModules
import Settings

/// Prints names for the completion scripts of shells, one a line.
///
/// What cannot be read has no names: a message would be in the way of what is being typed.
struct CompleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "__complete",
        abstract: "Print names for the completion of shells.",
        discussion: """
            Example:
              govscript __complete runs
            """,
        shouldDisplay: false)

    enum Kind: String, ExpressibleByArgument, CaseIterable { case runs, profiles, topics }

    @Argument(help: "What to list.")
    var kind: Kind

    func run() {
        // One name a line: another would not come back as it is.
        for name in names where !name.contains(where: \.isNewline) { Output.data(name) }
    }

    private var names: [String] {
        switch kind {
        case .runs: RunShelf.names
        case .profiles:
            ProfileChoice.names(
                file: nil, folder: Environment.configurationDirectory, environment: Environment.variables)
        case .topics:
            (AllModules.manual.names
                + Govscript.configuration.subcommands.filter { $0.configuration.shouldDisplay }
                .compactMap { $0.configuration.commandName }).sorted()
        }
    }
}

extension CompletionKind {
    /// The names of all runs.
    static var runs: CompletionKind { .shellCommand("govscript __complete runs") }
    /// The names of all profiles.
    static var profiles: CompletionKind { .shellCommand("govscript __complete profiles") }
    /// Everything that there is help for.
    static var topics: CompletionKind { .shellCommand("govscript __complete topics") }
}
