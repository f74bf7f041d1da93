import ApiClients
import ClusterState
import FoundationEssentials
import HostLeases
import Timekeeping

/// What machines share, as a person or a program reads it.
struct StateReport {
    let database: String
    let overview: ClusterOverview
    /// The same some beats earlier; nil if it was not asked for.
    let earlier: ClusterOverview?

    /// Whether a host has beaten since the earlier look; nil if there was none.
    private func isAlive(_ member: SlotTable.Member, of account: ClusterOverview.Account) -> Bool? {
        guard let earlier else { return nil }
        let before = earlier.accounts.first { $0.name == account.name }?.members.first { $0.holder == member.holder }
        return before?.beat != member.beat
    }

    /// What is said before the table.
    var lines: [String] {
        let timing = overview.timing
        return [
            "\(database), version \(overview.version)",
            "server \(overview.server), " + (overview.isCalm ? "calm" : "not calm yet: it grants nothing new"),
            "a lease lasts \(timing.lease.inWords), and is renewed every \(timing.beat.inWords)",
            "",
        ] + (overview.accounts.isEmpty ? ["No machine has used it yet."] : [])
    }

    /// One row for each account and host, and one for what is free; nil if there is no account.
    var table: TextTable? {
        if overview.accounts.isEmpty { return nil }
        var table = TextTable(
            ["SERVICE", "KEY", "LIMIT", "MACHINE", "SLOTS", "WANTS", "BEAT"], numbers: [4, 5], long: 3)
        for account in overview.accounts {
            let key = account.name.keyHash.isEmpty ? "-" : String(account.name.keyHash.prefix(8))
            let limit = account.limit.map { "\($0.slots) in \($0.window.inWords)" } ?? "-"
            let head = [account.name.host, key, limit]
            let names = MachineNames(account.members.map(\.holder) + account.slots.compactMap(\.holder))
            for member in account.members {
                let words = isAlive(member, of: account).map { $0 ? ", alive" : ", silent" } ?? ""
                table.add(
                    head + [
                        names[member.holder], "\(account.slots(of: member.holder))", "\(member.want)",
                        "\(member.beat)\(words)",
                    ])
            }
            let rest = account.unclaimed
            for (holder, count) in rest.lost { table.add(head + [names[holder], "\(count)", "-", "-"]) }
            if rest.free > 0 { table.add(head + ["(free)", "\(rest.free)", "-", "-"]) }
        }
        return table
    }

    /// What is said below the table.
    var notes: [String] {
        let isSilent = overview.accounts.contains { account in
            account.members.contains { isAlive($0, of: account) == false }
        }
        guard isSilent else { return [] }
        let wait = overview.timing.watch(overview.window).inWords
        return ["", "Others take over the slots of a silent machine \(wait) after its last beat."]
    }

}

extension ClusterOverview.Account {
    /// Free slots, and slots of hosts that are no longer members.
    fileprivate var unclaimed: (free: Int, lost: [(String, Int)]) {
        let valid = slots.filter { $0.number <= limit?.slots ?? .max }
        let known = Set(members.map(\.holder))
        let lost = Dictionary(grouping: valid.compactMap(\.holder).filter { !known.contains($0) }) { $0 }
        return (valid.count { $0.holder == nil }, lost.map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 })
    }
}

extension StateReport {
    private struct Seconds: Encodable {
        private let time: Duration

        init(_ time: Duration) { self.time = time }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(time.inSeconds)
        }
    }

    /// The report for programs; its form has a version.
    func json() throws -> String {
        struct Host: Encodable {
            var name: String
            var slots: Int
            var wants: Int
            var beat: Int64
            var alive: Bool?
        }
        struct Account: Encodable {
            var service: String
            var group: String
            var key: String
            var slots: Int?
            var window: Seconds?
            var free: Int
            var blocks: Int64
            var machines: [Host]
        }
        struct Report: Encodable {
            var version = 1
            var database: String
            var server: String
            var calm: Bool
            var schema: Int
            var lease: Seconds
            var accounts: [Account]
        }
        let accounts = overview.accounts.map { account in
            Account(
                service: account.name.host, group: account.name.part, key: String(account.name.keyHash.prefix(8)),
                slots: account.limit?.slots, window: account.limit.map { Seconds($0.window) },
                free: account.unclaimed.free, blocks: account.blocks,
                machines: account.members.map {
                    Host(
                        name: $0.holder, slots: account.slots(of: $0.holder), wants: $0.want, beat: $0.beat,
                        alive: isAlive($0, of: account))
                })
        }
        let report = Report(
            database: database, server: overview.server, calm: overview.isCalm, schema: overview.version,
            lease: Seconds(overview.timing.lease), accounts: accounts)
        return try RunJSON.text(report)
    }
}
