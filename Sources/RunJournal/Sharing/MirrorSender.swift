import Dispatch
import SQLite
import Synchronization

/// Sends what a journal has changed to where other hosts find it, on a thread of its own.
///
/// Changes that come during a call share the next one, as they share a flush.
final class MirrorSender: Sendable {
    typealias Completion = @Sendable (Result<Void, any Error>) -> Void

    private struct State {
        var waiting: [(revision: Int64, completion: Completion)] = []
        var isBusy = false
        /// Up to which change other hosts have everything.
        var base: Int64
        /// Whether what is there is of another journal and has to be replaced.
        var needsReset = false
        var failure: (any Error)?
    }

    private let run: any SharedRun
    private let log: MirrorLog
    private let reader: JournalReader
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "govscript mirror", qos: .userInitiated)

    /// - Parameters:
    ///   - run: The turn at the run.
    ///   - log: The journal, as it was opened.
    ///   - reader: A connection of its own.
    init(_ run: any SharedRun, _ log: MirrorLog, _ reader: JournalReader) {
        self.run = run
        self.log = log
        self.reader = reader
        state = Mutex(State(base: run.found.revision, needsReset: log.mustReplace(run.found)))
        run.whenMissing { [weak self] found in self?.putBack(found) }
    }

    /// Stores again what is missing.
    private func putBack(_ found: SharedState) {
        state.withLock { note(found, &$0) }
        confirm(0) { _ in }
    }

    private func note(_ found: SharedState, _ state: inout State) {
        state.base = found.revision
        state.needsReset = log.mustReplace(found)
    }

    /// Calls back when other hosts have a change and the turn still is this process's.
    func confirm(_ revision: Int64, _ completion: @escaping Completion) {
        let starts = state.withLock { state in
            state.waiting.append((revision, completion))
            defer { state.isBusy = true }
            return !state.isBusy
        }
        if starts { queue.async { [self] in work() } }
    }

    /// Ends the turn; all changes are stored.
    func close() {
        reader.close()
        run.giveBack()
    }

    private func work() {
        while true {
            let next = state.withLock { state -> (base: Int64, needsReset: Bool, failure: (any Error)?)? in
                if state.waiting.isEmpty {
                    state.isBusy = false
                    return nil
                }
                return (state.base, state.needsReset, state.failure)
            }
            guard let next else { return }
            do {
                if let failure = next.failure { throw failure }
                try send(after: next.base, isReset: next.needsReset)
            } catch {
                let waiting = state.withLock { state in
                    state.failure = error
                    defer { state.waiting = [] }
                    return state.waiting
                }
                for (_, completion) in waiting { completion(.failure(error)) }
            }
        }
    }

    /// Stores what was changed, and completes what waits for it.
    private func send(after base: Int64, isReset: Bool) throws {
        // One transaction: what is read is what one change has left.
        let (revision, there, whole) = try reader.read { db -> (Int64, SharedState?, JournalPart?) in
            try db.run("BEGIN")
            defer { try? db.run("COMMIT") }
            var parts = try MirrorParts(of: log.copy, after: base, isReset: isReset, db)
            let first = try parts.next(db)
            if parts.isAtEnd { return (parts.revision, nil, first) }
            // Several parts have to be of one change as well, and together may be too large for the memory. So only
            // they keep the transaction, and the journal's log from being emptied, while PostgreSQL is waited for.
            return (parts.revision, try store(first, and: &parts, db), nil)
        }
        if let found = try whole.map(run.store) ?? there {
            return state.withLock { note(found, &$0) }
        }
        let confirmed = state.withLock { state in
            state.base = revision
            state.needsReset = false
            defer { state.waiting.removeAll { $0.revision <= revision } }
            return state.waiting.filter { $0.revision <= revision }
        }
        for (_, completion) in confirmed { completion(.success(())) }
    }

    /// - Returns: nil if all is stored; else what is there.
    private func store(_ first: JournalPart, and parts: inout MirrorParts, _ db: Database) throws -> SharedState? {
        if let found = try run.store(first) { return found }
        while !parts.isAtEnd {
            if let found = try run.store(parts.next(db)) { return found }
        }
        return nil
    }
}
