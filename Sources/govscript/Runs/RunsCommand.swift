import ArgumentParser

struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List and manage resumable runs (bulk.each).",
        discussion: """
            Examples:
              govscript runs                               all runs
              govscript runs show campaign --failed        what failed, and why
              govscript runs resolve campaign KEY done     after looking at the service
              govscript runs export campaign > items.csv
            """,
        subcommands: [
            RunsListCommand.self, RunsShowCommand.self, RunsRetryCommand.self, RunsResolveCommand.self,
            RunsExportCommand.self, RunsForgetCommand.self,
        ],
        defaultSubcommand: RunsListCommand.self)
}

/// Which run is meant.
struct RunChoice: ParsableArguments {
    @Argument(help: ArgumentHelp("The run's name, or the path of its journal file.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Its profile, if several profiles have a run of this name.", valueName: "name"))
    var profile: String?
}
