import FoundationEssentials
import SQLite

/// The durable record of one run, open to be resumed.
///
/// What `async` methods record is committed when they return: a process killed at any moment after has it. Intents are
/// flushed to the disk as well; the rest is flushed with the next intent, or within a second. None is given up when its
/// task is cancelled. All throw ``JournalError``; one that does not concern a single item means that nothing may be
/// sent.
public final class RunJournal: Sendable {
    /// Which run it is.
    public let identity: RunIdentity
    /// The addresses of the services by their names.
    let addresses: [String: String]
    /// What it says.
    public let reader: JournalReader
    let writer: JournalWriter
    let unwritten = UnwrittenItems()
    let now: @Sendable () -> Date

    init(
        _ file: JournalFile, _ identity: RunIdentity, addresses: [String: String],
        now: @escaping @Sendable () -> Date
    ) throws {
        self.identity = identity
        self.addresses = addresses
        self.now = now
        let database = try file.open(.thorough)
        do {
            let mark = try DurableMark(file.paths.mark, identity: identity)
            writer = try JournalWriter(file, database, mark: mark, unwritten: unwritten)
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
    public func pass() throws -> ItemPass { try ItemPass(reader, unwritten) }

    /// Keeps a copy of the key that names are derived with in the run, if there is none.
    ///
    /// - Returns: The key that the run uses: the one that it was begun with.
    public func keepNameKey(_ key: [UInt8]) throws -> [UInt8] {
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
            session.begun = []
            session.services = []
            return 0
        }
    }
}
