import ArgumentParser
import HostState
import Operations
import ScriptRunner
import StartRecords

/// When a run may begin, how often it is tried, and what it has to have done.
struct RunConditions: Sendable {
    /// Whether it is refused while the same script runs; nil for the default, which does without where no lock can be.
    var lock: Bool?
    /// How long the other one is waited for.
    var lockPatience = Duration.zero
    /// How often it is started again when it ends with a code of ``ExitCode/isTemporary``.
    var retries = 0
    /// Before the first of those.
    var retryPause = Duration.seconds(30)
    /// The most of a pause of random length before it begins.
    var jitter = Duration.zero
    var failsIfNothing = false
    var expectations: [Expectation] = []

    /// The longest pause between two attempts.
    private static let longestPause = Duration.seconds(600)

    /// The pause before an attempt, counted from 1: twice as long each time, and a quarter more or less, so that jobs
    /// that failed together are not started again together.
    func pause(before attempt: Int) -> Duration {
        let factor = Double(1 << min(attempt - 1, 20)) * Double.random(in: 0.75...1.25)
        return min(retryPause * factor, Self.longestPause)
    }

    /// What the work of a run that ended in order means for its exit code, with lines for a person.
    func judge(_ code: Int32, _ work: Work, took duration: Duration) -> (code: Int32, lines: [ErrorReport]) {
        guard code == ExitCode.done.rawValue || code == ExitCode.unfinishedItems.rawValue else { return (code, []) }
        let outcome = OutcomeFigures(work, duration)
        let broken = expectations.map { $0.judge(outcome) }.filter { !$0.isMet }
        if !broken.isEmpty {
            var report = ErrorReport(
                broken.count == 1 ? "an expectation was not met" : "\(broken.count) expectations were not met")
            report.details = broken.map(\.line)
            return (ExitCode.unexpected.rawValue, [report])
        }
        if failsIfNothing, work.isNothing, code == ExitCode.done.rawValue {
            return (ExitCode.nothingDone.rawValue, [ErrorReport("nothing was done: no item and no write")])
        }
        return (code, [])
    }
}

/// The flags of ``RunConditions``.
struct RunConditionOptions: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: "Refuse to start a script that is running with the same profile (default: --lock).")
    var lock: Bool?

    @Option(help: ArgumentHelp("Wait this long for the script that is running.", valueName: "time"))
    var waitLock = TimeAmount(.zero)

    @Option(
        help: ArgumentHelp("Start again this often after exit codes 69 and 75, each time later.", valueName: "number"))
    var retries = 0

    @Option(help: ArgumentHelp("The pause before the first retry; it doubles.", valueName: "time"))
    var retryPause = TimeAmount(.seconds(30))

    @Option(help: ArgumentHelp("Wait a random time up to this before the script starts.", valueName: "time"))
    var jitter = TimeAmount(.zero)

    @Flag(help: "Exit with 4 if no item and no write was done.")
    var failIfNothing = false

    @Option(
        help: ArgumentHelp(
            "Exit with 5 unless this is true: failed=0,duration<2h (see: govscript help cron).",
            valueName: "list"))
    var expect: [String] = []

    func validate() throws {
        guard (0...100).contains(retries) else { throw ValidationError("--retries must be from 0 to 100.") }
        if lock == false, waitLock.duration > .zero {
            throw ValidationError("--wait-lock and --no-lock cannot be used together.")
        }
        _ = try expectations
    }

    private var expectations: [Expectation] {
        get throws {
            do { return try expect.flatMap(Expectation.list) } catch { throw ValidationError("--expect: \(error).") }
        }
    }

    var conditions: RunConditions {
        get throws {
            RunConditions(
                lock: waitLock.duration > .zero ? true : lock, lockPatience: waitLock.duration, retries: retries,
                retryPause: retryPause.duration, jitter: jitter.duration, failsIfNothing: failIfNothing,
                expectations: try expectations)
        }
    }
}

extension Work {
    /// Whether neither an item nor a write was done.
    fileprivate var isNothing: Bool { items.done == 0 && writes.allSatisfy { $0.done == 0 } }
}

extension OutcomeFigures {
    init(_ work: Work, _ duration: Duration) {
        func writes(_ call: String) -> Int { work.writes.first { $0.call == call }?.done ?? 0 }
        let items = work.items
        self.init(
            counts: [
                .done: items.done, .before: items.before, .failed: items.failed, .uncertain: items.uncertain,
                .items: items.total, .created: writes("links.create"), .updated: writes("links.update"),
                .uploaded: writes("datagov.upload"), .appended: writes("datagov.append"),
                .writes: work.writes.reduce(0) { $0 + $1.done },
            ], duration: duration)
    }
}
