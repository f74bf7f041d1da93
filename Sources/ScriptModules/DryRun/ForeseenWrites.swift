import ApiClients
import LuaBridge
import Timekeeping
import TerminalText

/// The writes of a dry run, compared with what there is at the services: what a plan says.
package struct ForeseenWrites: Sendable {
    /// What a write comes to, in the order in which a summary has it.
    enum Outcome: Int, Sendable, CaseIterable {
        case create, change, replace, append, other, unchanged, taken, refusedBefore, missing

        func words(_ count: Int) -> String {
            let words =
                switch self {
                case .create: "to create"
                case .change: "to change"
                case .replace: "to replace"
                case .append: "to append to"
                case .other: "to write"
                case .unchanged: "already as wanted"
                case .taken: "taken by another link of yours"
                case .refusedBefore: "taken by somebody else"
                case .missing: "not found"
                }
            return "\(count.grouped) \(words)"
        }
    }

    /// In the order in which the script asked for them.
    private(set) var steps: [Plan.Step] = []
    private(set) var targets: [Plan.Target] = []
    private(set) var counts: [Outcome: Int] = [:]
    /// What could not be foreseen, in words.
    private(set) var unforeseen: [String] = []
    /// One line: how many of each kind, and how long they take.
    private(set) var summary = ""

    /// - Parameters:
    ///   - writes: What the script asked for.
    ///   - known: The user's own links that the writes are about, by service and name; nil if they were not looked up.
    ///   - datasets: When the datasets that the writes are about were updated last.
    ///   - before: How many items were done before.
    ///   - failing: How many items fail.
    ///   - lateReads: How many requests of each service came after a planned write.
    ///   - rates: Requests per second of each paced service.
    init(
        _ writes: [PlannedWrite], known: [String: LinkFacts]?, datasets: [String: String] = [:], before: Int,
        failing: Int, lateReads: [String: Int], rates: [String: Double]
    ) {
        var links = known ?? [:]
        var order: [String] = []
        var states: [String: Plan.Target] = [:]
        var names = 0
        for write in writes {
            let outcome = Self.outcome(of: write, &links, isKnown: known != nil)
            if outcome == .create, write.isNameGiven { names += 1 }
            counts[outcome, default: 0] += 1
            steps.append(write.step)
            guard let target = write.target else { continue }
            if states[target] == nil {
                order.append(target)
                let state = write.isLink ? known.map { LinkFacts.words($0[target]) } : datasets[target]
                states[target] = state.map { Plan.Target(service: write.service, name: write.name ?? "", state: $0) }
            }
            if write.isLink { states[target]?.planned.append(LinkFacts.words(links[target])) }
        }
        targets = order.compactMap { states[$0] }
        summary = Self.summary(counts, writes, before: before, failing: failing, rates)
        unforeseen = Self.unforeseen(writes, names: names, isKnown: known != nil, lateReads)
    }

    private static func outcome(
        of write: PlannedWrite, _ links: inout [String: LinkFacts], isKnown: Bool
    ) -> Outcome {
        switch write.step.call {
        case "datagov.upload": return .replace
        case "datagov.append": return .append
        case "links.create":
            guard let target = write.target, let url = write.longUrl else { return .create }
            if let link = links[target] {
                let isSame = !write.isNameGiven || LinkFacts.isSame(link.longUrl, url)
                return isSame ? .unchanged : .taken
            }
            if write.wasTaken { return .refusedBefore }
            links[target] = LinkFacts(longUrl: url, state: "ACTIVE")
            return .create
        case "links.update":
            guard let target = write.target, isKnown else { return .change }
            guard var link = links[target] else { return .missing }
            let old = link
            if let url = write.longUrl, !LinkFacts.isSame(link.longUrl, url) { link.longUrl = url }
            if let state = write.state { link.state = state }
            links[target] = link
            return link == old ? .unchanged : .change
        default: return .other
        }
    }

    private static func summary(
        _ counts: [Outcome: Int], _ writes: [PlannedWrite], before: Int, failing: Int, _ rates: [String: Double]
    ) -> String {
        var parts = Outcome.allCases.compactMap { outcome in counts[outcome].map { outcome.words($0) } }
        if parts.isEmpty { parts.append("nothing to do") }
        if failing > 0 { parts.append("\(failing.grouped) would fail") }
        if before > 0 { parts.append("\(before.grouped) done before") }
        // The services are written to side by side.
        let times = Dictionary(grouping: writes, by: \.service).compactMap { service, writes in
            rates[service].flatMap { $0 > 0 ? (Double(writes.count) / $0, $0) : nil }
        }
        guard let (seconds, rate) = times.max(by: { $0.0 < $1.0 }) else { return parts.joined(separator: ", ") }
        let time = Duration.saturating(seconds: seconds.rounded(.up)).spokenText
        return parts.joined(separator: ", ") + "; \(time) at \(LuaValue.number(rate).shownShort)/s"
    }

    private static func unforeseen(
        _ writes: [PlannedWrite], names: Int, isKnown: Bool, _ lateReads: [String: Int]
    ) -> [String] {
        var lines: [String] = []
        if names > 0 {
            let words = names == 1 ? "whether 1 name is" : "whether one of \(names.grouped) names is"
            lines.append("\(words) taken by somebody else: the service says so only when the link is created")
        }
        let isAboutLinks = writes.contains(where: \.isLink)
        if isAboutLinks, !isKnown { lines.append("which of the links there are: the service was not asked") }
        let uploads = writes.count { !$0.isLink && $0.name != nil }
        if uploads > 0 {
            let words = uploads == 1 ? "whether 1 upload is" : "whether \(uploads.grouped) uploads are"
            lines.append("\(words) ingested without an error, and what the script does after an error")
        }
        for (service, count) in lateReads.sorted(by: { $0.key < $1.key }) {
            let (reads, were) = count == 1 ? ("1 read", "was") : ("\(count.grouped) reads", "were")
            lines.append(
                "\(ServiceTitle.of(service)): \(reads) that came after planned writes \(were) answered without them")
        }
        if !writes.isEmpty {
            lines.append("what the script does with the answers to its writes")
        }
        return lines
    }
}

/// What a plan compares of a link.
struct LinkFacts: Sendable, Hashable {
    var longUrl: String
    var state: String

    /// As a plan has it, for a person to compare.
    static func words(_ link: LinkFacts?) -> String { link.map { "\($0.state) \($0.longUrl)" } ?? "none" }

    static func isSame(_ first: String, _ second: String) -> Bool {
        first == second || (try? LongURL(first))?.isSame(as: second) ?? false
    }
}
