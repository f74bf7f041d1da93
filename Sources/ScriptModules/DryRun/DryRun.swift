import ApiClients
import Catalogue
import LuaBridge
import Synchronization
import Timekeeping

/// The writes that a script would make: each is prepared, which checks it, and none is sent.
package final class DryRun: Sendable {
    private struct State {
        var shown: [String] = []
        var counts: [String: Int] = [:]
    }

    /// How many are listed.
    private static let most = 20
    private let state = Mutex(State())

    package init() {}

    /// Notes a write, and gives the script its intent as if it were the result, with `planned = true`.
    func collect(_ write: PendingWrite) async throws -> [LuaValue] {
        let intent = try await write.prepare(.random).intent()
        state.withLock { state in
            state.counts[write.service, default: 0] += 1
            guard state.shown.count < Self.most else { return }
            state.shown.append(write.written)
        }
        guard case .table(var planned) = try JSON.decode(Array(intent.utf8)) else { return [] }
        planned["planned"] = true
        return [.table(planned)]
    }

    /// What would have been sent, for a person.
    ///
    /// - Parameter rates: Requests per second of each paced service.
    package func summary(rates: [String: Double]) -> [String] {
        let (shown, counts) = state.withLock { ($0.shown, $0.counts) }
        let total = counts.values.reduce(0, +)
        guard total > 0 else { return ["dry run: nothing would be sent"] }
        var lines = ["dry run: nothing was sent; \(total) write\(total == 1 ? "" : "s") would be sent:"]
        lines += shown.map { "  \($0)" }
        if total > shown.count { lines.append("  … and \(total - shown.count) more") }
        for (service, count) in counts.sorted(by: { $0.key < $1.key }) {
            guard let rate = rates[service], rate > 0 else { continue }
            let time = Duration.saturating(seconds: (Double(count) / rate).rounded(.up)).spokenText
            lines.append(
                "\(ServiceTitle.of(service)): \(count) write\(count == 1 ? "" : "s"), about \(time) at "
                    + "\(LuaValue.number(rate).shownShort) per second")
        }
        return lines
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

    fileprivate var shownShort: String {
        guard case .number(let number) = self, let whole = Int64(exactly: number) else { return shown }
        return String(whole)
    }
}
