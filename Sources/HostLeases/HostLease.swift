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
    private var watch = SlotWatch()
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
        guard let pending, let server = watch.server else { return nil }
        let usable = usable(now: now)
        let isShort = use.want > usable && (watch.share?.of(holder, wanting: use.want) ?? 0) > usable
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
        pending = Pending(sequence: sequence, sentAt: now, isValid: isValid, isBlind: watch.share == nil)
        return SlotSync(
            holder: holder, sequence: sequence, limit: use.limit, want: use.want, held: held,
            isValid: isValid, take: max(0, goal.take - held.count), server: watch.server?.name,
            suspects: watch.suspects(now: now), silent: watch.silent(now: now), calm: watch.server?.calmName(now),
            block: use.block)
    }

    /// Takes the answer to the sync with a number; one that a later sync has overtaken is ignored.
    ///
    /// - Returns: For how long nothing may be sent, because the service refuses everything; nil if that is not new.
    package mutating func received(_ table: SlotTable, to number: Int64, now: BootInstant) -> Duration? {
        guard let pending, pending.sequence == number else { return nil }
        // Every slot of its own that the sync did not name was given back by it, so the others are its new ones.
        let own = table.rows.filter { $0.holder == holder && $0.epoch == held[$0.number] ?? $0.epoch }
        held = Dictionary(own.map { ($0.number, $0.epoch) }) { first, _ in first }
        if held.isEmpty { heldSince = nil } else if heldSince == nil { heldSince = now }
        // A new server may have forgotten that somebody took over what this host had let lapse.
        if pending.isValid || table.isCalm {
            validUntil = .latest(validUntil, pending.sentAt + table.timing.validity)
        }
        watch.see(table, as: holder, now: now)
        defer { block = table.block }
        return hold(table)
    }

    /// Takes in what was seen of the account by looks, mostly before anything was asked for.
    package mutating func learn(_ seen: SlotWatch, now: BootInstant) {
        watch.learn(seen, as: holder)
        block = block ?? seen.pastBlock(now: now)
    }

    /// Ends the lease before its time, as after a pause of the whole machine that its boot clock does not show.
    package mutating func lapse() { validUntil = nil }

    /// How many slots to keep and how many to have.
    private func goal(_ use: Use, _ now: BootInstant) -> (keep: Int, take: Int) {
        guard let share = watch.share, let server = watch.server else { return (held.count, 0) }
        let fair = share.of(holder, wanting: use.want)
        // With more hosts than slots each has its turn.
        if share.isCrowded(with: holder, wanting: use.want), let heldSince, now - heldSince >= server.timing.lease {
            return (0, 0)
        }
        return (fair, fair)
    }

    /// For how long nothing may be sent because of a block that others have told of.
    ///
    /// How old the latest one is cannot be known at the first answer: it is taken for new, but for no longer than a
    /// usual block.
    private func hold(_ table: SlotTable) -> Duration? {
        guard table.block > 0 else { return nil }
        guard let block else { return min(table.blockLength, SlotWatch.usualBlock) }
        return table.block == block ? nil : table.blockLength
    }
}
