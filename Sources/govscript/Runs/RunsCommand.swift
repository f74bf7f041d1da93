import ArgumentParser

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List starts of scripts, and manage resumable runs (bulk.each).",
        discussion: """
            Examples:
              govscript runs --since 7d                    starts, and how they ended
              govscript runs show last                     what the latest start did
              govscript runs watch last --exit-status      follow a start to its end
              govscript runs show campaign --failed        what failed, and why
              govscript runs resolve campaign KEY done     after looking at the service
              govscript runs export campaign > items.csv
            """,
        subcommands: [
            RunsListCommand.self, RunsShowCommand.self, RunsRetryCommand.self, RunsResolveCommand.self,
            RunsExportCommand.self, RunsForgetCommand.self, RunsWatchCommand.self, RunsPruneCommand.self,
            RunsDropCommand.self,
        ],
        defaultSubcommand: RunsListCommand.self)
}

/// Which run is meant.
struct RunChoice: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The run's name, or the path of its journal file.", valueName: "name"), completion: .runs)
    var name: String

    @Option(
        help: ArgumentHelp("Its profile, if several profiles have a run of this name.", valueName: "name"),
        completion: .profiles)
    var profile: String?
}

extension RunChoice {
    init(name: String, profile: String? = nil) {
        self.init()
        (self.name, self.profile) = (name, profile)
    }
}
