public import FoundationEssentials
import Timekeeping

/// The journals of all runs, one SQLite file each, in a folder per profile.
///
/// ```swift
/// let store = RunStore("/var/lib/program/runs", addresses: ["go": "https://go.gov.sg/api"])
/// let journal = try store.open(RunIdentity(profile: "production", name: "campaign"))
/// ```
///
/// One process may have a run open to resume it; that is for its caller to see to, with a lock that dies with
/// the process. Any number may read.
public struct RunStore: Sendable {
    /// The folder that holds the profiles' folders: an absolute path.
    public let directory: String
    /// The addresses of the services by their names, as far as they are known and stay the same.
    ///
    /// A run keeps the address at which it first used a service, and is refused at another.
    public let addresses: [String: String]
    let now: @Sendable () -> ServiceInstant
    /// Whether journals make each change on its caller's thread and flush nothing: for runs that are only tried, where
    /// no other thread is to take part and no loss of power matters.
    package var isInline = false
    /// Where other hosts find the runs and continue them; nil if there are no others.
    package var shared: (any SharedRuns)?

    /// The journals in a folder; nothing is read or made yet.
    ///
    /// - Parameters:
    ///   - directory: An absolute path; made, for the user alone, when the first run is.
    ///   - addresses: Where the services are; a run that used one of them elsewhere is not resumed.
    ///   - now: The time that is recorded, to the millisecond; called from any thread.
    public init(
        _ directory: String, addresses: [String: String] = [:], now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.directory = directory
        self.addresses = addresses
        self.now = { ServiceInstant(secondsSince1970: now().timeIntervalSince1970) }
    }

    /// Opens a run's journal to resume it, and creates it if there is none and no trace of one.
    ///
    /// Costs some milliseconds; after a run that did not end cleanly every page is checked (a second or two with
    /// a million items).
    ///
    /// - Parameters:
    ///   - identity: The run's profile and name.
    ///   - fresh: Empties the journal first.
    /// - Throws: ``JournalError``: `newer`, `damaged`, `full`, `notWritable`, `held`, `unusable`; `elsewhere` if the
    ///   run has used a service at another address, unless it is begun afresh.
    public func open(_ identity: RunIdentity, fresh: Bool = false) throws -> RunJournal {
        guard let shared else {
            let file = JournalFile(paths: try paths(of: identity))
            try Folder.make(file.paths.folder)
            return try open(file, identity, fresh: fresh, nil)
        }
        return try open(identity, fresh: fresh, with: shared.take(identity))
    }

    /// The same with the turn, which ends with the journal, or if it cannot be opened.
    package func open(_ identity: RunIdentity, fresh: Bool = false, with run: any SharedRun) throws -> RunJournal {
        do {
            let file = JournalFile(paths: try paths(of: identity))
            try Folder.make(file.paths.folder)
            try bring(file, identity, up: run)
            return try open(file, identity, fresh: fresh, run)
        } catch {
            run.giveBack()
            throw error
        }
    }

    private func open(
        _ file: JournalFile, _ identity: RunIdentity, fresh: Bool, _ run: (any SharedRun)?
    ) throws -> RunJournal {
        if try file.isNew() { try file.create(identity, now: now()) }
        let journal = try RunJournal(file, identity, addresses: addresses, isInline: isInline, now: now)
        do {
            if let run {
                try journal.share(run, file)
            } else {
                try expectUnshared(journal.reader)
            }
            if fresh { try journal.empty() }
            try expectAddresses(of: journal.reader)
            return journal
        } catch {
            try? journal.close()
            throw error
        }
    }

    /// - Throws: ``JournalError`` with code `elsewhere` if a run has used a service at another address.
    package func expectAddresses(of reader: JournalReader) throws {
        for (service, used) in try reader.addresses().sorted(by: { $0.key < $1.key }) {
            guard let now = addresses[service], now != used else { continue }
            throw JournalError(
                .elsewhere,
                "the run \(try reader.identity().name) has used \(service) at \(used), and it is at \(now) now",
                hint: "Set the address back to resume the run, or give the run for the other address a new name.")
        }
    }

