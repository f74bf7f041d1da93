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

    /// The most rows, and about the most bytes, that are stored at once.
    private static let mostRows = 500
    private static let mostBytes = 1 << 20

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
        let (revision, found) = try reader.read { db in
            try db.run("BEGIN")
            defer { try? db.run("COMMIT") }
            let revision = try db.value(Int64.self, "SELECT revision FROM mirror") ?? base
            return (revision, try store(revision, after: base, isReset: isReset, db))
        }
        if let found {
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

    /// Stores what was changed in as many parts as it takes: the deleted rows first, and items before steps.
    ///
    /// - Returns: nil if all is stored; else what is there.
    private func store(_ revision: Int64, after base: Int64, isReset: Bool, _ db: Database) throws -> SharedState? {
        var keys = try MirrorLog.changed(after: isReset ? -1 : base, db)
        if !isReset {
            let isThere = try keys.map { try $0.exists(db) }
            let marked = zip(keys, isThere)
            keys = marked.filter { !$0.1 }.map(\.0) + marked.filter { $0.1 }.map(\.0)
        }
        var rest = keys[...]
        var number: Int64 = 0
        repeat {
            var (rows, bytes): ([JournalRow], Int) = ([], 0)
            while rows.count < Self.mostRows, bytes < Self.mostBytes, let key = rest.popFirst() {
                let row = try key.table.row(key.id, db)
                // Nothing is there that could be deleted.
                if isReset, row.content == nil { continue }
                bytes += row.content?.utf8.count ?? 0
                rows.append(row)
            }
            let isLast = rest.isEmpty
            let isFirst = number == 0
            // Rows that are put back as a whole count their parts below zero: one that arrives twice fits nowhere.
            let part = JournalPart(
                copy: log.copy, base: isReset ? (isFirst ? revision : -number) : base,
                revision: isLast ? revision : isReset ? -number - 1 : nil,
                isPart: !isFirst || !isLast, isReset: isReset && isFirst, rows: rows)
            if let found = try run.store(part) { return found }
            number += 1
        } while !rest.isEmpty
        return nil
    }
}
