import ArgumentParser
import FoundationEssentials
import HostState
import ScriptModules
import ScriptRunner

struct LimitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Shows how much of each service's limit is in use, by all processes together.",
        discussion: """
            One line for each service and key that was ever used here; a key is named by the first digits of its hash.
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
                Output.line("No service was used here yet.")
            } else {
                Output.lines(LimitsReport.table(accounts))
            }
        } catch {
            Failure.exit(error, stopped: nil, console: console)
        }
        Failure.exit(code: ExitCode.done.rawValue)
    }
}
