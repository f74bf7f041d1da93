import ApiClients
import Catalogue
import DurableRuns
import LuaBridge
import RunJournal
import Timekeeping

/// What became of a run, for scripts and for people.
struct BulkReport: Sendable {
    var name: String
    /// How commands name it, if not like that.
    var title: String?
    var done = 0
    var before = 0
    var failed = 0
    var uncertain = 0
    var changed = 0
    var untried: Int?
    var planned: Int?
    /// What other machines did of a shared run.
    var others: RunCounts?
    var took = Duration.zero
    var use: [String: Double] = [:]
    var kinds: [String: Int] = [:]
    var failures: [BulkFailure] = []

    static let shape = RecordShape<BulkReport>(
        "bulk.Report",
        RecordField("name", \.name, "The run's name."),
        RecordField("done", \.done, "Items done in this pass."),
        RecordField("before", \.before, "Items done earlier."),
        RecordField("failed", \.failed, "Items that failed."),
        RecordField("uncertain", \.uncertain, "Items whose outcome is unknown."),
        RecordField("changed", \.changed, "Items that were skipped although they have changed."),
        RecordField("untried", \.untried, "Failed items that were not retried."),
        RecordField("others", \.othersDone, "With share: items that other machines did."),
        RecordField("planned", \.planned, "In a dry run: items that would be done."),
        RecordField("seconds", \.took.inSeconds, "How long the pass took."),
        RecordField("use", \.use, "The share of each rate limit that was used."),
        RecordField("kinds", \.kinds, "Failures by the kind of the error."),
        RecordField("failures", \.failures, "The first 100 items that are not done."))

    init(name: String) { self.name = name }

    private var othersDone: Int? { others?.done }

    /// - Parameter uses: How far the limits of the services were used meanwhile.
    init(_ run: DurableRun, _ uses: [LinksService: PacingUse]) {
        var (counts, failures) = (run.counts, run.failures)
        if let helped = run.share?.helped {
            counts.add(helped.counts)
            failures += helped.failures
        }
        name = run.name
        others = run.share?.others
        title = run.identity.title
        if run.isDryRun { planned = counts.done } else { done = counts.done }
        before = counts.before
        failed = counts.failed
        uncertain = counts.uncertain
        changed = counts.changed
        if counts.untried > 0 { untried = counts.untried }
        took = run.elapsed
        for (service, share) in uses.compactMapValues(\.share) { use[service.rawValue] = share }
        kinds = counts.kinds
        self.failures = failures.prefix(DurableRun.mostFailures).map(BulkFailure.init)
    }

    /// How many items of each kind of failure the text names.
    private static let mostExamples = 3

    /// The text that a report prints as.
    var text: String {
        if let planned {
            let failures = failed > 0 ? ", \(failed) would fail" : ""
            let words = "\(name): \(planned) to do\(failures)" + (before > 0 ? ", \(before) done earlier" : "")
            return ([words] + failureLines).joined(separator: "\n")
        }
        let earlier = before == 0 ? "" : done == 0 ? " (all earlier)" : " (\(before) earlier)"
        var parts = ["\(done.saturatingAdding(before)) done\(earlier)"]
        if failed > 0 {
            let untried = untried.map { " (\($0) not retried)" } ?? ""
            parts.append("\(failed) failed\(untried)")
        }
        if uncertain > 0 { parts.append("\(uncertain) uncertain") }
        if let others {
            parts.append("\(others.done) on other machines")
            if others.failed > 0 { parts.append("\(others.failed) failed there") }
            if others.uncertain > 0 { parts.append("\(others.uncertain) uncertain there") }
        }
        if changed > 0 { parts.append(changed == 1 ? "1 changed row skipped" : "\(changed) changed rows skipped") }
        var lines = ["\(name): \(parts.joined(separator: ", ")); took \(took.spokenText)"]
        // Over a few seconds, the share says how the run began and ended, and nothing about the limit.
        if took >= .seconds(10) {
            for (service, share) in use.sorted(by: { $0.key < $1.key }) {
                let percent = min(100, Int(saturating: share * 100))
                lines.append("  \(ServiceTitle.of(service)): \(percent)% of its limit used")
            }
        }
        lines += failureLines
        if failed.saturatingAdding(uncertain) > 0 {
            lines.append("  see all: \(RunAdvice.commands.showFailures(title ?? name))")
        }
        return lines.joined(separator: "\n")
    }

    private var failureLines: [String] {
        kinds.sorted { $0.key < $1.key }.flatMap { kind, count -> [String] in
            let shown = failures.filter { $0.kind == kind }.prefix(Self.mostExamples)
            let examples = shown.flatMap { failure in
                let place = failure.place.map { "\($0): " } ?? ""
                return ["    \(place)\(LuaValue.string(failure.key).literal): \(failure.message)"]
                    + RecordedError.linesBelow(failure.details ?? [], failure.hint).map { "    \($0)" }
            }
            let unlisted = count - min(count, shown.count)
            return ["  \(count) \(kind)"] + examples + (unlisted > 0 ? ["    … and \(unlisted) more"] : [])
        }
    }
}

/// A failed or uncertain item, for the report.
struct BulkFailure: Sendable {
    var key: String
    var place: String?
    var kind: String
    var message: String
    var hint: String?
    var details: [String]?

    static let shape = RecordShape<BulkFailure>(
        "bulk.Failure",
        RecordField("key", \.key, "The item's key."),
        RecordField("place", \.place, "Where the item stands: links.csv:43."),
        RecordField("kind", \.kind, "The kind of the error."),
        RecordField("message", \.message, "What went wrong."),
        RecordField("hint", \.hint, "What to do."),
        RecordField("details", \.details, "Every reason, where there is more than the message."))
}

extension BulkFailure: LuaConvertible {
    static var luaTypeName: String { shape.name }
    static var luaFields: [LuaField] { shape.luaFields }

    init(lua: LuaValue) throws(LuaMismatch) { throw LuaMismatch(expected: Self.luaTypeName, got: lua) }

    var lua: LuaValue { Self.shape.table(self) }

    init(_ failure: RunFailure) {
        let (item, result) = (failure.item, failure.result)
        self.init(
            key: item.key, place: item.place, kind: result.kind, message: result.message, hint: result.error?.hint,
            details: result.error.flatMap { $0.details.isEmpty ? nil : $0.details })
    }
}

/// How far a run is, for scripts.
struct BulkStatus: Sendable {
    let summary: RunSummary

    static let shape = RecordShape<BulkStatus>(
        "bulk.Status",
        RecordField("name", \.summary.identity.name, "The run's name."),
        RecordField("done", \.done, "Items that are done."),
        RecordField("pending", \.pending, "Items that were started and not finished."),
        RecordField("failed", \.failed, "Items that failed."),
        RecordField("uncertain", \.uncertain, "Items whose outcome is unknown."),
        RecordField("steps", \.summary.steps, "Calls that are recorded."),
        RecordField("kinds", \.summary.failures, "Failures by the kind of the error."))

    private var done: Int { summary.items[.done] ?? 0 }
    private var pending: Int { summary.items[.pending] ?? 0 }
    private var failed: Int { summary.items[.failed] ?? 0 }
    private var uncertain: Int { summary.items[.uncertain] ?? 0 }
}
