import Facts
import RunJournal

extension RunRegistry {
    /// What came of asking for a part.
    enum PartOpening {
        case opened(DurableRun)
        /// Another process has it: where, in words.
        case held(place: String)
    }

    /// How many parts are asked for before the reason why none can be had is said.
    private static let mostParts = 100

    /// Opens the part of a shared run that this host continues, or else the first one that no living host has.
    ///
    /// - Throws: ``ScriptError`` of kind `usage` where hosts share nothing; ``JournalError``, and what the lock throws.
    func openShared(
        _ name: String, _ options: RunOptions, save: (any SaveOutput)?, listeners: [RunListener]
    ) throws -> DurableRun {
        let place = try place()
        let whole = place.identity(name)
        guard let parts = place.store.shared?.parts(of: whole) else {
            let isBegun = try place.store.hasParts(of: whole)
            throw ScriptError(
                .usage, "\(DurableRun.call): share needs a database that the machines have in common",
                call: DurableRun.call,
                hint: isBegun
                    ? "Set GOVSCRIPT_STATE as it was: without it the items that were done would be done again."
                    : "Set GOVSCRIPT_STATE, or state in the profile, on each of them; or leave share out.")
        }
        if options.onChange == .redo {
            throw ScriptError(
                .usage, "\(DurableRun.call): share and on_change = \"redo\" exclude each other", call: DurableRun.call,
                hint: "A machine does not see whether an item of another one has changed. Give the changed items to a "
                    + "run with another name.")
        }
        if options.isFresh {
            throw ScriptError(
                .usage, "\(DurableRun.call): share and fresh exclude each other", call: DurableRun.call,
                hint: "To do everything again, first run: \(advice.forget(name))")
        }
        if let reader = try place.store.reader(whole), try !reader.summary().items.isEmpty {
            throw JournalError(
                .elsewhere, "the run \(name) was begun without share = true",
                hint: "Finish it as it was begun, or give it another name.")
        }
        let list = try parts.list()
        let own = list.filter { place.store.hasJournal(of: whole.part($0.number), $0.state) }.map(\.number)
        let rest = (1...(list.last?.number ?? 0) + Self.mostParts).filter { !own.contains($0) }
        var problem: (any Error)?
        for number in own + rest {
            do {
                let opening = try open(
                    whole.part(number), options, save: save, listeners, parts, RunShare(parts, part: number), place)
                if case .opened(let run) = opening { return run }
            } catch let error as PartLocked {
                problem = error.reason
            }
        }
        throw problem ?? JournalError(.held, "all parts of the run \(name) are in progress")
    }

    /// Opens a part that another host had.
    ///
    /// - Throws: ``JournalError``.
    func openPart(_ number: Int, of run: DurableRun, _ parts: any SharedParts, _ listeners: [RunListener]) throws
        -> PartOpening
    {
        do {
            return try open(
                run.identity.whole.part(number), run.options, save: nil, listeners, parts, nil, place())
        } catch let error as PartLocked {
            return .held(place: "\(error.reason)")
        }
    }

    private func open(
        _ identity: RunIdentity, _ options: RunOptions, save: (any SaveOutput)?, _ listeners: [RunListener],
        _ parts: any SharedParts, _ share: RunShare?, _ place: RunPlace
    ) throws -> PartOpening {
        let unlock: RunPlace.Unlock
        do { unlock = try place.lock(identity) } catch { throw PartLocked(reason: error) }
        do {
            guard let number = identity.part else { throw JournalError(.missing, "\(identity.name) is no part") }
            switch try parts.take(number) {
            case .held(let place):
                unlock()
                return .held(place: place)
            case .taken(let turn):
                let journal: RunJournal?
                do {
                    journal = try open(identity, turn, number, parts, place)
                } catch let error as JournalError where error.code == .held {
                    // Its rows are being put back.
                    unlock()
                    return .held(place: error.message)
                }
                guard let journal else {
                    unlock()
                    return .held(place: "")
                }
                return .opened(
                    try begin(
                        journal, identity, options, place, save: save, listeners: listeners, share: share,
                        unlock: unlock))
            }
        } catch {
            unlock()
            throw error
        }
    }

