import ApiClients
import ArgumentParser
import FoundationEssentials
import RunJournal
import ScriptModules
import ScriptRunner
import StartRecords
import Timekeeping

struct RunsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List starts of scripts and resumable runs, the most recent first.",
        discussion: """
            The first table has one line for each start of govscript run; name one by \
            its id, its script, or as last. The second has the runs of bulk.each, \
            which a script resumes by their name. Where machines share a database \
            (GOVSCRIPT_STATE), those of other machines are listed, too.

            Examples:
              govscript runs
              govscript runs --since 7d
              govscript runs list --profile sandbox --json
            """)

    @Option(help: ArgumentHelp("Only starts within this time: 12h, 7d.", valueName: "time"))
    var since: TimeAmount?

    @Option(help: ArgumentHelp("Only those of this profile.", valueName: "name"), completion: .profiles)
    var profile: String?

    @Flag(help: "Print JSON.")
    var json = false

    /// How many starts are shown where no time is given.
    private static let most = 20

    func run() {
        ProcessExit.exiting { try list() }
    }

    /// Prints the starts and the runs.
    func list() throws {
        let shelf = SharedShelf.find(profile)
        let entries = try RunShelf.entries(profile: profile, with: shelf)
        let now = TimeSource.system.calendar
        let filter = RecordFilter(
            since: since.map { now - $0.duration }, profile: profile,
            limit: since == nil && !json ? Self.most + 1 : .max)
        let starts = try StartShelf.records(filter, with: shelf)
        if json { return Output.json(try Self.json(starts, entries)) }
        guard !entries.isEmpty || !starts.isEmpty else {
            return Output.line("There are no runs yet; govscript run FILE makes one.")
        }
        if !starts.isEmpty {
            let shown = since == nil ? Array(starts.prefix(Self.most)) : starts
            Output.lines(Self.table(shown))
            if starts.count > shown.count { Output.line("(earlier ones: govscript runs --since 30d)") }
        }
        guard !entries.isEmpty else { return }
        if !starts.isEmpty { Output.line("") }
        Output.lines(Self.text(of: entries))
    }

    private static func json(_ starts: [StartRecord], _ entries: [RunShelf.Entry]) throws -> String {
        let records = starts.map { String(decoding: $0.json, as: UTF8.self) }.joined(separator: ",\n  ")
        let runs = try RunJSON.text(entries.map(RunJSON.Run.init))
        return """
            {"version": 1,
             "starts": [\(records)],
             "runs": \(runs)}
            """
    }

    private static func table(_ records: [StartRecord]) -> String {
        let short = StartShelf.shortIDs(records)
        let hasMachines = records.contains { $0.machine != nil }
        let machine = hasMachines ? ["MACHINE"] : []
        var table = TextTable(
            ["ID", "STATE", "STARTED", "TOOK", "EXIT", "PROFILE"] + machine + ["SCRIPT"], numbers: [3, 4])
        for record in records {
            let cells = [
                short[record.id] ?? record.id, record.state, LocalTime(record.started).text, record.took.clockText,
                record.ending?.code.map(String.init) ?? "-", record.profile ?? "-",
            ]
            table.add(cells + (hasMachines ? [record.machine ?? "-"] : []) + [record.script.name])
        }
        return table.text
    }

    private static func text(of entries: [RunShelf.Entry]) -> String {
        var table = TextTable(
            ["RESUMABLE RUN", "PROFILE", "DONE", "FAILED", "UNCERTAIN", "PENDING", "LAST ACTIVITY", ""],
            numbers: [2, 3, 4, 5])
        for entry in entries { table.add(row(entry)) }
        return table.text
    }

    private static func row(_ entry: RunShelf.Entry) -> [String] {
        switch entry.run.summary {
        case .success(let summary):
            let counts = [ItemState.done, .failed, .uncertain, .pending].map { "\(summary.items[$0] ?? 0)" }
            let owner = entry.owner().map { "running in \($0)" } ?? (entry.run.lacksRows ? "on another machine" : "")
            return [summary.identity.title, summary.identity.profile] + counts
                + [(summary.lastActivity ?? summary.created).local, owner]
        case .failure(let error):
            let name = entry.run.identity?.title ?? "?"
            return [name, entry.run.identity?.profile ?? "?", "?", "?", "?", "?", "?", error.message]
        }
    }
}

extension Date {
    /// `2026-01-31 08:00:00 +08:00`, in the zone that holds here.
    var local: String { LocalTime(ServiceInstant(secondsSince1970: timeIntervalSince1970)).text }
}
