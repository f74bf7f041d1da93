import ArgumentParser
import Postgres
import Settings

struct StateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state",
        abstract: "Set up and look at the database that several machines share.",
        discussion: """
            GOVSCRIPT_STATE, or state in a profile, names a PostgreSQL database; the \
            machines that use it keep one limit together. See the guide, "More than \
            one machine".

            Examples:
              govscript state init        make the tables, or migrate them
              govscript state doctor      what is wrong, and what to do
              govscript state             which machine has which slots
            """,
        subcommands: [StateStatusCommand.self, StateInitCommand.self, StateDoctorCommand.self],
        defaultSubcommand: StateStatusCommand.self)
}

extension SettingsOptions {
    /// The database of the profile that is meant.
    ///
    /// - Throws: ``ConfigurationError``, also if the profile has none.
    func state() throws -> StateSetting {
        let profile = try Environment.choice(profile: profile, config).profile
        if let state = profile.state { return state }
        if profile.base == .sandbox {
            throw ConfigurationError(
                .flag("--profile"), "the profile \(profile.name) uses the sandbox, which machines do not share",
                hint: "Name another one: --profile production.")
        }
        throw ConfigurationError(
            .variable(StateSetting.variable), "is not set, and the profile \(profile.name) has no state",
            hint: "Set it to postgres://USER@HOST/DATABASE, or write state = \"…\" into the profile.")
    }
}
