package import ApiClients
import SQLite
import Timekeeping

/// What one account's pacing looks like at a moment.
package struct AccountUse: Sendable, Hashable {
    /// The service's host, with its port if it has one.
    package let host: String
    /// The group of operations that share the limit.
    package let group: String
    /// The first eight digits of the key's hash; empty without a key.
    package let key: String
    /// The limit in force.
    package let limits: PacingLimits
    /// How many slots are used at present: fewer than the limit after strangers were noticed.
    package let allowed: Int
    /// How many slots are not free.
    package let taken: Int
    /// For how long the service is taken to refuse everything; nil if it is not.
    package let blockedFor: Duration?
    /// How many requests were let through in the last minute.
    package let requestsInLastMinute: Int
    /// The share of the limit that these are, from 0 to 1; 0 if unpaced.
    package let useOverLastMinute: Double
}

extension HostState {
    /// Every account that was ever used here, by host, group and key.
    ///
    /// - Throws: ``HostStateError``.
    package func accounts() async throws -> [AccountUse] {
        try await slots.transaction { db in
            let now = self.time.now()
            let sql = "SELECT host, part, key, boot, storedAt, content FROM ledger ORDER BY host, part, key"
            return try db.all(sql) { row -> AccountUse? in
                guard var ledger = LedgerRow.ledger(in: row, at: 5) else { return nil }
                if !LedgerRow.isOf(self.boot, now, row, at: 3) { ledger.forgetPast(until: nil) }
                return try AccountUse(
                    host: row.get(0), group: row.get(1), keyHash: row.get(2), ledger, now: now)
            }.compactMap { $0 }
        }
    }
}

extension AccountUse {
    init(host: String, group: String, keyHash: String, _ ledger: SlotLedger, now: BootInstant) {
        self.host = host
        self.group = group
        key = String(keyHash.prefix(8))
        limits = ledger.limits
        allowed = ledger.allowed
        taken = ledger.slotsTaken(now: now)
        blockedFor = now.time(until: ledger.blockedUntil)
        requestsInLastMinute = ledger.requestsOverLastMinute(now: now)
        useOverLastMinute = ledger.useOverLastMinute(now: now)
    }
}
