import ApiClients
import LuaBridge
import Timekeeping

/// What became of a run, for scripts and for people.
enum BulkReport {
    /// The text that a report prints as.
    static func text(_ report: LuaTable) -> String {
        func count(_ name: String) -> Int { (try? Int(lua: report[name])) ?? 0 }
        let seconds = (try? Double(lua: report["seconds"])) ?? 0
        let before = count("before")
        if let planned = try? Int(lua: report["planned"]) {
            let failed = count("failed") > 0 ? ", \(count("failed")) would fail" : ""
            let words =
                "\(report["name"].shown): \(planned) to do\(failed)" + (before > 0 ? ", \(before) done earlier" : "")
            return ([words] + failures(report)).joined(separator: "\n")
        }
        let earlier = before == 0 ? "" : count("done") == 0 ? " (all earlier)" : " (\(before) earlier)"
        var parts = ["\(count("done").saturatingAdding(before)) done\(earlier)"]
        if count("failed") > 0 {
            let untried = count("untried") > 0 ? " (\(count("untried")) not retried)" : ""
            parts.append("\(count("failed")) failed\(untried)")
        }
        if count("uncertain") > 0 { parts.append("\(count("uncertain")) uncertain") }
        if count("changed") > 0 {
            parts.append(count("changed") == 1 ? "1 changed row skipped" : "\(count("changed")) changed rows skipped")
        }
        let name = report["name"].shown
        let took = Duration.saturating(seconds: seconds)
        var lines = ["\(name): \(parts.joined(separator: ", ")); took \(took.spokenText)"]
        // Over a few seconds, the share says how the run began and ended, and nothing about the limit.
        if seconds >= 10, case .table(let uses) = report["use"] {
            for (service, share) in uses.fields.sorted(by: { $0.key.shown < $1.key.shown }) {
                let percent = min(100, Int(saturating: ((try? Double(lua: share)) ?? 0) * 100))
                let title = LinksService(rawValue: service.shown)?.title ?? service.shown
                lines.append("  \(title): \(percent)% of its limit used")
            }
        }
        lines += failures(report)
        if count("failed").saturatingAdding(count("uncertain")) > 0 {
            lines.append("  more: govscript runs show \(name.shellQuoted) --failed")
        }
        return lines.joined(separator: "\n")
    }

    private static func failures(_ report: LuaTable) -> [String] {
        guard case .table(let kinds) = report["kinds"], case .table(let list) = report["failures"] else { return [] }
        return kinds.fields.sorted { $0.key.shown < $1.key.shown }.flatMap { kind, count -> [String] in
            let examples = list.array.compactMap { failure -> [String]? in
                guard case .table(let failure) = failure, failure["kind"] == kind else { return nil }
                let place = failure["place"] == .nil ? "" : "\(failure["place"].shown): "
                let error = RecordedError(.table(failure))
                return ["    \(place)\(failure["key"].literal): \(failure["message"].shown)"]
                    + error.linesBelow.map { "    \($0)" }
            }
            return ["  \(count.shown) \(kind.shown)"] + examples.prefix(3).joined()
        }
    }
}

extension BulkRun {
    /// What the script gets.
    func report(_ uses: [LinksService: PacingUse]) -> LuaTable {
        let counts = counts
        var report: LuaTable = [
            "name": .string(name), "done": .integer(Int64(counts.done)), "before": .integer(Int64(counts.before)),
            "failed": .integer(Int64(counts.failed)), "uncertain": .integer(Int64(counts.uncertain)),
            "changed": .integer(Int64(counts.changed)), "seconds": .number(elapsed / .seconds(1)),
        ]
        if counts.untried > 0 { report["untried"] = .integer(Int64(counts.untried)) }
        if runs.dryRun != nil {
            report["planned"] = report["done"]
            report["done"] = 0
        }
        let shares = uses.compactMapValues(\.share)
        report["use"] = .table(
            LuaTable(fields: Dictionary(uniqueKeysWithValues: shares.map { (.string($0.rawValue), .number($1)) })))
        report["kinds"] = .table(
            LuaTable(
                fields: Dictionary(uniqueKeysWithValues: counts.kinds.map { (.string($0), .integer(Int64($1))) })))
        report["failures"] = .table(
            LuaTable(
                array: failures.map { failure in
                    var table: LuaTable = [
                        "key": .string(failure.key), "kind": .string(failure.kind),
                        "message": .string(failure.message),
                    ]
                    table["place"] = failure.place.lua
                    table["hint"] = failure.hint.lua
                    if !failure.details.isEmpty { table["details"] = failure.details.lua }
                    return .table(table)
                }))
        return report
    }

    /// The note about items that were not retried, with what to do.
    func untriedWords(_ count: Int) -> String {
        let items = count == 1 ? "1 failed item was" : "\(count) failed items were"
        return "note: \(name): \(items) not retried: neither the refused values nor the script have changed; "
            + "to retry anyway: govscript runs retry \(name.shellQuoted) --kind data"
    }

    /// The note about a run that ended early, with what to do next.
    func unfinishedWords(for next: String = "run the same command again to resume") -> String {
        let counts = counts
        let failures = counts.failed > 0 ? ", \(counts.failed) failed" : ""
        // A dry run has done nothing, and there is nothing to resume.
        if runs.dryRun != nil { return "\(name): the dry run stopped after \(counts.seen) items\(failures)" }
        return "\(name): not finished: \(counts.done + counts.before) done\(failures); \(next)"
    }

    /// The line that shows how far it is.
    func progressLine(_ counts: BulkCounts, _ elapsed: Duration) -> String {
        var parts = [name]
        if let total = options.total, total > 0 {
            parts.append("\(counts.seen) of \(total)")
        } else {
            parts.append("\(counts.done + counts.before) done")
        }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        if counts.uncertain > 0 { parts.append("\(counts.uncertain) uncertain") }
        let seconds = elapsed / .seconds(1)
        let ended = counts.done + counts.failed
        if seconds > 1, ended > 0 {
            let rate = Double(ended) / seconds
            parts.append("\((rate * 10).rounded() / 10)/s")
            if let total = options.total, total > counts.seen {
                let left = Double(total - counts.seen) / rate
                parts.append("\(Duration.saturating(seconds: left).clockText) left")
            }
        }
        return parts.joined(separator: "  ")
    }
}
