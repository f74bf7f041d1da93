import ArgumentParser

/// The command.
@main
struct Govscript: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "govscript",
        abstract: "Runs Lua scripts against data.gov.sg, GoGovSG and ForSG: at their limits, and never over.",
        version: "0.1.0",
        subcommands: [RunCommand.self, EmulatorCommand.self],
        defaultSubcommand: RunCommand.self)
}
