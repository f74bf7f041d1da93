package import Timekeeping

/// One host's leases of the slots of one account: what it may use and until when, as a pure value.
///
/// ``beat(_:now:)`` says what to send to the store, ``received(_:to:now:)`` takes its answer. All times are of the
/// host's own boot clock; no moment is ever sent to anybody. Slots of one lease are alike: the host's own ledger counts
/// how many of them are in use.
///
/// **Why the limit is never exceeded.** Let `s` be when this host sent the last sync that was answered. It sends
/// nothing after `s + 0.9 L`, so nothing of it arrives after `s + 0.9 L + P + F`. Another host takes a slot over only
/// after it has watched the row unchanged for `L + max(F + P, V) + W`, which began after `s`, so a window after the
/// last arrival. A slot that is given back has been free for a window. On a server that has just taken over, which may
/// have forgotten grants or may not be alone yet, nothing is granted until every lease of the old one is over; holders
/// put theirs back meanwhile.
package struct HostLease: Sendable, Hashable, Codable {
    /// What the host's own ledger says at a beat.
    package struct Use: Sendable, Hashable {
        /// How many slots could be used now.
        package var want: Int
        /// How many slots are not free: their requests are in progress, or were answered less than a window ago.
        package var busy: Int
        /// The limit that the host was told to keep.
        package var limit: SlotLimit
        /// How much longer the service refuses everything, if that was found out since the last beat.
        package var block: Duration?

        /// The use at a moment.
        package init(want: Int, busy: Int, limit: SlotLimit, block: Duration? = nil) {
            self.want = want
            self.busy = busy
            self.limit = limit
            self.block = block
        }
    }

    /// What is new after an answer.
    package struct News: Sendable, Hashable {
        /// For how long nothing may be sent, because the service refuses everything.
        package var holdFor: Duration?
        /// Whether another server, or a new start of the same one, has answered.
        package var isNewServer = false
    }

    struct Pending: Sendable, Hashable, Codable {
        let sequence: Int64
        let sentAt: BootInstant
        /// Whether the lease was valid then.
        let isValid: Bool
        /// Whether nothing was known of the other hosts then, so that no slot was asked for.
        let isBlind: Bool
    }

    /// The host's name, which no other host has or will have.
    package let holder: String
    /// The slots that it has, with their epochs.
    package private(set) var held: [Int: Int64] = [:]
    /// Until when they may be used; nil if they never could.
    package private(set) var validUntil: BootInstant?
    private var sequence: Int64 = 0
    private var pending: Pending?
    private var server: ServerWatch?
    private var rows: [Int: Sighted] = [:]
    private var members: [String: Sighted] = [:]
    private var share: ShareView?
    private var block: Int64?
    /// Since when this host has had slots without a pause.
    private var heldSince: BootInstant?

    /// A host without leases.
    package init(holder: String) {
        self.holder = holder
    }

    /// How many slots may be used at a moment.
    package func usable(now: BootInstant) -> Int { now.isBefore(validUntil) ? held.count : 0 }

    /// When the next beat is due; nil for at once.
    ///
    /// A host that wants slots and can use fewer than its share asks more often, and at once after its first beat, with
    /// which it has learned of the others.
    package func nextBeat(_ use: Use, now: BootInstant) -> BootInstant? {
        guard let pending, let server else { return nil }
        let usable = usable(now: now)
        let isShort = use.want > usable && (share?.of(holder, wanting: use.want) ?? 0) > usable
        if isShort, pending.isBlind { return nil }
        return pending.sentAt + (isShort ? server.timing.beat / 3 : server.timing.beat)
    }

    /// Goes over to the next beat: gives back what is surplus and not in use, and says what to send.
    ///
    /// What is given back is not used from now on, whatever becomes of the message.
    package mutating func beat(_ use: Use, now: BootInstant) -> SlotSync {
        let goal = goal(use, now)
        let spare = max(0, min(held.count - goal.keep, held.count - use.busy))
        for number in held.keys.sorted().suffix(spare) { held[number] = nil }
        if held.isEmpty { heldSince = nil }
        sequence += 1
        let isValid = now.isBefore(validUntil)
        pending = Pending(sequence: sequence, sentAt: now, isValid: isValid, isBlind: share == nil)
        return SlotSync(
            holder: holder, sequence: sequence, limit: use.limit, want: use.want, held: held,
            isValid: isValid, take: max(0, goal.take - held.count),
            suspects: unchanged(rows, now), silent: unchanged(members, now), calm: server?.calmName(now),
            block: use.block)
    }

    /// Takes the answer to the sync with a number; one that a later sync has overtaken is ignored.
    ///
    /// - Returns: What is new.
    package mutating func received(_ table: SlotTable, to number: Int64, now: BootInstant) -> News {
        guard let pending, pending.sequence == number else { return News() }
        var news = News()
        if server?.name != table.server {
            news.isNewServer = server != nil
            server = ServerWatch(name: table.server, since: now, timing: table.timing, window: .zero)
            rows = [:]
            members = [:]
        }
        server?.timing = table.timing
        server?.window = table.limit.window
        // Every slot of its own that the sync did not name was given back by it, so the others are its new ones.
        let own = table.rows.filter { $0.holder == holder && $0.epoch == held[$0.number] ?? $0.epoch }
        held = Dictionary(own.map { ($0.number, $0.epoch) }) { first, _ in first }
        if held.isEmpty { heldSince = nil } else if heldSince == nil { heldSince = now }
        // A new server may have forgotten that somebody took over what this host had let lapse.
        if pending.isValid || table.isCalm {
            validUntil = .latest(validUntil, pending.sentAt + table.timing.validity)
        }
        watch(table, now)
        share = ShareView(slots: table.limit.slots, wants: table.members.map { ($0.holder, $0.want) })
        news.holdFor = hold(table)
        block = table.block
        return news
    }

    /// Gives up all leases, after the store has refused a sync because another user of this name was ahead.
    package mutating func supersede(by name: String) { self = HostLease(holder: name) }

    /// Ends the lease before its time, as after a pause of the whole machine that its boot clock does not show.
    package mutating func lapse() { validUntil = nil }

    /// How many slots to keep and how many to have.
    private func goal(_ use: Use, _ now: BootInstant) -> (keep: Int, take: Int) {
        guard let share, let server else { return (held.count, 0) }
        let fair = share.of(holder, wanting: use.want)
        // With more hosts than slots each has its turn.
        if share.isCrowded(with: holder, wanting: use.want), let heldSince, now - heldSince >= server.timing.lease {
            return (0, 0)
        }
        return (fair, fair)
    }

    private func unchanged<Subject>(
        _ seen: [Subject: Sighted], _ now: BootInstant
    ) -> [SlotSync.Sighting<Subject>] {
        guard let server else { return [] }
        let old = seen.filter { now - $0.value.since >= server.timing.watch(server.window) }
        return old.map { SlotSync.Sighting($0.key, epoch: $0.value.epoch, beat: $0.value.beat) }
    }

    private mutating func watch(_ table: SlotTable, _ now: BootInstant) {
        var (seenRows, seenMembers): ([Int: Sighted], [String: Sighted]) = ([:], [:])
        for row in table.rows where row.holder != nil && row.holder != holder {
            seenRows[row.number] = Sighted(row.epoch, row.beat, after: rows[row.number], now)
        }
        for member in table.members where member.holder != holder {
            seenMembers[member.holder] = Sighted(0, member.beat, after: members[member.holder], now)
        }
        (rows, members) = (seenRows, seenMembers)
    }

    /// For how long nothing may be sent because of a block that others have told of.
    ///
    /// How old the latest one is cannot be known at the first answer: it is taken for new, but for no longer than a
    /// usual block.
    private func hold(_ table: SlotTable) -> Duration? {
        guard table.block > 0 else { return nil }
        guard let block else { return min(table.blockLength, .seconds(10)) }
        return table.block == block ? nil : table.blockLength
    }
}

/// A row as it was seen last, and since when it has not changed.
struct Sighted: Sendable, Hashable, Codable {
    let epoch: Int64
    let beat: Int64
    let since: BootInstant

    init(_ epoch: Int64, _ beat: Int64, after earlier: Sighted?, _ now: BootInstant) {
        self.epoch = epoch
        self.beat = beat
        since = earlier.flatMap { $0.epoch == epoch && $0.beat == beat ? $0.since : nil } ?? now
    }
}

/// The server that answers, and since when.
struct ServerWatch: Sendable, Hashable, Codable {
    let name: String
    let since: BootInstant
    var timing: LeaseTiming
    var window: Duration

    /// Its name, once it has been watched for so long that no lease of an earlier server is in use.
    func calmName(_ now: BootInstant) -> String? {
        now - since >= timing.calm(window) ? name : nil
    }
}
