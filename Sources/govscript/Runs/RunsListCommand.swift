import ArgumentParser
import FoundationEssentials
import RunJournal
import ScriptModules
import ScriptRunner

struct RunsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all runs, the most recent first.",
        discussion: """
            Examples:
              govscript runs
              govscript runs list --profile sandbox --json
            """)

    @Option(help: ArgumentHelp("Only those of this profile.", valueName: "name"))
    var profile: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async {
        await ProcessExit.exiting { try list() }
    }

    /// Prints the runs.
    func list() throws {
        let entries = try RunShelf.entries(profile: profile)
        if json { return Output.json(try RunJSON.text(entries.map(RunJSON.Run.init))) }
        Output.lines(Self.text(of: entries))
    }

    private static func text(of entries: [RunShelf.Entry]) -> String {
        guard !entries.isEmpty else { return "There are no runs yet; bulk.each starts one." }
        var table = TextTable(
            ["NAME", "PROFILE", "DONE", "FAILED", "UNCERTAIN", "PENDING", "LAST ACTIVITY", ""], numbers: [2, 3, 4, 5])
        for entry in entries { table.add(row(entry)) }
        return table.text
    }

    private static func row(_ entry: RunShelf.Entry) -> [String] {
        switch entry.run.summary {
        case .success(let summary):
            let counts = [ItemState.done, .failed, .uncertain, .pending].map { "\(summary.items[$0] ?? 0)" }
            let activity = (summary.lastActivity ?? summary.created).formatted(.iso8601)
            let owner = entry.owner().map { "running in \($0)" } ?? ""
            return [summary.identity.name, summary.identity.profile] + counts + [activity, owner]
        case .failure(let error):
            let name = entry.run.identity?.name ?? "?"
            return [name, entry.run.identity?.profile ?? "?", "?", "?", "?", "?", "?", error.message]
        }
    }
}
