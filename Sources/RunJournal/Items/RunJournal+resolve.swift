import FoundationEssentials
import SQLite

extension RunJournal {
    /// What somebody has found out about an item in doubt.
    package enum Resolution: Sendable, Hashable {
        /// It happened: the item is done, with a result if one is given as JSON text.
        case done(result: String?)
        /// It did not: the next run does what was in doubt again, an upload whose ingestion was not seen to end
        /// included; other steps that are done stay done.
        case redo
    }

    /// Closes an item that ended in doubt.
    ///
    /// - Throws: ``JournalError`` with code `missing` if no item has the key, `settled` if the item is not in doubt.
    package func resolve(_ key: String, _ resolution: Resolution) async throws {
        let now = now()
        _ = try await writer.make(durable: true) { db, session in
            guard let item = try JournalReader.item(key, db) else {
                throw JournalError(.missing, "there is no item \"\(key)\"")
            }
            guard item.state == .uncertain else {
                throw JournalError(.settled, "item \"\(key)\" is \(item.state.name), not uncertain")
            }
            session.begun[item.ordinal] = nil
            switch resolution {
            case .done(let result):
                session.sequence += 1
                try db.run(
                    """
                    UPDATE item SET state = ?, changed = ?, sequence = ?, result = coalesce(?, result),
                        errorKind = NULL, error = NULL WHERE id = ?
                    """,
                    ItemState.done, now, session.sequence, result, item.ordinal)
                try db.run(
                    """
                    UPDATE step SET state = ?, sequel = iif(sequel = ?2, ?2, ?3), changed = ?, error = NULL
                    WHERE item = ? AND \(StateSQL.presentStep) AND \(StateSQL.unsettledStep)
                    """,
                    StepState.done, StepRecord.Sequel.none, StepRecord.Sequel.ended, now, item.ordinal)
            case .redo:
                try db.run(
                    """
                    UPDATE item SET state = ?, changed = ?, sequence = NULL, errorKind = NULL, error = NULL
                    WHERE id = ?
                    """,
                    ItemState.pending, now, item.ordinal)
                // Not deleted: the intent holds the name that belongs to the item for ever.
                try db.run(
                    """
                    UPDATE step SET state = ?, sequel = ?, changed = ?
                    WHERE item = ? AND \(StateSQL.presentStep) AND \(StateSQL.unsettledStep)
                    """,
                    StepState.refused, StepRecord.Sequel.none, now, item.ordinal)
            }
            return 0
        }
    }

    /// Opens steps of an item again because what followed them has failed, and the item with them: it counts as failed,
    /// and the next pass does those steps again.
    ///
    /// - Parameters:
    ///   - kind: The kind of the error.
    ///   - error: The error, as JSON text.
    ///   - isMeant: Says of the result of a step, as JSON text, whether it is one of them.
    /// - Returns: Whether there were any.
    @discardableResult package func reopen(
        _ key: String, kind: String, error: String, stepsWhoseResult isMeant: @escaping @Sendable (String) -> Bool
    ) async throws -> Bool {
        let now = now()
        let count = try await writer.make(durable: true) { db, session in
            guard let item = try JournalReader.item(key, db) else { return 0 }
            let steps = try db.all(
                "SELECT id, result FROM step WHERE item = ? AND \(StateSQL.presentStep) AND state = ?", item.ordinal,
                StepState.done
            ) { try (id: $0.get(0, as: Int64.self), result: $0.get(1, as: String?.self)) }
            let failed = steps.filter { $0.result.map(isMeant) ?? false }
            for step in failed {
                try db.run(
                    "UPDATE step SET state = ?, sequel = ?, changed = ?, result = NULL, error = ? WHERE id = ?",
                    StepState.refused, StepRecord.Sequel.none, now, error, step.id)
            }
            if !failed.isEmpty, item.state == .done {
                session.begun[item.ordinal] = nil
                session.sequence += 1
                try db.run(
                    "UPDATE item SET state = ?, changed = ?, sequence = ?, errorKind = ?, error = ? WHERE id = ?",
                    ItemState.failed, now, session.sequence, kind, error, item.ordinal)
            }
            return Int64(failed.count)
        }
        return count > 0
    }

    /// Takes an item out of the counts; its record stays, and it comes back when a pass meets it again.
    ///
    /// - Throws: ``JournalError`` with code `missing` if no item has the key, `settled` if it may have sent something
    ///   whose outcome is not known.
    package func drop(_ key: String) async throws {
        _ = try await writer.make(durable: true) { db, _ in
            guard let item = try JournalReader.item(key, db) else {
                throw JournalError(.missing, "there is no item \"\(key)\"")
            }
            if item.isGone { return 0 }
            try db.run(
                """
                UPDATE item SET state = state + \(ItemState.gone)
                WHERE id = ?1 AND \(StateSQL.present) AND state != ?2 AND NOT EXISTS
                    (SELECT 1 FROM step WHERE item = ?1 AND \(StateSQL.presentStep) AND \(StateSQL.openStep))
                """, item.ordinal, ItemState.uncertain)
            guard db.changes > 0 else {
                throw JournalError(
                    .settled, "item \"\(key)\" may have sent something whose outcome is not known",
                    hint: "Check at the service, and close the item with govscript runs resolve.")
            }
            return 0
        }
    }

    /// Makes failed items pending, all or those with a kind of error, and tells how many.
    @discardableResult package func retry(kind: String? = nil) async throws -> Int {
        let now = now()
        return try await Int(
            writer.make(durable: true) { db, _ in
                try db.run(
                    """
                    UPDATE item SET state = ?3, changed = ?1, sequence = NULL, errorKind = NULL, error = NULL
                    WHERE id IN (SELECT id FROM item INDEXED BY trouble
                                 WHERE \(StateSQL.failed) AND (?2 IS NULL OR errorKind = ?2))
                    """,
                    now, kind, ItemState.pending)
                return Int64(db.changes)
            })
    }
}
