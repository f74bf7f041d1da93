import ArgumentParser
import FoundationEssentials
import HostState
import ScriptRunner
import TerminalText

struct LimitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Show current rate-limit usage across all processes.",
        discussion: """
            One line for each service and key used on this machine. A key is shown as \
            the first digits of its hash.

            Examples:
              govscript limits
              govscript limits --json
            """)

    @Flag(help: "Print JSON.")
    var json = false

    func run() async {
        let console = Console()
        do {
            let accounts = try await HostState(at: Environment.stateDirectory, command: "govscript limits").accounts()
            if json {
                Output.json(try LimitsReport.json(accounts))
            } else if accounts.isEmpty {
                Output.line("No service has been used yet.")
            } else {
                Output.lines(LimitsReport.table(accounts))
            }
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
        ProcessExit.exit(code: ExitCode.done.rawValue)
    }
}
