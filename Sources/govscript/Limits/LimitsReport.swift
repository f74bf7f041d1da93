import ApiClients
import FoundationEssentials
import HostState

/// The use of limits as a person, or a program, reads it.
enum LimitsReport {
    static func table(_ accounts: [AccountUse]) -> String {
        var table = TextTable(["SERVICE", "KEY", "LIMIT", "SLOTS", "BLOCKED", "LAST MINUTE"])
        for account in accounts {
            table.add([
                account.host, account.key.isEmpty ? "-" : account.key, limit(of: account), slots(of: account),
                account.blockedFor.map { "\(seconds($0)) s" } ?? "-", use(of: account),
            ])
        }
        return table.text
    }

    static func json(_ accounts: [AccountUse]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(accounts.map(Line.init)), as: UTF8.self)
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

        private enum CodingKeys: String, CodingKey {
            case service, key, slots, window, allowed, taken
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