    /// Opens a run's journal for looking at it; nil if the run was never begun.
    ///
    /// Costs some milliseconds. Another process may be running it.
    ///
    /// - Parameters:
    ///   - identity: The run's profile and name.
    ///   - evenIfDamaged: Skips all checks, so that what is still there can be exported; its reads may throw.
    /// - Throws: ``JournalError``: `newer`, `damaged`, `held`, `unusable`.
    public func reader(_ identity: RunIdentity, evenIfDamaged: Bool = false) throws -> JournalReader? {
        let file = JournalFile(paths: try paths(of: identity))
        if try file.isNew() { return nil }
        return try JournalReader(file, evenIfDamaged ? .none : .cheap)
    }

    /// The same for a run from the list.
    package func reader(_ run: StoredRun, evenIfDamaged: Bool = false) throws -> JournalReader {
        try JournalReader(JournalFile(paths: run.paths), evenIfDamaged ? .none : .cheap)
    }

    /// Removes a run's journal, and its rows that hosts share; the caller must hold the run's lock.
    ///
    /// What the run has made at services stays.
    ///
    /// - Parameters:
    ///   - identity: The run.
    ///   - ifOwn: Leaves a run alone that another host has worked on since.
    /// - Returns: Whether there was one.
    /// - Throws: ``JournalError`` if a file cannot be removed.
    @discardableResult public func forget(_ identity: RunIdentity, ifOwn: Bool = false) throws -> Bool {
        if let run = try shared?.take(identity) {
            let own = ownLog(JournalFile(paths: try paths(of: identity)))?.copy
            guard !ifOwn || run.found.revision == 0 || run.found.copy == own else {
                run.giveBack()
                return false
            }
            try run.forget()
        }
        return try paths(of: identity).remove()
    }

    /// The same for a run from the list, also one that cannot be opened.
    @discardableResult package func forget(_ run: StoredRun) throws -> Bool {
        if let identity = run.identity { try shared?.take(identity).forget() }
        return try removeFiles(of: run)
    }

    /// Removes what this host has of a run from the list, and nothing of what hosts share.
    @discardableResult package func removeFiles(of run: StoredRun) throws -> Bool { try run.paths.remove() }

    func paths(of identity: RunIdentity) throws -> JournalPaths {
        let own = ownPaths(of: identity)
        guard try JournalFile(paths: own).isNew() else { return own }
        return try olderPaths(of: identity, in: own.folder) ?? own
    }

    /// Where a run is that this version has begun.
    func ownPaths(of identity: RunIdentity) -> JournalPaths {
        JournalPaths(
            base: "\(directory)/\(RunFileName.folder(ofProfile: identity.profile))/\(RunFileName.of(identity))")
    }

    /// The files of a run that version 1 began, in whose name the services' addresses are.
    private func olderPaths(of identity: RunIdentity, in folder: String) throws -> JournalPaths? {
        guard case .folder = try JournalPaths.kind(of: folder) else { return nil }
        let beginning = RunFileName.readable(identity)
        let bases = Set(
            try Folder.names(in: folder).filter { $0.hasPrefix(beginning) }.compactMap { name in
                [".sqlite", ".mark"].first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) }
            })
        let found = bases.sorted().compactMap { base -> (paths: JournalPaths, services: [String: String]?)? in
            let paths = JournalPaths(base: "\(folder)/\(base)")
            guard let older = JournalFile(paths: paths).olderIdentity(), older.identity == identity else { return nil }
            return (paths, older.services)
        }
        guard found.count > 1 else { return found.first?.paths }
        // One that was resumed since then has no addresses in its name any more.
        if let one = found.first(where: { $0.services == nil || $0.services == addresses }) { return one.paths }
        throw JournalError(
            .elsewhere,
            "an earlier version began several runs named \(identity.name), with services at different addresses",
            hint: "Forget those that are over by their files: \(found.map(\.paths.database).joined(separator: ", ")).")
    }
}

extension Date {
    /// A time of the journal; one of a damaged row is taken for the nearest within the years 1970 to 9999.
    init(_ moment: ServiceInstant) {
        self.init(timeIntervalSince1970: min(max(moment.secondsSince1970, 0), 253_402_300_799.999))
    }
}
