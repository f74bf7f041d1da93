import ApiClients
import FoundationEssentials
import HostState
import LuaBridge
import RunJournal
import ScriptRunner
import SystemFiles
import TerminalText

/// All runs of this machine, those with real services and the sandbox's, and those that other machines share with it.
///
/// Calls may wait for PostgreSQL on their thread, which must be none of the concurrency pool's.
struct RunShelf {
    /// A run and the folder that it is kept in.
    struct Entry {
        var run: StoredRun
        var store: RunStore
        /// What processes share beside it.
        var stateDirectory: String
        /// Where machines share it; nil if this one is alone, or if that was not asked for.
        var shelf: SharedShelf?
    }

    private static var own: String { Environment.stateDirectory }
    private static let folders = [own, Sandbox.directory + "/host"]

    /// Every run, the most recently active first.
    ///
    /// - Parameter shelf: Where machines share runs; the sandbox's are this machine's alone.
    static func entries(profile: String? = nil, with shelf: SharedShelf? = nil) throws -> [Entry] {
        try folders.flatMap { folder in
            try StateDirectory.check(folder)
            let store = RunStore(folder + "/runs")
            let shelf = folder == own ? shelf : nil
            let runs = try store.runs(profile: profile, sharing: shelf?.runs() ?? [])
            return runs.map { Entry(run: $0, store: store, stateDirectory: folder, shelf: shelf) }
        }.sorted { $0.run.activity > $1.run.activity }
    }

    /// The names of all runs that can be read, for completion.
    static var names: [String] {
        let found = folders.compactMap { try? RunStore($0 + "/runs").names() }
        return found.reduce(into: Set()) { $0.formUnion($1) }.sorted()
    }

    /// The run that is meant.
    ///
    /// - Throws: ``ApiError`` of kind `usage` if there is none, or more than one.
    static func entry(_ choice: RunChoice) throws -> Entry {
        if let entry = try find(choice) { return entry }
        throw try missing(choice, among: entries(profile: choice.profile, with: SharedShelf.find(choice.profile)))
    }

    /// The run that is meant; nil if there is none.
    ///
    /// - Throws: ``ApiError`` of kind `usage` if there is more than one.
    static func find(_ choice: RunChoice) throws -> Entry? {
        let all = try entries(profile: choice.profile, with: SharedShelf.find(choice.profile))
        var found = all.filter { $0.run.identity?.title == choice.name || $0.run.path == choice.name }
        // A run with a record of its own here, beside the one that machines share.
        let own = Set(found.filter { !$0.run.lacksRows }.map(\.run.path))
        found.removeAll { $0.run.lacksRows && own.contains($0.run.path) }
        guard let entry = found.first else { return nil }
        guard found.count == 1 else {
            let profiles = found.compactMap { $0.run.identity?.profile }
            guard Set(profiles).count == profiles.count else {
                throw ApiError(
                    .usage, "'\(choice.name)' is the name of several runs, with services at different addresses",
                    hint:
                        "Give the file of the one that you mean: \(found.map(\.run.path).joined(separator: ", "))."
                )
            }
            throw ApiError(
                .usage, "'\(choice.name)' is the name of several runs",
                hint: "Say which with --profile (\(profiles.sorted().joined(separator: ", "))), or give its file: "
                    + "\(found.map(\.run.path).joined(separator: ", ")).")
        }
        return entry
    }
}

extension RunShelf {
    /// The parts of a run whose items machines share; none if there is no such run, or if there is one of this name.
    static func parts(_ choice: RunChoice) throws -> [Entry] {
        let all = try entries(profile: choice.profile, with: SharedShelf.find(choice.profile))
        if all.contains(where: { $0.run.identity?.title == choice.name || $0.run.path == choice.name }) { return [] }
        let found = all.filter { $0.run.identity?.name == choice.name }
        let profiles = Set(found.compactMap { $0.run.identity?.profile })
        guard profiles.count < 2 else {
            throw ApiError(
                .usage, "'\(choice.name)' is the name of several runs",
                hint: "Say which with --profile (\(profiles.sorted().joined(separator: ", "))).")
        }
        return found
    }
}

extension RunShelf {
    /// What to say of a run that is not there.
    private static func missing(_ choice: RunChoice, among all: [Entry]) throws -> ApiError {
        let place = choice.profile.map { " in the profile \($0)" } ?? ""
        let names = Set(all.compactMap { $0.run.identity?.title }).sorted()
        let elsewhere =
            try choice.profile == nil
            ? []
            : entries().compactMap(\.run.identity)
                .filter { $0.title == choice.name }.map(\.profile)
        let parts = all.compactMap(\.run.identity).filter { $0.part != nil && $0.name == choice.name }.map(\.title)
        let hint: String
        if !parts.isEmpty {
            hint = "Machines share its items; its parts are: \(Set(parts).sorted().joined(separator: ", "))."
        } else if !elsewhere.isEmpty {
            hint = "There is one in the profile \(Set(elsewhere).sorted().joined(separator: " and one in "))."
        } else if let nearest = names.nearest(to: choice.name) {
            hint = "Did you mean \(nearest.shellWord)?"
        } else if names.isEmpty {
            hint = "There are none\(place) yet; bulk.each in a script starts one."
        } else {
            // The list comes with the latest first; so do these.
            let latest = all.compactMap { $0.run.identity?.title }.reduce(into: [String]()) { names, name in
                if !names.contains(name) { names.append(name) }
            }
            let more = latest.count > 10 ? ", … (govscript runs lists all)" : ""
            hint = "There are: \(latest.prefix(10).map(\.shellWord).joined(separator: ", "))\(more)."
        }
        return ApiError(.usage, "there is no run '\(choice.name)'\(place)", hint: hint)
    }
}

