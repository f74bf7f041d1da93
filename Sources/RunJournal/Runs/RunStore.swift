public import FoundationEssentials

/// The journals of all runs, one SQLite file each, in a folder per profile.
///
/// One process may have a run open for going on with it; that is for its caller to see to, with a lock that dies with
/// the process. Any number may read.
public struct RunStore: Sendable {
    /// The folder that holds the profiles' folders.
    public let directory: String
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - directory: An absolute path; made, for the user alone, when the first run is.
    ///   - now: The time that is recorded.
    public init(_ directory: String, now: @escaping @Sendable () -> Date = { Date() }) {
        self.directory = directory
        self.now = now
    }

    /// Opens a run's journal to go on with it, and makes it if there is none and no trace of one.
    ///
    /// Costs some milliseconds; after a run that did not end cleanly every page is checked (a second or two with
    /// a million items).
    ///
    /// - Parameter fresh: Empties the journal first.
    /// - Throws: ``JournalError``: `newer`, `damaged`, `full`, `notWritable`, `held`, `unusable`.
    public func open(_ identity: RunIdentity, fresh: Bool = false) throws -> RunJournal {
        let file = JournalFile(paths: paths(of: identity))
        try Folder.make(file.paths.folder)
        if try file.isNew() { try file.create(identity, now: now()) }
        let journal = try RunJournal(file, identity, now: now)
        if fresh { try journal.empty() }
        return journal
    }

    /// Opens a run's journal for looking at it; nil if the run was never begun.
    ///
    /// - Parameter evenIfDamaged: Skips all checks, so that what is still there can be exported; its reads may throw.
    public func reader(_ identity: RunIdentity, evenIfDamaged: Bool = false) throws -> JournalReader? {
        let file = JournalFile(paths: paths(of: identity))
        if try file.isNew() { return nil }
        return try JournalReader(file, evenIfDamaged ? .none : .cheap)
    }

    /// The same for a run from the list.
    public func reader(_ run: StoredRun, evenIfDamaged: Bool = false) throws -> JournalReader {
        try JournalReader(JournalFile(paths: run.paths), evenIfDamaged ? .none : .cheap)
    }

    /// Removes a run's journal; to be called by whoever holds the run's lock only.
    ///
    /// - Returns: Whether there was one.
    @discardableResult public func forget(_ identity: RunIdentity) throws -> Bool {
        try paths(of: identity).remove()
    }

    /// The same for a run from the list, also one that cannot be opened.
    @discardableResult public func forget(_ run: StoredRun) throws -> Bool {
        try run.paths.remove()
    }

    func paths(of identity: RunIdentity) -> JournalPaths {
        JournalPaths(
            base: "\(directory)/\(RunFileName.folder(ofProfile: identity.profile))/\(RunFileName.of(identity))")
    }
}
