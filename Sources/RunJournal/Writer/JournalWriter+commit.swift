import SQLite
import Synchronization

extension JournalWriter {
    /// Makes changes in one transaction, or each in its own if one of them cannot be made.
    ///
    /// - Returns: Those that wait for a flush; the callers of the others have been told.
    @discardableResult func commit(_ changes: [Change]) -> CommittedChanges {
        do {
            let (values, number, revision) = try transaction(changes)
            var waiters = CommittedChanges(number: number, revision: revision)
            for (change, value) in zip(changes, values) {
                if change.isDurable {
                    waiters.changes.append((change, value))
                } else {
                    change.completion(.success(value))
                }
            }
            if waiters.changes.isEmpty { flushSoon() }
            return waiters
        } catch  where changes.count > 1 {
            return changes.reduce(into: CommittedChanges()) { all, change in
                let more = commit([change])
                all.changes += more.changes
                all.number = max(all.number, more.number)
                all.revision = max(all.revision, more.revision)
            }
        } catch {
            let failure = JournalError.of(error, path)
            if let failure = failure as? JournalError, failure.code == .damaged || failure.code == .unusable {
                fail(failure)
            }
            for change in changes { change.completion(.failure(failure)) }
            return CommittedChanges()
        }
    }

    /// Takes the log into the database, so that it does not grow for ever.
    func checkpoint() {
        do {
            // What it could not take now it takes the next time; a full disk shows itself when the log has to grow.
            try database.use { db in try db.checkpoint() }
        } catch let error as SQLiteError where error.code.primary == .corrupt {
            fail(JournalError(error, path))
        } catch {}
    }

    /// - Returns: The changes' values, the number of the transaction, and that of the change for other hosts.
    private func transaction(_ changes: [Change]) throws -> (values: [Int64], number: Int64, revision: Int64) {
        let isDurable = changes.contains { $0.isDurable }
        return try session.withLock { session in
            var draft = session
            var values: [Int64] = []
            values.reserveCapacity(changes.count)
            try database.use { db in
                try db.inTransaction {
                    for change in changes { try values.append(change.body(db, &draft)) }
                    if draft.hasDeletedSteps || isDurable && draft.number == session.number {
                        draft.number += 1
                        try db.run("UPDATE run SET number = ?", draft.number)
                    }
                    if let revision = draft.revision {
                        try MirrorLog.count(db)
                        draft.revision = revision + 1
                    }
                }
            }
            unwritten.remove(draft.written)
            draft.written = []
            draft.hasDeletedSteps = false
            session = draft
            state.withLock { state in
                state.isAlone = draft.begun.count <= 1
                // At a guess: what a transaction writes at least, and what each change adds.
                state.pages += 4 + changes.count
            }
            return (values, draft.number, draft.revision ?? 0)
        }
    }
}