extension RunShelf.Entry {
    /// Opens it for reading, as other machines have it if they have more; a process that is running it is not
    /// disturbed.
    ///
    /// - Parameter evenIfDamaged: Whether all that can still be read is wanted.
    func reader(evenIfDamaged: Bool = false) throws -> JournalReader {
        if run.lacksRows, let shelf, let identity = run.identity { return try shelf.reader(identity, in: store) }
        return try store.reader(run, evenIfDamaged: evenIfDamaged)
    }

    /// Changes it, holding the run's lock.
    ///
    /// The calling thread waits, and must be none of the concurrency pool's.
    ///
    /// - Throws: ``HostStateError`` with code `held` if somebody does.
    func changing<Value: Sendable>(_ body: @escaping @Sendable (RunJournal) async throws -> Value) throws -> Value {
        guard let identity = run.identity else { throw try run.failure() }
        let state = try HostState(at: stateDirectory, command: "govscript runs")
        let lock = try state.lockRun(identity.title, key: identity.lockKey)
        defer { lock.release() }
        let journal = try sharing(identity, state).open(identity)
        do {
            let value = try BlockingWait.perform { try await body(journal) }
            try journal.close()
            return value
        } catch {
            try? journal.close()
            throw error
        }
    }

    /// Copies its record to a folder of runs, holding the run's lock.
    ///
    /// - Throws: ``HostStateError`` with code `held` if somebody is running it.
    func copy(to folder: String) throws {
        guard let identity = run.identity else { throw try run.failure() }
        let state = try HostState(at: stateDirectory, command: "govscript test")
        let lock = try state.lockRun(identity.title, key: identity.lockKey)
        defer { lock.release() }
        try store.copy(run, identity, to: RunStore(folder))
    }

    /// Removes what machines share of a run by items, whose parts are removed.
    func forgetWhole() throws {
        guard let identity = run.identity else { return }
        let state = try HostState(at: stateDirectory, command: "govscript runs")
        try sharing(identity, state).shared?.parts(of: identity.whole)?.forget()
    }

    /// Removes it.
    func forget() throws {
        guard let claim = try claim() else {
            _ = try store.forget(run)
            return
        }
        try claim.forget(run)
    }

    /// Takes its lock, and its turn where machines share it; nil if it is not known which run it is.
    ///
    /// - Throws: ``HostStateError`` or ``JournalError`` with code `held` if somebody is running it.
    func claim() throws -> RunClaim? {
        guard let identity = run.identity else { return nil }
        let state = try HostState(at: stateDirectory, command: "govscript runs")
        let lock = try state.lockRun(identity.title, key: identity.lockKey)
        do {
            let store = try sharing(identity, state)
            return RunClaim(lock: lock, store: store, turn: try store.shared?.take(identity))
        } catch {
            lock.release()
            throw error
        }
    }

    /// The process that is running it now, in words; one on another machine may have ended without a word.
    func owner() -> String? {
        guard let identity = run.identity, let state = try? HostState(at: stateDirectory) else { return nil }
        if let own = (try? state.runOwner(identity.lockKey)).flatMap(\.self) { return "\(own)" }
        // Of this machine's own processes the lock has told.
        guard let owner = run.shared?.owner, let machine = try? state.machine, !owner.name.hasPrefix("\(machine)/")
        else { return nil }
        return owner.place
    }

    /// The store with the turns at runs, where machines share them.
    private func sharing(_ identity: RunIdentity, _ state: HostState) throws -> RunStore {
        guard stateDirectory == Environment.stateDirectory else { return store }
        let setting = try run.shared == nil ? SharedShelf.setting(of: identity.profile) : shelf?.setting
        return try setting.map { try store.sharing($0, state) } ?? store
    }
}

/// The right to remove a run: one process has it at a time.
struct RunClaim {
    fileprivate let lock: RunLock
    fileprivate let store: RunStore
    fileprivate let turn: (any SharedRun)?

    /// Removes the run and ends the claim.
    func forget(_ run: StoredRun) throws {
        defer { lock.release() }
        try turn?.forget()
        try store.removeFiles(of: run)
    }

    /// Ends it, and leaves the run as it is.
    func giveUp() {
        turn?.giveBack()
        lock.release()
    }
}

extension StoredRun {
    /// When something was last recorded, in seconds since 1970; 0 if that cannot be read.
    var activity: Double {
        (try? summary.get()).flatMap { $0.lastActivity ?? $0.created }?.timeIntervalSince1970 ?? 0
    }

    fileprivate func failure() throws -> JournalError {
        switch summary {
        case .failure(let error): error
        case .success: throw ApiError(.internal, "the run in \(path) does not say which one it is")
        }
    }
}
