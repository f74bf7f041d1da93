import FoundationEssentials
import SQLite

extension RunJournal {
    /// Records how an item ended, and that it was begun if none of its steps did.
    ///
    /// - Returns: Its number in the order of finishing.
    @discardableResult public func finish(_ item: RunItem, _ outcome: ItemOutcome) async throws -> Int64 {
        try await writer.make(durable: false, finishing(item, outcome))
    }

    /// Records how an item ended, on a thread that may block, for some 20 µs.
    ///
    /// - Returns: Its number in the order of finishing.
    /// - Throws: ``JournalError``.
    @discardableResult public func finish(_ item: RunItem, _ outcome: ItemOutcome) throws -> Int64 {
        try writer.makeNow(durable: false, finishing(item, outcome))
    }

    private func finishing(_ item: RunItem, _ outcome: ItemOutcome) -> Change.Body {
        let now = now().milliseconds
        return { db, session in
            try item.begin(db, &session, now: now)
            session.begun.remove(item.ordinal)
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
    func begin(_ db: Database, _ session: inout WriterSession, now: Int64) throws {
        guard session.begun.insert(ordinal).inserted else { return }
        let key = ItemKey(key)
        if standing == .done {
            // What it made and what stays is remembered: to make it again would make a second one.
            try db.run("DELETE FROM step WHERE item = ? AND NOT (lasting = 1 AND state = ?)", ordinal, StepState.done)
            try db.run("UPDATE step SET occurrence = -id WHERE item = ? AND \(StateSQL.presentStep)", ordinal)
            session.hasDeletedSteps = true
        }
        try db.run(
            """
            INSERT INTO item (id, key, digest, state, attempts, begun, changed, place)
            VALUES (?1, ?2, ?3, ?6, 1, ?4, ?4, ?5)
            ON CONFLICT (id) DO UPDATE SET
                digest = ?3, state = ?6, attempts = attempts + 1, changed = ?4, place = ?5,
                sequence = NULL, errorKind = NULL, error = NULL
            """,
            ordinal, Data(key.bytes), Data(digest), now, place, ItemState.pending)
        if standing == nil { session.written.append(key) }
    }
}
