import ArgumentParser

struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "Shows and looks after durable runs: what bulk.each has done, and what is left.",
        subcommands: [
            RunsListCommand.self, RunsShowCommand.self, RunsRetryCommand.self, RunsResolveCommand.self,
            RunsExportCommand.self, RunsForgetCommand.self,
        ],
        defaultSubcommand: RunsListCommand.self)
}

/// Which run is meant.
struct RunChoice: ParsableArguments {
    @Argument(help: ArgumentHelp("The run's name, or its file.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Its profile, where runs of several have the name.", valueName: "name"))
    var profile: String?
}
