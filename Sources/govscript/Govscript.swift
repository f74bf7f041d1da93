import ArgumentParser

/// The command.
struct Govscript: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "govscript",
        abstract: "Runs Lua scripts against data.gov.sg, GoGovSG and ForSG: at their limits, and never over.",
        version: version,
        subcommands: [
            RunCommand.self, ReplCommand.self, RunsCommand.self, CheckCommand.self, LimitsCommand.self,
            AuthCommand.self, HelpPageCommand.self, InitCommand.self, DocsCommand.self, EmulatorCommand.self,
        ],
        defaultSubcommand: RunCommand.self)

    /// What is a command as the first word, and a script's name nowhere else.
    static var commandNames: [String] {
        ["help"] + configuration.subcommands.compactMap { $0.configuration.commandName }
    }
}
