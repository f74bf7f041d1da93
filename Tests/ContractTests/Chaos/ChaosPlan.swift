import FoundationEssentials

/// How much a chaos run does, and how often each fault strikes.
struct ChaosPlan: Sendable, CustomStringConvertible {
    let creates: Int
    let updates: Int
    let appends: Int
    let seed: UInt64

    var description: String { "\(creates) creates, \(updates) updates, \(appends) appends, seed \(seed)" }

    /// A run of a few seconds, or with `GOVSCRIPT_CHAOS=1` the full one.
    static let chosen =
        ProcessInfo.processInfo.environment["GOVSCRIPT_CHAOS"] == "1"
        ? (1...3).map { ChaosPlan(creates: 2000, updates: 500, appends: 50, seed: $0) }
        : [ChaosPlan(creates: 300, updates: 100, appends: 10, seed: 1)]

    /// Each ambiguous fault at 5 %, wherever it can be, and every harmless one that is met on the way.
    static let faults: String = {
        let everywhere = ["500-before", "503-after", "drop-before", "drop-after", "drop-midway"]
        let answers = ["truncated-json", "wrong-json", "html"]
        let rules: [String: [String]] = [
            "go": everywhere + answers + ["database-error", "unable-to-edit"],
            "datagov": everywhere + answers
                + ["expired-link", "stale-ingestion:40s", "hang-ingestion:300s", "fail-ingestion", "unknown-status"],
            "public": everywhere + answers,
            "storage": everywhere + ["half-upload"],
        ]
        return rules.sorted { $0.key < $1.key }.flatMap { service, faults in
            // An update may be refused as transient three times in a row only once in a long while.
            faults.map { "\(service):\($0)=\($0 == "unable-to-edit" ? "0.5%" : "5%")" }
        }.joined(separator: ",")
    }()
}
