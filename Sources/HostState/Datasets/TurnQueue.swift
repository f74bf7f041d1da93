import GRDB

/// Those who wait for one thing, in the order of their coming.
///
/// It keeps the order only; that one at a time is let in is up to a ``FileLock``, which outlives damage to the queue.
struct TurnQueue: Sendable {
    let subject: String

    /// Whether a ticket is the first of those whose processes live; draws one where there is none, or none any more.
    func place(_ ticket: Int64?, _ process: Holder, _ db: Database) throws -> (ticket: Int64, isFirst: Bool) {
        let waiting = try Row.fetchAll(
            db, sql: "SELECT ticket, holder FROM turn WHERE subject = ? ORDER BY ticket", arguments: [subject])
        var living: [Int64] = []
        for row in waiting {
            let place = try row.decode(Int64.self, atIndex: 0)
            if try process.isDead(row.decode(String.self, atIndex: 1)) {
                try leave(place, db)
            } else {
                living.append(place)
            }
        }
        if let ticket, living.contains(ticket) { return (ticket, living.first == ticket) }
        try db.execute(
            sql: "INSERT INTO turn (subject, holder) VALUES (?, ?)", arguments: [subject, process.name])
        return (db.lastInsertedRowID, living.isEmpty)
    }

    func leave(_ ticket: Int64, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM turn WHERE ticket = ? AND subject = ?", arguments: [ticket, subject])
    }
}
