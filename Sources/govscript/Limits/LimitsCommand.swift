import ArgumentParser
import ClusterState
import FoundationEssentials
import HostState
import Postgres
import ScriptRunner
import Settings
import TerminalText

struct LimitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Show current rate-limit usage across all processes.",
        discussion: """
            One line for each service and key used on this machine. A key is shown as \
            the first digits of its hash. Where several machines share a limit \
            (GOVSCRIPT_STATE), the slots of each are shown too.

            Examples:
              govscript limits
              govscript limits --json
            """)

    @OptionGroup
    var settings: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async {
        let console = Console()
        do {
            let accounts = try await HostState(at: Environment.stateDirectory, command: "govscript limits").accounts()
            let state = try Environment.choice(profile: settings.profile, settings.config).profile.state
            let shared = accounts.isEmpty ? nil : await shared(state, console)
            if json {
                Output.json(try LimitsReport.json(accounts, shared))
            } else if accounts.isEmpty {
                Output.line("No service has been used yet.")
            } else {
                Output.lines(LimitsReport.table(accounts, shared))
            }
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
        ProcessExit.exit(code: ExitCode.done.rawValue)
    }

    /// What the machines share; nil if this one is alone, or with a warning if the database cannot be read.
    private func shared(_ state: StateSetting?, _ console: Console) async -> ClusterOverview? {
        guard let state else { return nil }
        do {
            return try await ClusterOverview(PostgresConnection(try state.address()))
        } catch {
            console.line("warning: other machines are not shown: \(ProcessExit.describe(error, nil).0.message)")
            return nil
        }
    }
}
