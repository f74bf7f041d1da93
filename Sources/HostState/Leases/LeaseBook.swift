import ApiClients
import HostLeases
import SQLite
import Synchronization
import Timekeeping

/// An account's ledger and its leases, as one transaction finds and leaves them: the two always agree.
struct LeaseBook {
    private(set) var ledger: SlotLedger
    private(set) var record: LeaseRecord
    private let row: LedgerRow

    /// Reads both; nil if no living process uses the account by lease.
    ///
    /// Leases of a ledger that was lost, or of another boot, are given up with their name: what was sent in their slots
    /// is not known.
    init?(
        _ db: Database, _ account: PacingAccount, _ limits: PacingLimits, of host: HostState, _ now: BootInstant
    ) throws {
        row = LedgerRow(account: account, boot: host.boot, now: now)
        let isOurs = host.memory.withLock { $0[account]?.isStored ?? false }
        let (ledger, isStored) = try row.load(db, limits, isOurs: isOurs)
        guard isStored, ledger.isLeased else { return nil }
        self.ledger = ledger
        let record = try LeaseRecord.load(db, account, host.boot)
        if let record, record.lease.holder == ledger.share?.holder {
            self.record = record
        } else {
            self.record = LeaseRecord()
            self.ledger.lease(LeasedShare(holder: self.record.lease.holder))
        }
    }

    func store(_ db: Database) throws {
        try row.store(ledger, db)
        try record.store(db, row.account, row.boot)
    }

    /// Takes in what looks have seen of the account.
    mutating func learn(_ seen: SlotWatch, _ now: BootInstant) { record.lease.learn(seen, now: now) }

    /// What the host's own ledger says at a beat.
    func use(_ now: BootInstant) -> HostLease.Use {
        let limits = ledger.hostLimits ?? ledger.limits
        let block = ledger.ownBlock(now: now).flatMap { $0.began == record.toldBlock ? nil : $0.rest }
        return HostLease.Use(
            want: ledger.slotsWanted(now: now), busy: ledger.slotsTaken(now: now),
            limit: SlotLimit(limits.slots, per: limits.window, isConfigured: limits.isConfigured), block: block)
    }

    /// Whether there is anything to tell the store: what is wanted, or to be given back.
    func isNeeded(_ now: BootInstant) -> Bool {
        let use = use(now)
        if use.want > 0 || use.block != nil || !record.lease.held.isEmpty { return true }
        // Giving everything back is tried a few times; after that the leases lapse.
        return record.failure.map { $0.count < 5 } ?? (record.flight != nil)
    }

    /// When the next beat is due; nil for at once.
    func nextBeat(_ use: HostLease.Use, _ now: BootInstant, _ wall: ServiceInstant) -> BootInstant? {
        let again = record.failure.map { $0.at + Self.pauseAfterFailure }
        // What a killed process has left, and what others have to know.
        if record.flight != nil || use.block != nil { return again }
        let isStarved = use.want > 0 && ledger.usable(now: now, wall: wall) == 0
        if isStarved, let again { return again }
        return .latest(again, asItIs(now, wall).nextBeat(use, now: now))
    }

    /// Goes over to the next beat.
    mutating func beat(
        _ use: HostLease.Use, _ now: BootInstant, _ wall: ServiceInstant, by process: String
    ) -> SlotSync {
        record.lease = asItIs(now, wall)
        let sync = record.lease.beat(use, now: now)
        record.flight = LeaseRecord.Flight(
            process: process, sequence: sync.sequence, begunAt: now, wall: wall,
            block: use.block == nil ? nil : ledger.ownBlock(now: now)?.began)
        share()
        return sync
    }

    /// Whether an answer to a sync is waited for: no later one was begun, and under no other name.
    func isWaiting(for sync: SlotSync) -> Bool {
        record.lease.holder == sync.holder && record.flight?.sequence == sync.sequence
    }

    /// Takes the answer to the sync that is on its way.
    mutating func take(_ table: SlotTable, to sync: SlotSync, _ now: BootInstant) {
        let before = record.lease.validUntil
        let pause = record.lease.received(table, to: sync.sequence, now: now)
        let isRenewed = record.lease.validUntil != before
        share(until: isRenewed ? record.flight.map { $0.wall + table.timing.lease } : nil, table.limit)
        if let pause { ledger.hold(until: now + pause) }
        if let block = record.flight?.block { record.toldBlock = block }
        record.flight = nil
        record.failure = nil
    }

    /// Goes over to another name, after the store knew of a later sync under this one than this host does.
    mutating func beginAgain() {
        record = LeaseRecord()
        ledger.lease(LeasedShare(holder: record.lease.holder))
    }

    /// Notes that the store has not answered.
    mutating func fail(_ words: String, _ now: BootInstant) {
        let line = words.split(whereSeparator: \.isNewline).first.map(String.init) ?? "it does not answer"
        record.failure = LeaseRecord.Failure(words: line, at: now, count: (record.failure?.count ?? 0) + 1)
        record.flight = nil
    }

    /// What the store's failure means to a process.
    func trouble(of holder: String, _ now: BootInstant, _ wall: ServiceInstant) -> LeaseKeeper.Trouble {
        LeaseKeeper.Trouble(
            words: record.failure?.words,
            isFelt: ledger.usable(now: now, wall: wall) == 0 && ledger.isAwaited(by: holder, now: now))
    }

    /// The lease, which has ended where one of the two clocks says so.
    private func asItIs(_ now: BootInstant, _ wall: ServiceInstant) -> HostLease {
        var lease = record.lease
        if let share = ledger.share, !share.isValid(now: now, wall: wall) { lease.lapse() }
        return lease
    }

    /// Lets the ledger use what is leased, and no more.
    private mutating func share(until wall: ServiceInstant? = nil, _ limit: SlotLimit? = nil) {
        var share = ledger.share ?? LeasedShare(holder: record.lease.holder)
        share.slots = record.lease.held.count
        share.validUntil = record.lease.validUntil
        if let wall { share.wallUntil = wall }
        if let limit {
            let limits = PacingLimits(limit.slots, per: limit.window)
            share.limit = limit.isConfigured ? limits : limits.asDefault
        }
        ledger.lease(share)
    }

    private static let pauseAfterFailure = Duration.milliseconds(500)
}
