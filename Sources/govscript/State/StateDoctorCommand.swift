import ArgumentParser
import Glibc
import TerminalText

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
            let findings = await StateChecks(try settings.state()).findings()
            let columns = isatty(STDOUT_FILENO) == 1 ? Terminal.width : .max
            Output.lines(findings.map { $0.text(width: 15, columns: columns) }.joined(separator: "\n"))
            if let failure = findings.first(where: { $0.severity == .bad }) { ProcessExit.exit(code: failure.exitCode) }
        }
    }
}
