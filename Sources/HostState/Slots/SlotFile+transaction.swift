import ApiClients
import SQLite
import Synchronization

extension SlotFile {
    /// Runs `body` in a transaction that no other process can come between.
    ///
    /// Callers that come together share one, in which an error of one undoes nothing of the others'. It waits its turn
    /// for ``patience`` at most, and whether the task is cancelled makes no difference. `body` runs again where its
    /// transaction could not be stored, as in a damaged file; its last run counts.
    func transaction<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        let result = TransactionResult<Value>()
        try await takePart { [path] db in
            do {
                let value = try body(db)
                result.value.withLock { $0 = value }
            } catch let error as SQLiteColumnError {
                throw HostStateError(.unusable, "cannot use \(path): \(error)", hint: HostStateError.elsewhereHint)
            }
        }
        guard let value = result.value.withLock({ $0 }) else {
            throw HostStateError(.unusable, "\(path) ran no transaction")
        }
        return value
    }

    private func takePart(_ part: @escaping TransactionQueue.Part) async throws {
        let start = ContinuousClock.now
        let turn = await withCheckedContinuation { turn in
            let leads = queue.withLock { $0.comes(TransactionQueue.Follower(part: part, turn: turn)) }
            if leads { turn.resume(returning: .leads) }
        }
        switch turn {
        case .leads: try await lead(part, since: start)
        case .ended(let error?): throw error
        case .ended(nil): return
        }
    }

    /// Carries out `first`, and the parts of all who have come by then.
    private func lead(_ first: @escaping TransactionQueue.Part, since start: ContinuousClock.Instant) async throws {
        var pause = Duration.microseconds(100)
        while true {
            let others = queue.withLock { $0.followers.map { $0.part } }
            let errors: [(any Error)?]?
            do {
                errors = try attempt { db in try Self.run([first] + others, db) }
            } catch {
                passOn(after: others.count) { _ in error }
                throw error
            }
            if let errors {
                passOn(after: others.count) { errors[$0 + 1] }
                if let error = errors[0] { throw error }
                return
            }
            guard ContinuousClock.now - start < Self.patience else {
                // The others have their own time, and the next of them leads.
                passOn(after: 0) { _ in nil }
                throw tooLong
            }
            let next = pause * Double.random(in: 0.5...1)
            // Detached, since a sleep of a cancelled task would end at once.
            await Task.detached { try? await Task.sleep(for: next) }.value
            pause = min(pause * 2, .milliseconds(5))
        }
    }

    /// What became of each part; throws what concerns the file, and so all of them.
    private static func run(_ parts: [TransactionQueue.Part], _ db: Database) throws -> [(any Error)?] {
        // A single change has the whole transaction, which an error undoes.
        if parts.count == 1 {
            try parts[0](db)
            return [nil]
        }
        return try parts.map { part in
            do {
                try db.inSavepoint { try part(db) }
                return nil
            } catch let error as SQLiteError {
                throw error
            } catch {
                return error
            }
        }
    }

    private func passOn(after count: Int, error: (Int) -> (any Error)?) {
        let (ended, next) = queue.withLock { $0.passOn(after: count) }
        next?.turn.resume(returning: .leads)
        for (index, follower) in ended.enumerated() { follower.turn.resume(returning: .ended(error(index))) }
    }
}

/// What a body has returned, out of the transaction that another task may have carried out.
private final class TransactionResult<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
