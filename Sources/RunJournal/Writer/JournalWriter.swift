import Dispatch
import GRDB
import Synchronization

/// The one connection that writes.
///
/// Who comes while it is free makes the transaction on its own thread, which takes some 20 µs and no flush; who comes
/// meanwhile leaves the change with it, and all that were left become one transaction. Durable ones then wait for the
/// ``Flusher``, so that commits of others go on during a flush.
final class JournalWriter: Sendable {
    private struct State {
        var changes: [Change] = []
        var isBusy = false
        var failure: JournalError?
        var sinceCheckpoint = 0
    }

    let path: String
    let unwritten: UnwrittenItems
    let database: DatabaseQueue
    private let mark: DurableMark
    let flusher: Flusher
    private let shared: Shared
    let session: Mutex<WriterSession>
    private let background = DispatchQueue(label: "govscript journal writer", qos: .userInitiated)

    /// How many changes are taken from the log into the database at once.
    private static let checkpointInterval = 2_000

    /// The state, apart from the writer so that the flusher can report a failure to it.
    private final class Shared: Sendable {
        let state = Mutex(State())

        func fail(_ error: JournalError) { state.withLock { $0.failure = $0.failure ?? error } }
    }

    init(_ file: JournalFile, _ database: DatabaseQueue, mark: DurableMark, unwritten: UnwrittenItems) throws {
        path = file.paths.database
        self.database = database
        self.mark = mark
        self.unwritten = unwritten
        let shared = Shared()
        self.shared = shared
        let session = try database.inDatabase { db -> WriterSession in
            // The first write makes the log, which the flusher opens.
            try db.execute(sql: "UPDATE run SET transactions = transactions + 1")
            let sequence = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM item WHERE sequence IS NOT NULL")
            guard let row = try Row.fetchOne(db, sql: "SELECT transactions, steps FROM run") else {
                throw JournalError(damaged: file.paths.database, "it does not say which run it is of")
            }
            return try WriterSession(
                transactions: row.decode(Int64.self, atIndex: 0), steps: row.decode(Int64.self, atIndex: 1),
                sequence: sequence ?? 0)
        }
        mark.write(0, isOpen: true)
        flusher = try Flusher(log: file.paths.log, mark: mark) { error in
            shared.fail(error)
        }
        self.session = Mutex(session)
        try Folder.flush(file.paths.folder)
    }

    /// Whether an item was begun since the journal was opened and has not finished.
    func isBegun(_ item: RunItem) -> Bool { session.withLock { $0.begun.contains(item.ordinal) } }

    /// Refuses all that comes from now on.
    func fail(_ error: JournalError) { shared.fail(error) }

    /// Makes a change; returns when it is committed, and flushed if it is to be durable.
    ///
    /// Not given up when its task is cancelled.
    func make(durable: Bool, _ body: @escaping Change.Body) async throws -> Int64 {
        try await withCheckedThrowingContinuation { continuation in
            submit(Change(isDurable: durable, body: body) { continuation.resume(with: $0) })
        }
    }

    /// The same for a thread that may block; at once, unless somebody else is at it.
    func makeNow(durable: Bool, _ body: @escaping Change.Body) throws -> Int64 {
        let outcome = Outcome()
        submit(Change(isDurable: durable, body: body) { outcome.set($0) })
        return try outcome.wait().get()
    }

    /// Waits for what is under way and closes; all that was recorded is safe then.
    func close() throws {
        _ = try makeNow(durable: true) { _, _ in 0 }
        do {
            try database.close()
        } catch {
            throw JournalError.of(error, path)
        }
        mark.write(0, isOpen: false)
    }

    private func submit(_ change: Change) {
        let (failure, leads) = shared.state.withLock { state -> (JournalError?, Bool) in
            if let failure = state.failure { return (failure, false) }
            state.changes.append(change)
            defer { state.isBusy = true }
            return (nil, !state.isBusy)
        }
        if let failure { return change.completion(.failure(failure)) }
        if leads { lead(rounds: 2) }
    }

    private enum Turn { case done, handOver, checkpoint, commit([Change]) }

    /// Commits what is waiting, and what comes meanwhile; after so many rounds somebody in the background goes on, so
    /// that the caller whose thread this is can go on too.
    private func lead(rounds: Int) {
        for round in 0...rounds {
            switch turn(isLast: round == rounds, isInBackground: rounds == .max) {
            case .done: return
            case .handOver: return background.async { self.lead(rounds: .max) }
            case .checkpoint: checkpoint()
            case .commit(let changes): commit(changes)
            }
        }
    }

    private func turn(isLast: Bool, isInBackground: Bool) -> Turn {
        shared.state.withLock { state in
            if state.sinceCheckpoint >= Self.checkpointInterval {
                // It flushes: nothing for the thread of somebody who does not wait for a flush.
                guard isInBackground else { return .handOver }
                state.sinceCheckpoint = 0
                return .checkpoint
            }
            if state.changes.isEmpty {
                state.isBusy = false
                return .done
            }
            if isLast { return .handOver }
            state.sinceCheckpoint += state.changes.count
            defer { state.changes = [] }
            return .commit(state.changes)
        }
    }
}
