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
            throw ScriptError(
                .usage, "\(DurableRun.call): share needs a database that the machines have in common",
                call: DurableRun.call,
                hint: "Set GOVSCRIPT_STATE, or state in the profile, on each of them; or leave share out.")
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
                guard let journal = try open(identity, turn, number, parts, place) else {
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
    /// Made anew where the one of this host has items that belong to other parts now, since the run was forgotten, or
    /// its assignments were lost with a server.
    private func open(
        _ identity: RunIdentity, _ turn: any SharedPartRun, _ number: Int, _ parts: any SharedParts, _ place: RunPlace
    ) throws -> RunJournal? {
        do {
            return try place.store.open(identity, with: turn)
        } catch {
            guard turn.hasForeignItems else { throw error }
            try place.store.setAside(identity)
            tell("note: the record of \(identity.title) on this machine was of an earlier run, and was put aside")
            guard case .taken(let again) = try parts.take(number) else { return nil }
            return try place.store.open(identity, with: again)
        }
    }
}

/// Another process of this machine has a part.
private struct PartLocked: Error {
    let reason: any Error
}
