import ApiClients
import Catalogue
import DurableRuns
import LuaBridge
import Synchronization
import TerminalText
import TextFormats
import Timekeeping

/// The writes that a script would make: each is prepared, which checks it, and none is sent.
package final class DryRun: Sendable {
    private struct State {
        var writes: [PlannedWrite] = []
        /// Those that writes go to.
        var services: Set<String> = []
        var before = 0
        var failing = 0
        /// Requests that were sent after a planned write, by service.
        var lateReads: [String: Int] = [:]
        var foreseen: ForeseenWrites?
    }

    /// How many are listed.
    private static let most = 20
    /// Whether a request is one of the preparation of a write.
    @TaskLocal private static var isPreparing = false
    private let state = Mutex(State())
    /// What the plan is known by.
    package let id: String

    package init(id: String = String(UInt64.random(in: .min ... .max), radix: 36)) { self.id = id }

    /// Notes a write, and gives the script its intent as if it were the result, with `planned = true`.
    ///
    /// - Parameters:
    ///   - item: The item that it belongs to; nil outside of runs.
    ///   - namer: The item whose name a link gets that has none of its own.
    func collect(_ write: PendingWrite, item: ActiveItem? = nil, namer: ActiveItem? = nil) async throws -> [LuaValue] {
        try await collected(write, item: item, namer: namer).values
    }

    /// The same with the intent as JSON.
    func collected(
        _ write: PendingWrite, item: ActiveItem?, namer: ActiveItem?
    ) async throws -> (intent: String, values: [LuaValue]) {
        try await write.check()
        let recordable = RecordableWrite(write, nil)
        let digest = try await PlannedWrite.digest(of: recordable)
        let naming =
            write.drawsName
            ? namer?.foreseenNaming(recordable.call, recordable.service, recordable.arguments) ?? .random : .random
        let intent = try await Self.$isPreparing.withValue(true) { try await write.prepare(naming).intent() }
        guard case .table(var planned) = try JSON.decode(Array(intent.utf8)) else { return (intent, []) }
        let noted = PlannedWrite(write, planned, digest: digest, item: item)
        state.withLock { state in
            state.services.insert(noted.service)
            state.writes.append(noted)
        }
        planned["planned"] = true
        return (intent, [.table(planned)])
    }

    /// Whether the script has asked for a write.
    package var hasWrites: Bool { state.withLock { !$0.writes.isEmpty } }

    /// Notes what a run came to.
    func note(_ counts: RunCounts) {
        state.withLock { state in
            state.before += counts.before
            state.failing += counts.failed
        }
    }

    /// Notes a request; one after a planned write was answered as if that had not been made.
    package func noteRequest(to service: String) {
        guard !Self.isPreparing else { return }
        state.withLock { state in
            guard state.services.contains(service) else { return }
            state.lateReads[service, default: 0] += 1
        }
    }

    /// Looks at the services for the links and datasets that the writes are about; takes a request for every 1,000
    /// links of the user's, or for each name if those are fewer, and one for each dataset.
    ///
    /// - Parameter withDatasets: Whether datasets are looked at, which only a plan that is saved needs.
    /// - Throws: ``ApiError``
    package func look(_ services: Services, withDatasets: Bool, rates: [String: Double]) async throws {
        let writes = state.withLock { $0.writes }
        try await Self.$isPreparing.withValue(true) {
            let known = try await services.facts(ofLinks: PlanTargets.links(writes))
            let ids = withDatasets ? PlanTargets.datasets(writes) : []
            foresee(known: known, await services.updates(ofDatasets: ids), rates)
        }
    }

    @discardableResult private func foresee(
        known: [String: LinkFacts]?, _ datasets: [String: String], _ rates: [String: Double]
    ) -> ForeseenWrites {
        state.withLock { state in
            let foreseen = ForeseenWrites(
                state.writes, known: known, datasets: datasets, before: state.before, failing: state.failing,
                lateReads: state.lateReads, rates: rates)
            state.foreseen = foreseen
            return foreseen
        }
    }

    /// What was foreseen, compared with the services if ``look(_:withDatasets:rates:)`` was called.
    package func foreseen(rates: [String: Double]) -> ForeseenWrites {
        state.withLock { $0.foreseen } ?? foresee(known: nil, [:], rates)
    }

    /// What would have been sent, for a person.
    ///
    /// - Parameter rates: Requests per second of each paced service.
    package func summary(rates: [String: Double]) -> [String] {
        let (writes, before) = state.withLock { ($0.writes, $0.before) }
        guard !writes.isEmpty else {
            return ["dry run: nothing would be sent" + (before > 0 ? "; \(before.grouped) done before" : "")]
        }
        let total = writes.count
        var lines = ["dry run: nothing was sent; \(total) write\(total == 1 ? "" : "s") would be sent:"]
        lines += writes.prefix(Self.most).map { "  \($0.step.words)" }
        if total > Self.most { lines.append("  … and \(total - Self.most) more") }
        for (service, writes) in Dictionary(grouping: writes, by: \.service).sorted(by: { $0.key < $1.key }) {
            guard let rate = rates[service], rate > 0 else { continue }
            let time = Duration.saturating(seconds: (Double(writes.count) / rate).rounded(.up)).spokenText
            lines.append(
                "\(ServiceTitle.of(service)): \(writes.count) write\(writes.count == 1 ? "" : "s"), about \(time) at "
                    + "\(LuaValue.number(rate).shownShort) per second")
        }
        let foreseen = foreseen(rates: rates)
        lines.append("not foreseen:")
        lines += foreseen.unforeseen.map { "  - \($0)" }
        return lines + ["plan: \(foreseen.summary)"]
    }
}

extension PendingWrite {
    /// The call as it would be written in a script.
    var written: String { "\(signature.name)(\(arguments.map(\.written).joined(separator: ", ")))" }
}

extension LuaValue {
    /// As it would be written in a script.
    var written: String {
        if case .table(let table) = self { table.shown(depth: 0) } else { literal }
    }

    /// A number without a fraction that says nothing.
    var shownShort: String {
        guard case .number(let number) = self, let whole = Int64(exactly: number) else { return shown }
        return String(whole)
    }
}
