import ApiClients
import SQLite
import Timekeeping

/// The moment at which an earlier slot file was found lost or damaged: what it held is unknown, so that for one block
/// time nothing is sent.
enum SlotFileLoss {
    /// Forgets every account: those asked for from now on begin with the loss.
    static func record(_ db: Database, boot: BootIdentity, now: BootInstant) throws {
        try db.execute("DELETE FROM ledger; DELETE FROM lease; DELETE FROM loss")
        try db.run("INSERT INTO loss VALUES (?, ?)", boot.text, now)
    }

    /// When the last loss in this boot was noticed.
    static func noticed(_ db: Database, boot: BootIdentity) throws -> BootInstant? {
        try db.value(BootInstant.self, "SELECT max(noticedAt) FROM loss WHERE boot = ?", boot.text)
    }

    /// Whether a loss keeps all accounts from sending at present.
    static func isRecent(_ db: Database, boot: BootIdentity, now: BootInstant) throws -> Bool {
        guard let noticed = try noticed(db, boot: boot) else { return false }
        return now - noticed < SlotLedger.unknownPast
    }
}
