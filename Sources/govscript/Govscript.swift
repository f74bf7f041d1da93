import ArgumentParser

/// The command.
struct Govscript: AsyncParsableCommand {
    static let version = "1.0.0"
    /// The day of that version, which the man pages bear.
    static let versionDate = "2026-11-28"

    static let configuration = CommandConfiguration(
        commandName: "govscript",
        abstract: "Run Lua scripts against data.gov.sg, GoGovSG and ForSG, within their rate limits.",
        discussion: """
            First steps:
              govscript init my-scripts      create a folder with a first script
              govscript repl --sandbox       try things out, without keys or network
              govscript help get-started     a short introduction
            """,
        version: version,
        subcommands: [
            RunCommand.self, ReplCommand.self, RunsCommand.self, ReportCommand.self, ScheduleCommand.self,
            CheckCommand.self, CheckDataCommand.self, TestCommand.self, LimitsCommand.self, StateCommand.self,
            AuthCommand.self,
            ConfigCommand.self, DoctorCommand.self, HelpPageCommand.self, InitCommand.self, DocsCommand.self,
            CompleteCommand.self,
            EmulatorCommand.self,
        ],
        defaultSubcommand: RunCommand.self)

    /// What is a command as the first word, and a script's name nowhere else.
    static var commandNames: [String] {
        ["help"] + configuration.subcommands.compactMap { $0.configuration.commandName }
    }
}
