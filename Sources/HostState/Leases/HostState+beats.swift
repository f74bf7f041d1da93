import ApiClients
import HostLeases
import SQLite
import Synchronization
import Timekeeping

/// A beat is a local transaction that says what to send, the sync with the store, and a local transaction that takes
/// its answer. One process of a host does it at a time; another one begins again what a killed one has left.
extension HostState {
    /// What a look at an account's leases has shown.
    private enum Look: Sendable {
        /// Nothing of it is used, and nothing is leased.
        case rest
        case later(at: BootInstant)
        case send(SlotSync)
    }

    /// Looks after an account's leases: sends a beat if one is due and no other process is sending one.
    ///
    /// - Returns: How long to wait until the next look; nil if there is nothing left to look after.
    func keepLeases(_ account: PacingAccount, _ limits: PacingLimits, _ keeper: LeaseKeeper) async -> Duration? {
        let isEnding = keeper.isEnding
        do {
            let (look, trouble) = try await slots.transaction { db in
                try self.look(db, account, limits, isEnding: isEnding)
            }
            keeper.note(trouble, of: account)
            switch look {
            case .rest: return nil
            case .later(let moment): return max(.zero, moment - time.now())
            case .send(let sync):
                try await carryOut(sync, account, limits, keeper)
                return isEnding ? nil : .zero
            }
        } catch {
            // The next request for a slot meets the same error and reports it.
            return nil
        }
    }

    private func carryOut(
        _ sync: SlotSync, _ account: PacingAccount, _ limits: PacingLimits, _ keeper: LeaseKeeper
    ) async throws {
        let answer: Result<SlotTable?, any Error>
        do {
            answer = .success(try await keeper.store.sync(account, sync))
        } catch {
            answer = .failure(error)
        }
        let trouble = try await slots.transaction { db in
            try self.take(answer, to: sync, of: account, limits, db)
        }
        keeper.note(trouble, of: account)
    }

    private func look(
        _ db: Database, _ account: PacingAccount, _ limits: PacingLimits, isEnding: Bool
    ) throws -> (Look, LeaseKeeper.Trouble) {
        let (now, wall) = (time.now(), time.calendar)
        guard var book = try LeaseBook(db, account, limits, of: self, now) else { return (.rest, .init()) }
        if let seen = sights.withLock({ $0[account] }) { book.learn(seen, now) }
        let trouble = book.trouble(of: process.name, now, wall)
        if let flight = book.record.flight, flight.process != process.name,
            now - flight.begunAt < LeaseRecord.Flight.longest, !process.isDead(flight.process)
        {
            let isRest = isEnding || !book.isNeeded(now)
            return (isRest ? .rest : .later(at: now + SlotLedger.leaseLook), trouble)
        }
        var use = book.use(now)
        if isEnding {
            let isAlone = book.ledger.lessees.allSatisfy { $0 == process.name || process.isDead($0) }
            guard isAlone, !book.record.lease.held.isEmpty else { return (.rest, trouble) }
            if let free = book.ledger.allFree(now: now), free > now, free - now <= .seconds(1) {
                return (.later(at: free), trouble)
            }
            use.want = 0
        } else {
            guard book.isNeeded(now) else { return (.rest, trouble) }
            if let due = book.nextBeat(use, now, wall), due > now { return (.later(at: due), trouble) }
        }
        let sync = book.beat(use, now, wall, by: process.name)
        try book.store(db)
        return (.send(sync), trouble)
    }

    private func take(
        _ answer: Result<SlotTable?, any Error>, to sync: SlotSync, of account: PacingAccount, _ limits: PacingLimits,
        _ db: Database
    ) throws -> LeaseKeeper.Trouble {
        let (now, wall) = (time.now(), time.calendar)
        guard var book = try LeaseBook(db, account, limits, of: self, now), book.isWaiting(for: sync) else {
            return .init()
        }
        switch answer {
        case .success(let table?): book.take(table, to: sync, now)
        case .success(nil): book.beginAgain()
        case .failure(let error): book.fail("\(error)", now)
        }
        try book.store(db)
        return book.trouble(of: process.name, now, wall)
    }
}
