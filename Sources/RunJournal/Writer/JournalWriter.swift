import Dispatch
import SQLite
import Synchronization
import SystemFiles

/// The one connection that writes, with group commit.
///
/// As long as a single item is in progress, each change is made on its caller's own thread: to wake another one would
/// cost as much as the rest. With more of them a thread of its own takes all changes that are waiting into one
/// transaction and flushes once for all; what comes meanwhile is the next group. Nothing runs while nothing is waiting,
/// but for one flush a second after a commit that no flush followed.
final class JournalWriter: Sendable {
    struct State {
        var changes: [Change] = []
        /// Whether somebody commits or flushes.
        var isBusy = false
        var isAlone = true
        var isDirty = false
        var hasTimer = false
        /// How many pages the log has grown by since the last checkpoint, about.
        var pages = 0
        /// Why nothing can be recorded any more.
        var failure: JournalError?
        /// Why no intent can be recorded any more; what was sent before still can.
        var sharingFailure: JournalError?
    }

    let path: String
    let unwritten: UnwrittenItems
    let database: SharedDatabase
    let session: Mutex<WriterSession>
    let state = Mutex(State())
    /// Sends changes to other hosts; nil while the run is not shared.
    let mirror = Mutex<MirrorSender?>(nil)
    private let flusher: LogFlusher
    private let mark: DurableMark
    private let presence: JournalPresence
    /// Whether each change is made on its caller's thread, and nothing is flushed.
    private let isInline: Bool
    private let background = DispatchQueue(label: "govscript journal", qos: .userInitiated)

    /// After how many pages the log is taken into the database; it has room for them from the beginning.
    private static let checkpointInterval = LogFlusher.reserve / 4096

    init(
        _ file: JournalFile, _ database: SharedDatabase, mark: DurableMark, unwritten: UnwrittenItems, isInline: Bool
    ) throws {
        path = file.paths.database
        self.isInline = isInline
        self.database = database
        self.mark = mark
        presence = try JournalPresence(path)
        self.unwritten = unwritten
        let session = try database.use { db in
            // The first write makes the log, which the flusher opens.
            try db.run("UPDATE run SET number = ?", WriterSession.lastNumber(db))
            return try WriterSession(db)
        }
        self.session = Mutex(session)
        mark.write(0, isOpen: true)
        flusher = try LogFlusher(log: file.paths.log)
        guard !isInline else { return }
        try flusher.makeReserve()
        try Folder.flush(file.paths.folder)
    }

    /// Whether an item was begun since the journal was opened and has not finished.
    func isBegun(_ item: RunItem) -> Bool { session.withLock { $0.begun[item.ordinal] != nil } }

    /// Makes a change; returns when it is committed, and flushed if it is to be durable.
    ///
    /// Not given up when its task is cancelled.
    func make(durable: Bool, _ body: @escaping Change.Body) async throws -> Int64 {
        if isInline { return try makeNow(durable: durable, body) }
        if durable, let failure = state.withLock({ $0.sharingFailure }) { throw failure }
        return try await withCheckedThrowingContinuation { continuation in
            submit(Change(isDurable: durable, body: body) { continuation.resume(with: $0) })
        }
    }

    /// The same on a thread that may block; a change that need not be durable does not wait for the flush of others.
    func makeNow(durable: Bool, _ body: @escaping Change.Body) throws -> Int64 {
        let outcome = BlockingResult<Int64, any Error>()
        let change = Change(isDurable: durable, body: body) { outcome.set($0) }
        if durable, !isInline {
            submit(change)
        } else if let failure = state.withLock({ $0.failure }) {
            throw failure
        } else {
            for (change, value) in commit([change]).changes { change.completion(.success(value)) }
            if isInline { checkpointIfDue() }
        }
        return try outcome.wait().get()
    }

    /// Waits for what is in progress and closes; all that was recorded is safe then.
    func close() throws {
        defer { mirror.withLock { $0 }?.close() }
        let end = Result { try makeNow(durable: true) { _, _ in 0 } }
        database.close()
        _ = try end.get()
        mark.write(0, isOpen: false)
    }

