import StartRecords
import Timekeeping

/// A record for a terminal: what was started, how it ended, and what it did, in a few lines.
struct StartSummary {
    let record: StartRecord

    init(_ record: StartRecord) { self.record = record }

    /// Whether a start is worth a summary without being asked for.
    ///
    /// - Parameter isWatched: Whether a person reads it now, and not a log later.
    func isNotable(isWatched: Bool) -> Bool {
        guard !record.work.services.isEmpty, record.ending?.reason != .refused else { return false }
        let hasTrouble =
            record.work.lostAnswers.total > 0 || record.work.services.contains { $0.retries + $0.refused > 0 }
        return record.took >= .seconds(isWatched ? 10 : 60) || isWatched && hasTrouble
    }

    /// `nightly.lua: done, exit code 0, took 1 min 23 s`.
    var headline: String {
        var parts = [record.state]
        if let code = record.ending?.code { parts.append("exit code \(code)") }
        parts.append(record.isRunning ? "for \(record.took.spokenText)" : "took \(record.took.spokenText)")
        return "\(record.script.name): \(parts.joined(separator: ", "))"
    }

    /// What was started, when, and by whom.
    var particulars: [(name: String, text: String)] {
        var list: [(String, String)] = [("id", record.id)]
        if let path = record.script.path { list.append(("script", path)) }
        if let digest = record.script.digest { list.append(("sha256", digest)) }
        if !record.arguments.isEmpty { list.append(("arguments", record.arguments.joined(separator: " "))) }
        if let profile = record.profile { list.append(("profile", profile + (record.isDryRun ? " (dry run)" : ""))) }
        if let schedule = record.schedule {
            list.append(("schedule", schedule + (record.retry > 0 ? " (retry \(record.retry))" : "")))
        }
        list.append(("started", "\(LocalTime(record.started).text) by \(record.user) on \(record.host)"))
        list.append((record.isRunning ? "as of" : "ended", LocalTime(record.asOf).text))
        if let message = record.ending?.message { list.append(("reason", message)) }
        if let hint = record.ending?.hint { list.append(("hint", hint)) }
        return list
    }

    /// What it did.
    var work: [(name: String, text: String)] {
        let work = record.work
        var list: [(String, String)] = []
        for pass in work.runs.first { list.append((pass.name, Self.words(pass))) }
        if work.runs.unlisted > 0 { list.append(("", "… and \(work.runs.unlisted) more runs")) }
        for write in work.writes {
            list.append(
                (
                    write.call,
                    Self.counts([
                        (write.done, "done"), (write.failed, "failed"),
                        (write.uncertain, "uncertain"),
                    ])
                ))
        }
        for service in work.services { list.append((service.title, Self.words(service))) }
        let lost = work.lostAnswers
        if lost.total > 0 {
            list.append(
                (
                    "lost answers",
                    Self.counts([(lost.done, "found done"), (lost.sentAgain, "sent again"), (lost.unknown, "unknown")])
                ))
        }
        if work.ingestions.total > 0 {
            let failed = work.ingestions.first.count { $0.error != nil }
            list.append(("ingestions", "\(work.ingestions.total)" + (failed > 0 ? ", \(failed) failed" : "")))
        }
        if !work.services.isEmpty, let shares = Self.shares(work.time) { list.append(("time", shares)) }
        if work.warnings.total > 0 { list.append(("warnings", "\(work.warnings.total)")) }
        return list
    }

    /// All of it, with the first failures.
    func lines(withParticulars: Bool) -> [String] {
        let rows = (withParticulars ? particulars : []) + work
        let width = min(20, rows.map(\.name.count).max() ?? 0)
        var lines = [headline]
        lines += rows.map { name, text in
            "  " + name + String(repeating: " ", count: max(0, width - name.count)) + "  " + text
        }
        guard withParticulars else { return lines }
        for failure in record.work.failures.listed.first.prefix(Self.mostFailures) {
            lines.append("  \(failure.state)  \(Self.place(failure)): \(failure.message)")
        }
        let more = record.work.failures.listed.total - min(Self.mostFailures, record.work.failures.listed.first.count)
        if more > 0 { lines.append("  … and \(more) more that are not done") }
        for warning in record.work.warnings.first.prefix(Self.mostFailures) { lines.append("  warning  \(warning)") }
        return lines
    }

    private static let mostFailures = 10

    /// Where a failure is: `links.csv:43, "spring"`.
    static func place(_ failure: Failure) -> String {
        guard let key = failure.key else { return failure.source }
        return [failure.place, "\"\(key)\""].compactMap(\.self).joined(separator: ", ")
    }

    /// `286 done (200 earlier), 12 failed, of 300`.
    static func words(_ pass: RunPass) -> String {
        var parts = ["\(pass.done + pass.before) done" + (pass.before > 0 ? " (\(pass.before) earlier)" : "")]
        if pass.failed > 0 {
            parts.append("\(pass.failed) failed" + (pass.untried > 0 ? " (\(pass.untried) not retried)" : ""))
        }
        if pass.uncertain > 0 { parts.append("\(pass.uncertain) uncertain") }
        if pass.changed > 0 { parts.append("\(pass.changed) changed and skipped") }
        if let total = pass.total { parts.append("of \(total)") }
        return parts.joined(separator: ", ") + (pass.isWhole || pass.total != nil ? "" : "; not to the end")
    }

    /// `412 requests, 93% of its limit (5 per second), 3 retries`.
    static func words(_ service: ServiceUse) -> String {
        var parts = [count(service.requests, "request", "requests")]
        if service.slots > 0 {
            let limit =
                service.window == .seconds(1)
                ? "\(service.slots) per second"
                : "\(service.slots) in \(service.window.inWords)"
            parts.append(service.share.map { "\(Int($0 * 100))% of its limit (\(limit))" } ?? "limit \(limit)")
        }
        if service.retries > 0 { parts.append(count(service.retries, "retry", "retries")) }
        if service.refused > 0 { parts.append("\(service.refused) refused for the limit") }
        if service.failed > 0 { parts.append("\(service.failed) without a good answer") }
        return parts.joined(separator: ", ")
    }

    /// `waiting for the limit 71%, requests 22%, script 7%`; nil where no time has passed.
    static func shares(_ time: TimeShares) -> String? {
        let total = time.total
        guard total > .zero else { return nil }
        let parts = Activity.allCases.compactMap { activity -> String? in
            let percent = Int((time[activity] / total * 100).rounded())
            return percent > 0 ? "\(words(activity)) \(percent)%" : nil
        }
        return parts.joined(separator: ", ")
    }

    static func words(_ activity: Activity) -> String {
        switch activity {
        case .limit: "waiting for the limit"
        case .retry: "waiting to retry"
        case .ingestion: "waiting for ingestions"
        case .request: "requests"
        case .script: "script"
        }
    }

    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    private static func counts(_ parts: [(Int, String)]) -> String {
        parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}
