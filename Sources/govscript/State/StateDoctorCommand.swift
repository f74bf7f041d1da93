import ArgumentParser

struct StateDoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the database that several machines share.",
        discussion: """
            Checks libpq, the connection and its encryption, the server, a pooler, the \
            tables, the role's rights, the timing of leases, and what becomes of \
            commits in a failover. Nothing is changed. Exit code: that of the first \
            check that failed.

            Example:
              govscript state doctor --profile bulk
            """)

    @OptionGroup
    var settings: SettingsOptions

    func run() async {
        await ProcessExit.exiting {
            DoctorCommand.report(await StateChecks(try settings.state()).findings())
        }
    }
}
