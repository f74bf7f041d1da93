import ApiClients
import ArgumentParser
import Glibc
import ScriptRunner
import StartRecords
import TerminalText
import Timekeeping

struct RunsWatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow a start of a script until it ends.",
        discussion: """
            Prints a line each minute, or on a terminal one line that is redrawn, and \
            the summary at the end.

            Examples:
              govscript runs watch last
              govscript runs watch nightly --exit-status
            """)

    @Argument(help: ArgumentHelp("The start's id, its script, or last.", valueName: "name"))
    var name = "last"

    @Flag(help: "End with the exit code of the start; 137 if it was killed.")
    var exitStatus = false

    private static let step: UInt32 = 500_000
    private static let logStep = Duration.seconds(60)

    func run() {
        ProcessExit.exiting {
            let console = Console()
            var record = try StartShelf.start(name, isRunning: true)
            var logged = ContinuousClock.now
            while record.isRunning {
                console.live(Self.line(record))
                if !console.isTerminal, ContinuousClock.now - logged >= Self.logStep {
                    logged = .now
                    console.line(Self.line(record))
                }
                usleep(Self.step)
                // The record itself and later ones: reading all of them each time would take long.
                let later = try StartShelf.records(RecordFilter(since: record.started)).first { $0.id == record.id }
                record = try later ?? StartShelf.start(record.id)
            }
            console.live("")
            for line in StartSummary(record).lines(withParticulars: false) { Output.line(line) }
            guard exitStatus else { return }
            ProcessExit.exit(code: record.ending?.code ?? Self.killed)
        }
    }

    /// As the shell says it of a process that SIGKILL ended.
    private static let killed: Int32 = 137

    /// `nightly.lua  1:03  campaign 120 done, of 300  312 requests`.
    private static func line(_ record: StartRecord) -> String {
        var parts = [record.script.name, record.took.clockText]
        if let pass = record.work.runs.first.last { parts.append("\(pass.name) \(StartSummary.words(pass))") }
        let requests = record.work.services.map(\.requests).reduce(0, +)
        if requests > 0 { parts.append(StartSummary.count(requests, "request", "requests")) }
        return parts.joined(separator: "  ")
    }
}
