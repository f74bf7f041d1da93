import ApiClients
import FoundationEssentials
import HostState
import LuaBridge
import RunJournal
import ScriptRunner
import SystemFiles
import TerminalText

/// All runs on this machine: those with real services, and the sandbox's.
struct RunShelf {
    /// A run and the folder that it is kept in.
    struct Entry {
        var run: StoredRun
        var store: RunStore
        /// What processes share beside it.
        var stateDirectory: String
    }

    private static let folders = [Environment.stateDirectory, Sandbox.directory + "/host"]

    /// Every run, the most recently active first.
    static func entries(profile: String? = nil) throws -> [Entry] {
        try folders.flatMap { folder in
            try StateDirectory.check(folder)
            let store = RunStore(folder + "/runs")
            return try store.runs(profile: profile).map { Entry(run: $0, store: store, stateDirectory: folder) }
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
        throw try missing(choice, among: entries(profile: choice.profile))
    }

    /// The run that is meant; nil if there is none.
    ///
    /// - Throws: ``ApiError`` of kind `usage` if there is more than one.
    static func find(_ choice: RunChoice) throws -> Entry? {
        let all = try entries(profile: choice.profile)
        let found = all.filter { $0.run.identity?.name == choice.name || $0.run.path == choice.name }
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
    /// What to say of a run that is not there.
    private static func missing(_ choice: RunChoice, among all: [Entry]) throws -> ApiError {
        let place = choice.profile.map { " in the profile \($0)" } ?? ""
        let names = Set(all.compactMap { $0.run.identity?.name }).sorted()
        let elsewhere =
            try choice.profile == nil
            ? []
            : entries().compactMap(\.run.identity)
                .filter { $0.name == choice.name }.map(\.profile)
        let hint: String
        if !elsewhere.isEmpty {
            hint = "There is one in the profile \(Set(elsewhere).sorted().joined(separator: " and one in "))."
        } else if let nearest = names.nearest(to: choice.name) {
            hint = "Did you mean \(nearest.shellWord)?"
        } else if names.isEmpty {
            hint = "There are none\(place) yet; bulk.each in a script starts one."
        } else {
            // The list comes with the latest first; so do these.
            let latest = all.compactMap { $0.run.identity?.name }.reduce(into: [String]()) { names, name in
                if !names.contains(name) { names.append(name) }
            }
            let more = latest.count > 10 ? ", … (govscript runs lists all)" : ""
            hint = "There are: \(latest.prefix(10).map(\.shellWord).joined(separator: ", "))\(more)."
        }
        return ApiError(.usage, "there is no run '\(choice.name)'\(place)", hint: hint)
    }
}

extension RunShelf.Entry {
    /// Opens it for reading; a process that is running it is not disturbed.
    func reader() throws -> JournalReader { try store.reader(run) }

    /// Changes it, holding the run's lock.
    ///
    /// - Throws: ``HostStateError`` with code `held` if somebody does.
    func changing<Value>(_ body: (RunJournal) async throws -> Value) async throws -> Value {
        guard let identity = run.identity else { throw try run.failure() }
        let lock = try lock(identity)
        defer { lock.release() }
        let journal = try store.open(identity)
        do {
            let value = try await body(journal)
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
        let lock = try lock(identity, command: "govscript test")
        defer { lock.release() }
        try store.copy(run, identity, to: RunStore(folder))
    }

    /// Removes it.
    func forget() throws {
        guard let identity = run.identity else {
            _ = try store.forget(run)
            return
        }
        let lock = try lock(identity)
        defer { lock.release() }
        _ = try store.forget(run)
    }

    /// The process that is running it now, in words.
    func owner() -> String? {
        guard let identity = run.identity, let state = try? HostState(at: stateDirectory) else { return nil }
        return (try? state.runOwner(identity.lockKey)).flatMap(\.self).map { "\($0)" }
    }

    private func lock(_ identity: RunIdentity, command: String = "govscript runs") throws -> RunLock {
        try HostState(at: stateDirectory, command: command).lockRun(identity.name, key: identity.lockKey)
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
