import ApiClients
import ArgumentParser
import RunJournal
import ScriptRunner
import StartRecords
import Timekeeping

struct RunsPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Delete records of old starts, and resumable runs that are finished.",
        usage: "govscript runs prune --older-than <time> [<options>]",
        discussion: """
            A resumable run is kept if items are unfinished or uncertain, or if its \
            last pass did not reach the end of its input, unless --force is given. A \
            run that is deleted starts from scratch: its items are done again if the \
            script is started with them. Where machines share runs, this is so for all \
            of them, and lists no longer have older starts of other machines.

            Examples:
              govscript runs prune --older-than 90d --dry-run
              govscript runs prune --older-than 90d --starts-only
            """)

    @Option(help: ArgumentHelp("Delete what was last active longer ago than this.", valueName: "time"))
    var olderThan: TimeAmount

    @Flag(help: "Keep all resumable runs.")
    var startsOnly = false

    @Flag(help: "Show what would be deleted.")
    var dryRun = false

    @Flag(help: "Also resumable runs that are not finished.")
    var force = false

    func run() { ProcessExit.exiting { try prune() } }

    private func prune() throws {
        let before = TimeSource.system.calendar - olderThan.duration
        let shelf = SharedShelf.find(nil)
        let starts = try StartShelf.records().count { !$0.isRunning && $0.started < before }
        if !dryRun {
            do throws(RecordError) { try StartShelf.store().prune(before: before) } catch { throw ApiError(error) }
            try shelf?.deleteStarts(before: before)
        }
        let verb = dryRun ? "would be deleted" : "deleted"
        Output.line("\(StartSummary.count(starts, "record", "records")) of starts \(verb)")
        guard !startsOnly else { return }
        for entry in try RunShelf.entries(with: shelf) where entry.isInactive(since: before) {
            let name = entry.run.identity?.title ?? entry.run.path
            guard entry.run.identity?.part == nil else {
                Output.line("run \(name): kept: it is a part of a run; govscript runs forget deletes them all")
                continue
            }
            do {
                if !force { try entry.requireFinished() }
                if !dryRun { try entry.forget() }
                Output.line("run \(name): \(verb)")
            } catch let error as ApiError {
                Output.line("run \(name): kept: \(error.message)")
            }
        }
    }
}
