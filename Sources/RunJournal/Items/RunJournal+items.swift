import FoundationEssentials
import SQLite
import Timekeeping

extension RunJournal {
    /// Records how an item ended, and that it was begun if none of its steps did.
    ///
    /// Committed when this returns, and flushed with the next intent or within a second: after a loss of power the item
    /// may be pending again, with all of its steps.
    ///
    /// - Returns: Its number in the order of finishing.
    /// - Throws: ``JournalError``; the item is pending then.
    @discardableResult public func finish(_ item: RunItem, _ outcome: ItemOutcome) async throws -> Int64 {
        try await writer.make(durable: false, finishing(item, outcome))
    }

    /// Records how an item ended, on a thread that may block, for some 20 µs.
    ///
    /// The same as the `async` method, for a thread of one's own: one of the concurrency pool's must not wait here.
    ///
    /// - Returns: Its number in the order of finishing.
    /// - Throws: ``JournalError``; the item is pending then.
    @discardableResult public func finish(_ item: RunItem, _ outcome: ItemOutcome) throws -> Int64 {
        try writer.makeNow(durable: false, finishing(item, outcome))
    }

    private func finishing(_ item: RunItem, _ outcome: ItemOutcome) -> Change.Body {
        let now = now()
        return { db, session in
            try item.begin(db, &session, now: now)
            session.begun[item.ordinal] = nil
            session.sequence += 1
            switch outcome {
            case .done(let result):
                try db.run(
                    """
                    UPDATE item SET state = ?, changed = ?, sequence = ?, result = ?, errorKind = NULL, error = NULL
                    WHERE id = ?
                    """,
                    outcome.state, now, session.sequence, result, item.ordinal)
            case .failed(_, let error), .uncertain(let error):
                let kind = if case .failed(let kind, _) = outcome { kind } else { ItemState.uncertain.name }
                try db.run(
                    "UPDATE item SET state = ?, changed = ?, sequence = ?, errorKind = ?, error = ? WHERE id = ?",
                    outcome.state, now, session.sequence, kind, error, item.ordinal)
            }
            return session.sequence
        }
    }
}

extension RunItem {
    /// Records that it is begun, once between two ends.
    func begin(_ db: Database, _ session: inout WriterSession, now: ServiceInstant) throws {
        guard session.begun[ordinal] == nil else { return }
        let before = try standing == nil ? nil : RecordedItem(ordinal, db)
        session.begun[ordinal] = .some(before)
        let key = ItemKey(key)
        if standing == .done {
            // What it made and what stays is remembered: to make it again would make a second one.
            try db.run("DELETE FROM step WHERE item = ? AND NOT (lasting = 1 AND state = ?)", ordinal, StepState.done)
            try db.run("UPDATE step SET occurrence = -id WHERE item = ? AND \(StateSQL.presentStep)", ordinal)
            session.hasDeletedSteps = true
        }
        try db.run(
            """
            INSERT INTO item (id, key, digest, state, attempts, begun, changed, place, cells)
            VALUES (?1, ?2, ?3, ?6, 1, ?4, ?4, ?5, ?7)
            ON CONFLICT (id) DO UPDATE SET
                digest = ?3, state = ?6, attempts = attempts + 1, changed = ?4, place = ?5,
                sequence = NULL, errorKind = NULL, error = NULL, cells = coalesce(?7, cells)
            """,
            ordinal, Data(key.bytes), Data(digest), now, place, ItemState.pending, cells)
        if standing == nil { session.written.append(key) }
    }

    /// Puts back what was recorded before ``begin(_:_:now:)``: nothing was done of it.
    func unbegin(_ db: Database, _ session: inout WriterSession) throws {
        guard let before = session.begun.removeValue(forKey: ordinal) else { return }
        guard let before else {
            return try db.run("DELETE FROM item WHERE id = ?", ordinal)
        }
        try before.restore(ordinal, db)
    }
}

/// An item's record as it was before the item was begun again.
struct RecordedItem: Sendable {
    private let digest: Data
    private let state: Int64
    private let attempts: Int64
    private let changed: Int64
    private let place: String?
    private let sequence: Int64?
    private let errorKind: String?
    private let error: String?
    private let cells: String?

    /// Reads it; nil if there is none.
    init?(_ ordinal: Int64, _ db: Database) throws {
        let columns = "digest, state, attempts, changed, place, sequence, errorKind, error, cells"
        let found = try db.all("SELECT \(columns) FROM item WHERE id = ?", ordinal) { try RecordedItem($0) }
        guard let item = found.first else { return nil }
        self = item
    }

    private init(_ row: borrowing Row) throws {
        digest = try row.get(0, as: Data.self)
        state = try row.get(1, as: Int64.self)
        attempts = try row.get(2, as: Int64.self)
        changed = try row.get(3, as: Int64.self)
        place = try row.get(4, as: String?.self)
        sequence = try row.get(5, as: Int64?.self)
        errorKind = try row.get(6, as: String?.self)
        error = try row.get(7, as: String?.self)
        cells = try row.get(8, as: String?.self)
    }

    func restore(_ ordinal: Int64, _ db: Database) throws {
        try db.run(
            """
            UPDATE item SET digest = ?, state = ?, attempts = ?, changed = ?, place = ?, sequence = ?, errorKind = ?,
                error = ?, cells = ? WHERE id = ?
            """,
            digest, state, attempts, changed, place, sequence, errorKind, error, cells, ordinal)
    }
}
