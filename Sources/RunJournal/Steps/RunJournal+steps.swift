import FoundationEssentials
import SQLite

extension RunJournal {
    /// Records what a step is going to send, before it is sent: flushed to the disk when this returns.
    ///
    /// ```swift
    /// try await journal.intend(step, intent: json)
    /// let answer = try await send(json)
    /// try await journal.record(step, result: answer)
    /// ```
    ///
    /// Begins the item in the same transaction. An intent may be replaced as long as the step is not done. Callers that
    /// come together share one flush.
    ///
    /// - Parameters:
    ///   - step: The step, in an item that was begun in this pass.
    ///   - intent: JSON text.
    /// - Throws: ``JournalError``: `full`, `removed` and others before anything may be sent; `settled` if the step is
    ///   done.
    public func intend(_ step: Step, intent: String) async throws {
        let now = now()
        let address = addresses[step.service]
        _ = try await writer.make(durable: true) { db, session in
            try step.item.begin(db, &session, now: now)
            if let address, session.services.insert(step.service).inserted {
                try db.run("INSERT OR IGNORE INTO service VALUES (?, ?)", step.service, address)
            }
            let key = Data(step.key)
            try db.run(
                """
                INSERT INTO step (id, item, key, occurrence, state, sequel, lasting, call, service, arguments, content,
                    place, begun, changed, intent)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (item, key, occurrence) DO NOTHING
                """,
                session.number + 1, step.item.ordinal, key, step.occurrence, StepState.intended, StepRecord.Sequel.none,
                step.isLasting ? 1 : 0, step.call, step.service, Data(step.arguments), step.content, step.place, now,
                now, intent)
            if db.changes == 1 {
                session.number += 1
                return 0
            }
            if try JournalReader.step(step, db)?.state == .done {
                throw JournalError(.settled, "\(step.item.title): \(step.call) is done")
            }
            try db.run(
                """
                UPDATE step SET state = ?, sequel = ?, lasting = ?, changed = ?, intent = ?, error = NULL
                WHERE item = ? AND key = ? AND occurrence = ?
                """,
                StepState.intended, StepRecord.Sequel.none, step.isLasting ? 1 : 0, now, intent, step.item.ordinal,
                key, step.occurrence)
            return 0
        }
    }

    /// Records a step's result, as JSON text; also of a step that needed no intent, because it changes nothing.
    ///
    /// Committed when this returns, and flushed with the next intent or within a second: after a loss of power the step
    /// may be open again.
    ///
    /// - Parameters:
    ///   - step: The step, in an item that was begun in this pass.
    ///   - result: JSON text.
    ///   - awaitsEnd: Whether something follows whose end is to be recorded with ``conclude(_:)``.
    /// - Throws: ``JournalError``; the step may have happened then, and nothing else may be sent.
    public func record(_ step: Step, result: String, awaitsEnd: Bool = false) async throws {
        try await end(step, .done, awaitsEnd ? .awaited : .none, result: result, error: nil)
    }

    /// Records that what followed a step has ended well, such as the ingestion of an upload.
    ///
    /// Not flushed: after a loss of power it is awaited again.
    ///
    /// - Throws: ``JournalError``.
    public func conclude(_ step: Step) async throws {
        let now = now()
        _ = try await writer.make(durable: false) { db, _ in
            try db.run(
                """
                UPDATE step SET sequel = ?, changed = ? WHERE item = ? AND key = ? AND occurrence = ? AND state = ?
                """,
                StepRecord.Sequel.ended, now, step.item.ordinal, Data(step.key), step.occurrence, StepState.done)
            return 0
        }
    }

    /// Records that a step did not happen, or that what followed it failed, with its error as JSON text; it may be
    /// done again.
    ///
    /// - Parameters:
    ///   - step: The step, in an item that was begun in this pass.
    ///   - error: JSON text.
    /// - Throws: ``JournalError``.
    public func refuse(_ step: Step, error: String) async throws {
        try await end(step, .refused, .none, result: nil, error: error)
    }

    /// Takes back the intent of a step of which nothing was done, and, if that was the item's only one, that the item
    /// was begun: the journal then says of the item what it said before.
    ///
    /// Not flushed: after a loss of power the step counts as one that may have been sent, and is looked up.
    ///
    /// - Throws: ``JournalError``.
    package func withdraw(_ step: Step) async throws {
        _ = try await writer.make(durable: false) { db, session in
            let ordinal = step.item.ordinal
            try db.run(
                "DELETE FROM step WHERE item = ? AND key = ? AND occurrence = ? AND state = ?",
                ordinal, Data(step.key), step.occurrence, StepState.intended)
            session.hasDeletedSteps = true
            let rest = try db.value(
                Int64.self, "SELECT count(*) FROM step WHERE item = ? AND \(StateSQL.presentStep)", ordinal)
            if rest == 0 { try step.item.unbegin(db, &session) }
            return 0
        }
    }

    /// Records that it cannot be known whether a step happened, with its error as JSON text.
    ///
    /// The item is uncertain until the step is recorded or refused.
    ///
    /// - Throws: ``JournalError``.
    public func doubt(_ step: Step, error: String) async throws {
        try await end(step, .uncertain, .none, result: nil, error: error)
    }

    private func end(
        _ step: Step, _ state: StepState, _ sequel: StepRecord.Sequel, result: String?, error: String?
    ) async throws {
        let now = now()
        _ = try await writer.make(durable: false) { db, session in
            let key = Data(step.key)
            try db.run(
                """
                UPDATE step SET state = ?, sequel = ?, changed = ?, result = ?, error = ?
                WHERE item = ? AND key = ? AND occurrence = ?
                """,
                state, sequel, now, result, error, step.item.ordinal, key, step.occurrence)
            if db.changes > 0 { return 0 }
            try step.item.begin(db, &session, now: now)
            try db.run(
                """
                INSERT INTO step (id, item, key, occurrence, state, sequel, lasting, call, service, arguments, content,
                    place, begun, changed, error, result)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                session.number + 1, step.item.ordinal, key, step.occurrence, state, sequel,
                step.isLasting ? 1 : 0, step.call, step.service, Data(step.arguments), step.content, step.place, now,
                now, error, result)
            session.number += 1
            return 0
        }
    }
}
