import ApiClients
import DurableRuns
import LuaBridge
import RunJournal
import Synchronization
import SystemFiles
import TerminalText
import Timekeeping

/// Shows a run on the console: its line of progress, the first items that are not done, and how it ended.
final class RunDisplay: Sendable {
    private struct State {
        var token: LiveStatus.Token?
        var lastDrawn: BootInstant?
        /// Items that have a line of their own on the screen, and those that have none.
        var listed = 0
        var unlisted = 0
    }

    /// How many items that are not done get a line of their own, so that what follows is not lost among them.
    static let mostListed = 10

    private let console: Console
    private let live: LiveStatus
    private let state = Mutex(State())

    init(console: Console, live: LiveStatus) {
        self.console = console
        self.live = live
    }

    /// Shows how far a run is from now on.
    func begin(_ run: DurableRun) {
        guard !run.options.isSingle else { return }
        let token = live.show(fields: { [weak run] in run.map { [$0.progressField] } ?? [] }) { [weak run] in
            run?.progressLine ?? ""
        }
        state.withLock { $0.token = token }
    }

    /// Handles the run's events.
    func note(_ run: DurableRun, _ event: RunEvent) {
        switch event {
        case .skipped(let item, .changed):
            console.line("warning: \(run.name): \(item.title) has changed since it was done; it was skipped")
        case .skipped: break
        case .ended(let item, let result, let isListed):
            draw(run)
            if result.state != .done, !run.options.isSingle, !isListed { list(run, item, result) }
        case .finished:
            sayUnlisted(of: run)
            if run.counts.untried > 0 { console.line(run.untriedWords) }
        case .closed:
            if let token = state.withLock({ $0.token }) { live.end(token) }
            console.live("")
            sayUnlisted(of: run)
        case .closeFailed(let error): console.line("warning: \(run.name): \(error)")
        }
    }

    /// What is said of the items without a line of their own; nil if there are none, or if it was said.
    func takeUnlistedWords(of run: DurableRun) -> String? {
        let count = state.withLock { state in
            defer { state.unlisted = 0 }
            return state.unlisted
        }
        guard count > 0 else { return nil }
        return "\(run.name): … and \(count) more"
            + (run.isDryRun ? "" : ": \(RunAdvice.commands.showFailures(run.identity.title))")
    }

    private func sayUnlisted(of run: DurableRun) {
        if let words = takeUnlistedWords(of: run) { console.line(words) }
    }

    private func draw(_ run: DurableRun) {
        let now = live.time.now()
        let isDue = state.withLock { state in
            // Ten times a second is as much as an eye can use.
            if let drawn = state.lastDrawn, now - drawn < .milliseconds(100) { return false }
            state.lastDrawn = now
            return true
        }
        if isDue { console.live(live.line(run.progressLine)) }
    }

    /// Writes why an item is not done, with all reasons and what to do.
    private func list(_ run: DurableRun, _ item: RunItem, _ result: ItemResult) {
        let isListed = state.withLock { state in
            guard state.listed < Self.mostListed else {
                state.unlisted += 1
                return false
            }
            state.listed += 1
            return true
        }
        guard isListed else { return }
        let lines =
            ["\(run.name): \(item.title) \(result.state.name): \(result.message)"] + (result.error?.linesBelow ?? [])
        let fields: [LogEntry.Field] = [
            .init("run", .text(run.name)), .init("key", .text(item.key)), .init("state", .text(result.state.name)),
            .init("kind", .text(result.kind)),
        ]
        console.write(
            LogEntry(.warning, .run, lines, fields: fields), shown: lines.map { TerminalLine($0) })
    }
}

extension RunAdvice {
    /// The commands of this program.
    static let commands = RunAdvice(
        showFailures: { "govscript runs show \($0.shellWord) --failed" },
        resolve: { "govscript runs resolve \($0.shellWord) \($1.shellWord) done|redo" },
        forget: { "govscript runs forget --force \($0.shellWord)" })
}

extension DurableRun {
    /// The note about items that were not retried, with what to do.
    fileprivate var untriedWords: String {
        let count = counts.untried
        let items = count == 1 ? "1 failed item was" : "\(count) failed items were"
        return "note: \(name): \(items) not retried: neither the refused values nor the script have changed; "
            + "to retry anyway: govscript runs retry \(identity.title.shellWord) --kind data"
    }

    /// The note about a run that ended early, with what to do next.
    var unfinishedWords: String {
        let counts = counts
        let failures = counts.failed > 0 ? ", \(counts.failed) failed" : ""
        // A dry run has done nothing, and there is nothing to resume.
        if isDryRun { return "\(name): the dry run stopped after \(counts.seen) items\(failures)" }
        return "\(name): not finished: \(counts.done + counts.before) done\(failures); "
            + "run the same command again to resume"
    }

    /// The note at the prompt after a run was interrupted.
    var interruptedWords: String {
        let counts = counts
        return "\(name): interrupted, \(counts.done + counts.before) done. Run the same call again to continue."
    }

    /// How far it is, with the names that its report has.
    fileprivate var progressField: LogEntry.Field {
        let counts = counts
        var fields: [LogEntry.Field] = [.init("name", .text(name))]
        let numbers = [
            ("done", counts.done), ("before", counts.before), ("failed", counts.failed),
            ("uncertain", counts.uncertain), ("changed", counts.changed),
        ]
        fields += numbers.map { .init($0, .integer($1)) }
        if let total = options.total { fields.append(.init("total", .integer(total))) }
        return .init("report", .record(fields + [.init("seconds", .number(elapsed.inSeconds))]))
    }

    /// The line that shows how far it is.
    fileprivate var progressLine: String {
        let counts = counts
        var parts = [name]
        if let total = options.total, total > 0 {
            parts.append("\(counts.seen + (share?.others.seen ?? 0)) of \(total)")
        } else {
            parts.append("\(counts.done + counts.before) done")
        }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        if counts.uncertain > 0 { parts.append("\(counts.uncertain) uncertain") }
        let pace = Pace(
            ended: counts.done + counts.failed, left: options.total.map { $0 - counts.seen }, elapsed: elapsed)
        return (parts + pace.words).joined(separator: "  ")
    }
}
