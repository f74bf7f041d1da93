import ApiClients
import FoundationEssentials
import GRDB

/// The row of one account in the slot file.
struct LedgerRow {
    let account: PacingAccount
    let boot: BootIdentity
    let now: Int64

    /// The account's ledger as it is to be decided upon; what cannot be known of its past is waited for.
    ///
    /// `isOurs` says that this process has stored the row before. A boot does not end below a living process: where
    /// another one has written since, two machines use the directory.
    ///
    /// - Throws: ``HostStateError`` with code `otherBoot` then.
    func load(_ db: Database, _ limits: PacingLimits, isOurs: Bool) throws -> (ledger: SlotLedger, isStored: Bool) {
        let statement = try db.cachedStatement(
            sql: "SELECT boot, storedAt, content FROM ledger WHERE host = ? AND part = ? AND key = ?")
        let row = try Row.fetchOne(statement, arguments: [account.host, account.group, account.keyHash])
        guard let row else {
            var ledger = SlotLedger(limits, firstID: now)
            if let noticed = try SlotFileLoss.noticed(db, boot: boot) {
                let until = noticed + max(SlotLedger.unknownPast, limits.window).nanoseconds
                if until > now { ledger.forgetPast(until: until) }
            }
            return (ledger, false)
        }
        guard let ledger = try Self.ledger(in: row, at: 2) else {
            var ledger = SlotLedger(limits, firstID: now)
            ledger.forgetPast(until: now + max(SlotLedger.unknownPast, limits.window).nanoseconds)
            return (ledger, false)
        }
        // A clock that went back is another clock, such as that of a machine set back to a snapshot.
        let isOfThisClock = Self.isOf(boot, now, row, at: 0)
        if isOfThisClock { return (ledger, true) }
        if isOurs, String.fromDatabaseValue(row[0]) != boot.text {
            throw HostStateError(
                .otherBoot,
                "another machine uses this state directory at the same time, so that the limit of \(account.host) "
                    + "cannot be kept",
                hint: "Set GOVSCRIPT_STATE_DIR to a folder of this machine's own, and share the limit by `rate`.")
        }
        var timeless = ledger
        timeless.forgetPast(until: now + limits.window.nanoseconds)
        return (timeless, false)
    }

    /// Whether the two columns from `column` on say that a row's times are of this boot's clock.
    static func isOf(_ boot: BootIdentity, _ now: Int64, _ row: Row, at column: Int) -> Bool {
        guard let storedAt = Int64.fromDatabaseValue(row[column + 1]) else { return false }
        return String.fromDatabaseValue(row[column]) == boot.text && storedAt <= now
    }

    /// The ledger in a column; nil if it is damaged.
    static func ledger(in row: Row, at column: Int) throws -> SlotLedger? {
        // A damaged row may hold anything, and anything but text and blobs would be an error of its own.
        guard let content = Data.fromDatabaseValue(row[column]) else { return nil }
        return SlotLedger(packed: Array(content))
    }

    func store(_ ledger: SlotLedger, _ db: Database) throws {
        let content = Data(ledger.packed)
        try db.cachedStatement(
            sql: """
                INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
                SET boot = excluded.boot, storedAt = excluded.storedAt, content = excluded.content
                """
        ).execute(arguments: [account.host, account.group, account.keyHash, boot.text, now, content])
    }
}
