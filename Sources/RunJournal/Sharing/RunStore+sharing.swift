import Glibc
import SQLite

extension RunStore {
    /// Makes the journal of this host what the run is: leaves it alone if the rows that all hosts have follow it, and
    /// makes it anew from them if another host has worked on the run since.
    ///
    /// - Throws: ``JournalError``: `elsewhere` if both have records that know nothing of each other; `held` if the rows
    ///   are not whole.
    func bring(_ file: JournalFile, _ identity: RunIdentity, up run: any SharedRun) throws {
        let log = ownLog(file)
        if log?.copy == run.found.copy, run.found.revision <= log?.revision ?? 0 { return }
        // Nothing is there but what this host brings along.
        if run.found.revision == 0 { return }
        guard run.found.revision > 0 else {
            throw JournalError(
                .held, "the record of the run \(identity.name) was being put back by another machine, and is not whole",
                hint: "Run it on that machine first.")
        }
        if log == nil, try !file.isNew() {
            throw JournalError(
                .elsewhere,
                "the run \(identity.name) has a record of its own in \(file.paths.database), beside the one "
                    + "that the machines share",
                hint: "Give the run another name, or move that file away to continue what the machines share.")
        }
        try rebuild(file, identity, from: run)
    }

    /// Refuses a run that hosts share: another one may be working on it.
    func expectUnshared(_ reader: JournalReader) throws {
        guard try reader.read({ db in try MirrorLog(of: db) }) != nil else { return }
        throw JournalError(
            .elsewhere,
            "the run \(try reader.identity().name) is shared with other machines, and GOVSCRIPT_STATE is not set",
            hint: "Set GOVSCRIPT_STATE as it was.")
    }

    /// Whether this host has the journal that the rows of a run follow.
    package func hasJournal(of identity: RunIdentity, _ state: SharedState) -> Bool {
        guard let paths = try? paths(of: identity) else { return false }
        return ownLog(JournalFile(paths: paths))?.copy == state.copy
    }

    /// Whether this host has journals of parts of a run.
    package func hasParts(of run: RunIdentity) throws -> Bool {
        let folder = try paths(of: run).folder
        let beginning = RunFileName.readable(run)
        return try Folder.names(in: folder).contains { name in
            guard name.hasPrefix(beginning), name.hasSuffix(".mark") else { return false }
            let found = try? DurableMark.read("\(folder)/\(name)")?.identity?.identity
            return found.map { $0.part != nil && $0.whole == run } ?? false
        }
    }

    /// Puts the journal of this host aside, so that the next opening makes it from the rows of all hosts.
    package func setAside(_ identity: RunIdentity) throws {
        try keepAside(JournalFile(paths: try paths(of: identity)))
    }

    /// What the journal of this host says of itself; nil if there is none, if it is damaged, or if it was never shared.
    func ownLog(_ file: JournalFile) -> MirrorLog? {
        if (try? file.isNew()) != false { return nil }
        return try? JournalReader(file, .cheap).read { db in try MirrorLog(of: db) }
    }

    /// Makes the journal from the rows that all hosts have; what was there is kept beside it, under a name that no list
    /// of runs shows.
    private func rebuild(_ file: JournalFile, _ identity: RunIdentity, from run: any SharedRun) throws {
        let draft = JournalFile(paths: file.paths.draft)
        try draft.paths.remove()
        try draft.create(identity, now: now())
        do {
            // The last connection takes the log into the file and flushes it.
            try draft.fill(then: { db in
                _ = try MirrorLog.make(in: db, revision: run.found.revision, loaded: run.found.revision)
            }) { body in try run.load(body) }
        } catch {
            _ = try? draft.paths.remove()
            throw JournalError.of(error, file.paths.database)
        }
        try keepAside(file)
        guard rename(draft.paths.database, file.paths.database) == 0 else {
            throw JournalError(cannot: "make", file.paths.database, errno: errno)
        }
        try Folder.flush(file.paths.folder)
    }

    private func keepAside(_ file: JournalFile) throws {
        guard try JournalPaths.exists(file.paths.database) else {
            try file.paths.remove()
            return
        }
        let aside = JournalPaths(
            base: "\(file.paths.folder)/.old-\(file.paths.database.split(separator: "/").last ?? "")")
        try aside.remove()
        // Its log is taken into it, if it can be opened at all.
        if let database = try? file.open(.none) { database.close() }
        // First, since a mark without its journal says that the journal was lost.
        unlink(file.paths.mark)
        guard rename(file.paths.database, aside.database) == 0 else {
            throw JournalError(cannot: "rename", file.paths.database, errno: errno)
        }
        try file.paths.remove()
    }
}
