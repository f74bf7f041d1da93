import FoundationEssentials
import SQLite

extension RunJournal {
    /// What is recorded at the place of a step that is about to be done; blocks its thread for some microseconds, for
    /// steps of a new item not at all.
    ///
    /// - Throws: ``JournalError`` with code `changed` if another call or other arguments may have been sent there.
    public func standing(of step: Step) throws -> StepStanding {
        switch step.item.standing {
        case .new: return .new
        case .done where !writer.isBegun(step.item): return .new
        default: return try reader.step(step)?.standing(for: step) ?? .new
        }
    }

    /// Records what a step is going to send, before it is sent: flushed to the disk when this returns.
    ///
    /// Begins the item in the same transaction. An intent may be replaced as long as the step is not done. Callers that
    /// come together share one flush.
    ///
    /// - Parameter intent: JSON text.
    /// - Throws: ``JournalError``: `full` and others before anything may be sent; `changed` as ``standing(of:)`` does,
    ///   `settled` if the step is done.
    public func intend(_ step: Step, intent: String) async throws {
        let now = now().milliseconds
        _ = try await writer.make(durable: true) { db, session in
            try step.item.begin(db, &session, now: now)
            try db.run(
                """
                INSERT INTO step (id, item, path, ordinal, state, call, arguments, begun, changed, intent)
                VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?)
                ON CONFLICT (item, path, ordinal) DO NOTHING
                """,
                session.number + 1, step.item.ordinal, step.path, step.ordinal, step.call, Data(step.arguments), now,
                now, intent)
            if db.changes == 1 {
                session.number += 1
                return 0
            }
            if case .done = try JournalReader.step(step, db)?.standing(for: step) {
                throw JournalError(.settled, "\(step.item.title): \(step.place) is done")
            }
            try db.run(
                """
                UPDATE step SET state = 0, call = ?, arguments = ?, changed = ?, intent = ?, error = NULL
                WHERE item = ? AND path = ? AND ordinal = ?
                """,
                step.call, Data(step.arguments), now, intent, step.item.ordinal, step.path, step.ordinal)
            return 0
        }
    }

    /// Records a step's result, as JSON text; also of a step that needed no intent, because it changes nothing.
    public func record(_ step: Step, result: String) async throws {
        try await end(step, .done, result: result, error: nil)
    }

    /// Records that a step did not happen, with its error as JSON text; it may be tried again, also with other
    /// arguments.
    public func refuse(_ step: Step, error: String) async throws {
        try await end(step, .refused, result: nil, error: error)
    }

    /// Records that it cannot be known whether a step happened, with its error as JSON text.
    public func doubt(_ step: Step, error: String) async throws {
        try await end(step, .uncertain, result: nil, error: error)
    }

    private func end(_ step: Step, _ state: StepRecord.State, result: String?, error: String?) async throws {
        let now = now().milliseconds
        _ = try await writer.make(durable: false) { db, session in
            try db.run(
                """
                UPDATE step SET state = ?, changed = ?, result = ?, error = ?
                WHERE item = ? AND path = ? AND ordinal = ?
                """,
                state.rawValue, now, result, error, step.item.ordinal, step.path, step.ordinal)
            if db.changes > 0 { return 0 }
            try step.item.begin(db, &session, now: now)
            try db.run(
                """
                INSERT INTO step (id, item, path, ordinal, state, call, arguments, begun, changed, error, result)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                session.number + 1, step.item.ordinal, step.path, step.ordinal, state.rawValue, step.call,
                Data(step.arguments), now, now, error, result)
            session.number += 1
            return 0
        }
    }
}
