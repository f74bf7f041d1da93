import FoundationEssentials
import SQLite
import Synchronization
import Timekeeping

/// The durable record of one run, open to be resumed.
///
/// ```swift
/// let store = RunStore("/var/lib/program/runs")
/// let journal = try store.open(RunIdentity(profile: "production", name: "campaign"))
/// let pass = try journal.pass()
/// for row in rows {
///     let item = try pass.item(row.key, digest: row.digest, place: row.place)
///     if item.standing == .done { continue }
///     let step = Step(item, call: "links.create", service: "go", arguments: row.digest)
///     try await journal.intend(step, intent: row.json)
///     try await journal.record(step, result: try await send(row))
///     try await journal.finish(item, .done(result: nil))
/// }
/// try journal.close()
/// ```
///
/// What `async` methods record is committed when they return: a process killed at any moment after has it. Intents are
/// flushed to the disk as well; the rest is flushed with the next intent, or within a second. None is given up when its
/// task is cancelled. All throw ``JournalError``; one that does not concern a single item means that nothing may be
/// sent.
public final class RunJournal: Sendable {
    /// Which run it is, as it was opened.
    public let identity: RunIdentity
    /// The addresses of the services by their names.
    let addresses: [String: String]
    /// What it says, over a connection of its own: reads wait for no write.
    ///
    /// Sees what is committed, and is closed with the journal.
    public let reader: JournalReader
    let writer: JournalWriter
    let unwritten = UnwrittenItems()
    private let shared = Mutex<(any SharedRun)?>(nil)
    let now: @Sendable () -> ServiceInstant

    init(
        _ file: JournalFile, _ identity: RunIdentity, addresses: [String: String],
        isInline: Bool, now: @escaping @Sendable () -> ServiceInstant
    ) throws {
        self.identity = identity
        self.addresses = addresses
        self.now = now
        let database = try file.open(.thorough)
        do {
            let mark = try DurableMark(file.paths.mark, identity: identity)
            writer = try JournalWriter(file, database, mark: mark, unwritten: unwritten, isInline: isInline)
        } catch {
            throw JournalError.of(error, file.paths.database)
        }
        reader = try JournalReader(beside: file)
        let found = try reader.identity()
        guard found == identity else {
            throw JournalError(.unusable, "\(reader.path) is the journal of another run (\"\(found.name)\")")
        }
    }

    /// Begins a pass over the items; the one before has ended.
    ///
    /// Reads how many items there are, and keeps six bytes for each.
    ///
    /// - Throws: ``JournalError``.
    public func pass() throws -> ItemPass { try ItemPass(reader, unwritten) }

    /// Keeps a copy of the key that names are derived with in the run, if there is none.
    ///
    /// - Returns: The key that the run uses: the one that it was begun with.
    package func keepNameKey(_ key: [UInt8]) throws -> [UInt8] {
        if let own = try reader.nameKey() { return own }
        try setMetadata(JournalReader.nameKeyEntry, to: Data(key).base64EncodedString())
        return key
    }

    /// Flushes all that was recorded and closes the file; no other call may follow or be in progress.
    ///
    /// A process that ends without this loses nothing that ``intend(_:intent:)`` has confirmed; the next opening then
    /// checks every page.
    ///
    /// - Throws: ``JournalError``; the file is closed all the same.
    public func close() throws {
        reader.close()
        try writer.close()
    }

    /// Closes the files as if the process had died: work in progress is not recorded.
    package func abandon() {
        reader.close()
        writer.abandon()
    }

    /// The turn at the run, which keeps other hosts away; nil if the run is not shared with any.
    package var sharedRun: (any SharedRun)? { shared.withLock { $0 } }

    /// Waits until something may be sent: at once, unless the turn at a shared run has to be confirmed first.
    ///
    /// - Throws: ``JournalError`` with code `overtaken` if another host has the run.
    package func expectTurn() async throws {
        guard let run = sharedRun, !run.mayStillSend else { return }
        _ = try await writer.make(durable: true) { _, _ in 0 }
    }

    /// Stores everything that is recorded for other hosts; a caller that records an intent waits until it is stored.
    ///
    /// Waits until they have what was recorded before.
    func share(_ run: any SharedRun, _ file: JournalFile) throws {
        do {
            let log = try writer.database.use { db in
                let log =
                    try MirrorLog(of: db) ?? db.inTransaction { try MirrorLog.make(in: db, revision: 1, loaded: 0) }
                try MirrorLog.watch(db)
                return log
            }
            let sender = MirrorSender(run, log, try JournalReader(beside: file))
            writer.session.withLock { $0.revision = log.revision }
            writer.mirror.withLock { $0 = sender }
            shared.withLock { $0 = run }
            // An intent that an earlier process left may be sent again: other hosts must have it before that.
            if log.revision > run.found.revision || log.mustReplace(run.found) {
                _ = try writer.makeNow(durable: true) { _, _ in 0 }
            }
        } catch {
            throw JournalError.of(error, file.paths.database)
        }
    }

    /// Deletes all items, steps, metadata and addresses.
    ///
    /// The name key stays, so names that are derived again are the same.
    ///
    /// - Throws: ``JournalError``.
    public func empty() throws {
        unwritten.removeAll()
        _ = try writer.makeNow(durable: true) { db, session in
            for table in ["step", "item", "service"] { try db.execute("DELETE FROM \(table)") }
            try db.run("DELETE FROM metadata WHERE key != ?", JournalReader.nameKeyEntry)
            session.hasDeletedSteps = true
            session.sequence = 0
            session.begun = [:]
            session.services = []
            return 0
        }
    }
}
