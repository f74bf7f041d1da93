import GRDB
import Synchronization

extension JournalWriter {
    /// Makes changes in one transaction, or each in its own if one of them cannot be made, and tells their callers.
    func commit(_ changes: [Change]) {
        do {
            let values = try transaction(changes)
            complete(changes, values)
        } catch where changes.count > 1 {
            for change in changes { commit([change]) }
        } catch {
            let failure = JournalError.of(error, path)
            if let failure = failure as? JournalError, failure.code == .damaged || failure.code == .unusable {
                fail(failure)
            }
            for change in changes { change.completion(.failure(failure)) }
        }
    }

    /// Takes the log into the database, so that it does not grow for ever.
    func checkpoint() {
        do {
            // What it could not take now it takes the next time; a full disk shows itself when the log has to grow.
            try database.writeWithoutTransaction { db in _ = try db.checkpoint(.passive) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            fail(JournalError(error, path))
        } catch {}
    }

    /// - Returns: The changes' values, and the number of the transaction.
    private func transaction(_ changes: [Change]) throws -> (values: [Int64], number: Int64) {
        let isDurable = changes.contains { $0.isDurable }
        return try session.withLock { session in
            var draft = session
            var values: [Int64] = []
            values.reserveCapacity(changes.count)
            try database.writeWithoutTransaction { db in
                try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
                do {
                    for change in changes { try values.append(change.body(db, &draft)) }
                    if isDurable { draft.transactions += 1 }
                    if isDurable || draft.steps != session.steps {
                        try db.cachedStatement(sql: "UPDATE run SET transactions = ?, steps = ?")
                            .execute(arguments: [draft.transactions, draft.steps])
                    }
                    try db.cachedStatement(sql: "COMMIT").execute()
                } catch {
                    // SQLite has rolled back already after some errors, a full disk among them.
                    if db.isInsideTransaction { try? db.execute(sql: "ROLLBACK") }
                    throw error
                }
            }
            unwritten.remove(draft.written)
            draft.written = []
            session = draft
            return (values, draft.transactions)
        }
    }

    private func complete(_ changes: [Change], _ outcome: (values: [Int64], number: Int64)) {
        var waiters: [Flusher.Waiter] = []
        for (change, value) in zip(changes, outcome.values) {
            if change.isDurable {
                let completion = change.completion
                waiters.append(
                    Flusher.Waiter(transaction: outcome.number) { error in
                        completion(error.map { .failure($0) } ?? .success(value))
                    })
            } else {
                change.completion(.success(value))
            }
        }
        if waiters.isEmpty { flusher.flushSoon() } else { flusher.flush(waiters) }
    }
}
