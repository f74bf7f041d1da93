import SQLite

/// Those who wait for one thing, in the order of their coming.
///
/// It keeps the order only; that one at a time is let in is up to a ``FileLock``, which outlives damage to the queue.
struct TurnQueue: Sendable {
    let subject: String

    /// Whether a ticket is the first of those whose processes live; draws one where there is none, or none any more.
    func place(_ ticket: Int64?, _ process: Holder, _ db: Database) throws -> (ticket: Int64, isFirst: Bool) {
        let waiting = try db.all("SELECT ticket, holder FROM turn WHERE subject = ? ORDER BY ticket", subject) { row in
            try (place: row.get(0, as: Int64.self), holder: row.get(1, as: String.self))
        }
        var living: [Int64] = []
        for (place, holder) in waiting {
            if process.isDead(holder) {
                try leave(place, db)
            } else {
                living.append(place)
            }
        }
        if let ticket, living.contains(ticket) { return (ticket, living.first == ticket) }
        try db.run("INSERT INTO turn (subject, holder) VALUES (?, ?)", subject, process.name)
        return (db.lastInsertedRow, living.isEmpty)
    }

    func leave(_ ticket: Int64, _ db: Database) throws {
        try db.run("DELETE FROM turn WHERE ticket = ? AND subject = ?", ticket, subject)
    }
}