    /// The journal of a part; nil if another host has it meanwhile.
    ///
    /// Made anew where the one of this host has items that belong to other parts now, since its assignments were lost
    /// with a server.
    private func open(
        _ identity: RunIdentity, _ turn: any SharedPartRun, _ number: Int, _ parts: any SharedParts, _ place: RunPlace
    ) throws -> RunJournal? {
        let token: String
        do {
            token = try turn.token()
            try keepOrPutAside(identity, turn, token, place)
        } catch {
            turn.giveBack()
            throw error
        }
        let journal: RunJournal
        do {
            journal = try place.store.open(identity, with: turn)
        } catch {
            guard turn.hasForeignItems else { throw error }
            try putAside(identity, "was lost with a server", place)
            guard case .taken(let again) = try parts.take(number) else { return nil }
            return try place.store.open(identity, with: again)
        }
        do {
            try journal.setMetadata(Self.tokenEntry, to: "\(token) \(Self.withoutStart(turn.server))")
        } catch {
            try? journal.close()
            throw error
        }
        return journal
    }

    /// Puts the journal of this host aside before it is stored, where it is of an earlier run that was forgotten, or
    /// has items that belong to other parts by now.
    ///
    /// - Throws: ``JournalError``: `elsewhere` if the run may have been forgotten as well as lost with a server.
    private func keepOrPutAside(
        _ identity: RunIdentity, _ turn: any SharedPartRun, _ token: String, _ place: RunPlace
    ) throws {
        // Otherwise the journal is made from what is stored, or is the one that it follows.
        guard turn.found.revision == 0, let reader = try place.store.reader(identity) else { return }
        let items = reader.items()
        guard let first = try items.next() else { return }
        let known = (try reader.metadata(Self.tokenEntry) ?? "").split(separator: " ", maxSplits: 1)
        guard known.first != token[...] else {
            guard try hasForeign(first, and: items, turn) else { return }
            return try putAside(identity, "has items that other machines got after a failover", place)
        }
        guard known.last == Self.withoutStart(turn.server)[...] else {
            throw JournalError(
                .elsewhere,
                "the run \(identity.whole.title) was forgotten, or lost with a server: this machine has a record of "
                    + "\(identity.title) that PostgreSQL knows nothing of",
                hint: "If it was forgotten, delete this one too: \(advice.forget(identity.title))")
        }
        try putAside(identity, "was of an earlier run", place)
    }

    /// Whether an item of a journal belongs to another part.
    private func hasForeign(_ first: ItemRecord, and items: ItemCursor, _ turn: any SharedPartRun) throws -> Bool {
        var next: ItemRecord? = first
        while next != nil {
            var keys: [[UInt8]] = []
            while let item = next, keys.count < RunShare.largest {
                keys.append(Array(item.key.utf8))
                next = try items.next()
            }
            let found = try turn.assign(keys, most: 0)
            if found.items.contains(where: { $0.map { $0.part != turn.part } ?? false }) { return true }
        }
        return false
    }

    private func putAside(_ identity: RunIdentity, _ reason: String, _ place: RunPlace) throws {
        try place.store.setAside(identity)
        tell("note: the record of \(identity.title) on this machine \(reason), and was put aside")
    }

    /// The entry of a part's journal for the token of its run and the server that gave it.
    private static let tokenEntry = "shared run"

    /// The name of a server without its start: what was committed outlasts a start.
    private static func withoutStart(_ server: String) -> String {
        server.lastIndex(of: "/").map { String(server[..<$0]) } ?? server
    }
}

/// Another process of this machine has a part.
private struct PartLocked: Error {
    let reason: any Error
}
