import ApiClients
import SQLite
import Timekeeping

/// The row of one account in the slot file.
struct LedgerRow {
    let account: PacingAccount
    let boot: BootIdentity
    let now: BootInstant

    /// The account's ledger as it is to be decided upon; what cannot be known of its past is waited for.
    ///
    /// `isOurs` says that this process has stored the row before. A boot does not end below a living process: where
    /// another one has written since, two machines use the directory.
    ///
    /// - Throws: ``HostStateError`` with code `otherBoot` then.
    func load(_ db: Database, _ limits: PacingLimits, isOurs: Bool) throws -> (ledger: SlotLedger, isStored: Bool) {
        let stored = try db.first(
            "SELECT boot, storedAt, content FROM ledger WHERE host = ? AND part = ? AND key = ?",
            account.host, account.group, account.keyHash
        ) { row in
            (
                ledger: Self.ledger(in: row, at: 2),
                // A clock that went back is another clock, such as that of a machine set back to a snapshot.
                isOfThisClock: Self.isOf(boot, now, row, at: 0), isOfThisBoot: row.find(0, as: String.self) == boot.text
            )
        }
        guard let stored else {
            var ledger = SlotLedger(limits, firstID: now.nanoseconds)
            if let noticed = try SlotFileLoss.noticed(db, boot: boot) {
                let until = noticed + max(SlotLedger.unknownPast, limits.window)
                if until > now { ledger.forgetPast(until: until) }
            }
            return (ledger, false)
        }
        guard let ledger = stored.ledger else {
            var ledger = SlotLedger(limits, firstID: now.nanoseconds)
            ledger.forgetPast(until: now + max(SlotLedger.unknownPast, limits.window))
            return (ledger, false)
        }
        if stored.isOfThisClock { return (ledger, true) }
        if isOurs, !stored.isOfThisBoot {
            throw HostStateError(
                .otherBoot,
                "another machine uses this state directory at the same time, so that the limit of \(account.title) "
                    + "cannot be kept",
                hint: "Set GOVSCRIPT_STATE_DIR to a folder of this machine's own, and share the limit by `rate`.")
        }
        var timeless = ledger
        timeless.moveToAnotherBoot(now: now)
        return (timeless, false)
    }

    /// Whether the two columns from `column` on say that a row's times are of this boot's clock.
    static func isOf(_ boot: BootIdentity, _ now: BootInstant, _ row: borrowing Row, at column: Int) -> Bool {
        guard let storedAt = row.find(column + 1, as: BootInstant.self) else { return false }
        return row.find(column, as: String.self) == boot.text && storedAt <= now
    }

    /// The ledger in a column; nil if it is damaged.
    static func ledger(in row: borrowing Row, at column: Int) -> SlotLedger? {
        // A damaged row may hold anything.
        row.find(column, as: [UInt8].self).flatMap { SlotLedger(packed: $0) }
    }

    func store(_ ledger: SlotLedger, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
            SET boot = excluded.boot, storedAt = excluded.storedAt, content = excluded.content
            """, account.host, account.group, account.keyHash, boot.text, now, ledger.packed)
    }
}