    /// Closes the file as if the process had died: nothing can be written any more.
    func abandon() {
        fail(JournalError(.unusable, "\(path) was abandoned"))
        database.close()
        // Tasks that were left behind hold this writer for ever.
        mark.close()
        flusher.close()
    }

    private func checkpointIfDue() {
        let isDue = state.withLock { state in
            guard state.pages >= Self.checkpointInterval else { return false }
            state.pages = 0
            return true
        }
        if isDue { checkpoint() }
    }

    /// Refuses all that comes from now on.
    func fail(_ error: JournalError) { state.withLock { $0.failure = $0.failure ?? error } }

    private enum Duty { case refuse(JournalError), wait, lead, leadInBackground }

    private func submit(_ change: Change) {
        let duty = state.withLock { state -> Duty in
            if let failure = state.failure { return .refuse(failure) }
            state.changes.append(change)
            if state.isBusy { return .wait }
            state.isBusy = true
            return state.isAlone ? .lead : .leadInBackground
        }
        switch duty {
        case .refuse(let failure): change.completion(.failure(failure))
        case .wait: break
        case .lead: lead(inBackground: false)
        case .leadInBackground: background.async { self.lead(inBackground: true) }
        }
    }

    private enum Turn { case done, handOver, checkpoint, commit([Change]) }

    /// Makes the changes that are waiting, and in the background those that come meanwhile as well.
    private func lead(inBackground: Bool) {
        var isFirst = true
        while true {
            switch turn(mayGoOn: inBackground || isFirst, mayCheckpoint: inBackground) {
            case .done: return
            case .handOver: return background.async { self.lead(inBackground: true) }
            case .checkpoint: checkpoint()
            case .commit(let changes): flush(commit(changes))
            }
            isFirst = false
        }
    }

    private func turn(mayGoOn: Bool, mayCheckpoint: Bool) -> Turn {
        state.withLock { state in
            if state.pages >= Self.checkpointInterval {
                guard mayCheckpoint else { return .handOver }
                state.pages = 0
                return .checkpoint
            }
            if state.changes.isEmpty {
                state.isBusy = false
                return .done
            }
            guard mayGoOn else { return .handOver }
            defer { state.changes = [] }
            return .commit(state.changes)
        }
    }

    private func flush(_ waiters: CommittedChanges) {
        guard !waiters.changes.isEmpty else { return }
        do {
            state.withLock { $0.isDirty = false }
            try flusher.flush()
            try presence.check()
            mark.write(waiters.number, isOpen: true)
            if let mirror = mirror.withLock({ $0 }) {
                mirror.confirm(waiters.revision) { self.confirmed(waiters, $0) }
            } else {
                for (change, value) in waiters.changes { change.completion(.success(value)) }
            }
        } catch {
            // After a failure the system may take the lost pages for written: no later flush could be believed.
            if let error = error as? JournalError { fail(error) }
            for (change, _) in waiters.changes { change.completion(.failure(error)) }
        }
    }

    /// Completes the changes that have waited until other hosts have them.
    private func confirmed(_ waiters: CommittedChanges, _ result: Result<Void, any Error>) {
        if case .failure(let error as JournalError) = result {
            if error.code == .overtaken {
                fail(error)
            } else {
                // Requests in progress may still end well: their results are recorded here all the same.
                state.withLock { $0.sharingFailure = $0.sharingFailure ?? error }
            }
        }
        for (change, value) in waiters.changes { change.completion(result.map { value }) }
    }

    /// Sees to it that what is committed now is flushed within a second, and that other hosts have it then.
    func flushSoon() {
        guard !isInline else { return }
        let starts = state.withLock { state in
            state.isDirty = true
            defer { state.hasTimer = true }
            return !state.hasTimer
        }
        guard starts else { return }
        background.asyncAfter(deadline: .now() + 1) { [weak self] in
            guard let self else { return }
            let isDirty = state.withLock { state in
                state.hasTimer = false
                return state.isDirty
            }
            if isDirty { submit(Change(isDurable: true, body: { _, _ in 0 }, completion: { _ in })) }
        }
    }
}
