import ApiClients
import ClusterState
import FoundationEssentials
import HostLeases
import HostState

/// The use of limits as a person, or a program, reads it.
enum LimitsReport {
    /// - Parameter shared: What this machine shares with others, if it does.
    static func table(_ accounts: [AccountUse], _ shared: ClusterOverview? = nil) -> String {
        let head = ["SERVICE", "KEY", "LIMIT", "SLOTS", "BLOCKED", "LAST MINUTE"]
        var table = TextTable(head + (shared == nil ? [] : ["ALL MACHINES"]))
        for account in accounts {
            let row = [
                account.host, account.key.isEmpty ? "-" : account.key, limit(of: account), slots(of: account),
                account.blockedFor.map { "\(seconds($0)) s" } ?? "-", use(of: account),
            ]
            table.add(row + (shared.map { [machines($0.account(like: account))] } ?? []))
        }
        return table.text
    }

    /// `web-1 3, web-2 2`: the slots of each.
    private static func machines(_ account: ClusterOverview.Account?) -> String {
        guard let account, !account.members.isEmpty else { return "-" }
        let names = MachineNames(account.members.map(\.holder))
        return account.members.map { "\(names[$0.holder]) \(account.slots(of: $0.holder))" }.joined(separator: ", ")
    }

    static func json(_ accounts: [AccountUse], _ shared: ClusterOverview? = nil) throws -> String {
        let lines = accounts.map { account in
            var line = Line(account)
            if let shared { line.machines = Machine.all(of: shared.account(like: account)) }
            return line
        }
        return try RunJSON.text(lines)
    }

    /// A machine that shares an account.
    private struct Machine: Encodable {
        var name: String
        var slots: Int
        var wants: Int

        static func all(of account: ClusterOverview.Account?) -> [Machine] {
            (account?.members ?? []).map {
                Machine(name: $0.holder, slots: account?.slots(of: $0.holder) ?? 0, wants: $0.want)
            }
        }
    }

    private struct Line: Encodable {
        var service: String
        var key: String
        var slots: Int
        var window: Double
        var allowed: Int
        var taken: Int
        var blockedFor: Double?
        var requestsInLastMinute: Int
        var useOverLastMinute: Double
        var machines: [Machine]?

        private enum CodingKeys: String, CodingKey {
            case service, key, slots, window, allowed, taken, machines
            case blockedFor = "blocked_for"
            case requestsInLastMinute = "requests_in_last_minute"
            case useOverLastMinute = "use_over_last_minute"
        }

        init(_ account: AccountUse) {
            service = account.host
            key = account.key
            slots = account.limits.slots
            window = account.limits.window / .seconds(1)
            allowed = account.allowed
            taken = account.taken
            blockedFor = account.blockedFor.map { $0 / .seconds(1) }
            requestsInLastMinute = account.requestsInLastMinute
            useOverLastMinute = account.useOverLastMinute
        }
    }

    private static func limit(of account: AccountUse) -> String {
        if account.limits.slots == 0 { return "none" }
        let window = account.limits.window
        return "\(account.limits.slots) in \(seconds(window)) s" + (account.limits.strict ? ", strict" : "")
    }

    private static func slots(of account: AccountUse) -> String {
        if account.limits.slots == 0 { return "-" }
        let words = "\(account.taken) of \(account.allowed) taken"
        return account.allowed < account.limits.slots ? words + " (others use this key)" : words
    }

    private static func use(of account: AccountUse) -> String {
        let count = account.requestsInLastMinute
        let words = "\(count) request\(count == 1 ? "" : "s")"
        if account.limits.slots == 0 { return words }
        return words + ", \(Int(saturating: account.useOverLastMinute * 100))% of the limit"
    }

    private static func seconds(_ duration: Duration) -> String {
        let seconds = duration / .seconds(1)
        return seconds == seconds.rounded() ? "\(Int(saturating: seconds))" : "\((seconds * 10).rounded(.up) / 10)"
    }
}

extension ClusterOverview {
    /// What machines share of an account of this one.
    fileprivate func account(like use: AccountUse) -> Account? {
        accounts.first { $0.name.host == use.host && $0.name.part == use.group && $0.name.keyHash.prefix(8) == use.key }
    }
}
