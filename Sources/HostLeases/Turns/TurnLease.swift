package import Timekeeping

/// One owner's turn at a run or a dataset: whether it has it and until when it may act upon it, as a pure value.
///
/// Every statement of an owner is fenced by its name and epoch in the store, so that nothing of an owner is stored
/// whose turn was taken over. The fence cannot hold back what is sent to a service: for that there is
/// ``isUsable(now:)``, the last look before a write, as with slots (``HostLease``). All times are of the host's own
/// boot clock, and `sentAt` is when the message was sent that an answer belongs to.
///
/// **Why nothing is sent twice.** Let `s` be when the owner sent the last statement that was answered. It sends nothing
/// after `s + 0.9 L`, so nothing of it arrives after `s + 0.9 L + P + F`. Another owner has the turn only after it has
/// watched the row unchanged for `L + max(F + P, V) + W`, which began after `s`. What it finds intended and not ended
/// has arrived by then or never will, so that a lookup tells.
package struct TurnLease: Sendable, Hashable {
    /// The phases of a turn.
    package enum Phase: Sendable, Hashable {
        /// It is asked for.
        case wanted
        /// This owner has it, with the epoch that fences its statements.
        case held(epoch: Int64)
        /// Another owner has it, or it was given up; for good.
        case over
    }

    /// The owner's name, which no other owner has or will have.
    package let owner: String
    /// Its phase.
    package private(set) var phase = Phase.wanted
    /// Until when the owner may act upon it; nil if it never could.
    package private(set) var validUntil: BootInstant?
    /// Whether records of another owner may be missing that ended when a server was lost with its last commits: what is
    /// not recorded as intended may have been sent all the same.
    package var isLossy: Bool { wasLossy || mayLack }
    /// Whether the store has said so.
    private var wasLossy = false
    /// Whether the store has to judge it: somebody may have had the turn while this owner's lease had run out.
    private var mayLack = false
    /// Whether another owner may have had the turn since this one took it, on a server that is lost.
    package private(set) var wasInterrupted = false
    /// Whether the server that has answered last lacks what an earlier one had stored, and it is not put back yet.
    package private(set) var isBehind = false
    /// The server that renewed the lease last.
    private var renewedBy: String?
    private var server: ServerWatch?
    private var sighted: Sighted?

    /// A turn that is asked for.
    package init(owner: String) {
        self.owner = owner
    }

    /// Whether the owner may send something now: the last look before a write.
    package func isUsable(now: BootInstant) -> Bool {
        if case .held = phase { now.isBefore(validUntil) } else { false }
    }

    /// The same for an item of a part of a run, which must be the part's on the server that is asked, too: a server
    /// that took over may have forgotten that, and give the item to another part as soon as it is calm.
    package func isUsableForItems(now: BootInstant) -> Bool { isUsable(now: now) && !isBehind && !wasInterrupted }

    /// The server that was watched for so long that no lease of an earlier one is in use; nil if none was.
    private func calmServer(now: BootInstant) -> String? { server?.calmName(now) }

    /// For how long the row of another owner was watched unchanged; zero if there is none.
    package func watched(now: BootInstant) -> Duration { sighted.map { now - $0.since } ?? .zero }

    /// How long a row is watched before its owner counts as gone; nil before the first answer.
    package var watch: Duration? { server.map { $0.timing.watch($0.window) } }

    /// What to send to have the turn.
    ///
    /// - Parameter gone: An owner that is known to have ended, because its lock on this machine is free.
    package func claim(gone: String?, now: BootInstant) -> TurnClaim {
        var suspect: SlotSync.Sighting<String>?
        if let sighted, let watch, now - sighted.since >= watch {
            suspect = SlotSync.Sighting("", epoch: sighted.epoch, beat: sighted.beat)
        }
        return TurnClaim(
            owner: owner, gone: gone, suspect: suspect, server: server?.name, calm: calmServer(now: now))
    }

    /// A change with what the lease says of it.
    package func fill(_ change: TurnChange, now: BootInstant) -> TurnChange {
        var change = change
        change.owner = owner
        if case .held(let epoch) = phase { change.epoch = epoch }
        change.isValid = isUsable(now: now)
        change.calm = calmServer(now: now)
        change.server = server?.name
        // What a claim has found may be lost with the server that granted it.
        change.isLossy = isLossy
        return change
    }

    /// Takes the answer to a claim or a change that was sent at a moment.
    package mutating func received(
        _ standing: TurnStanding, to change: TurnChange? = nil, sentAt: BootInstant, now: BootInstant
    ) {
        if server?.name != standing.server { sighted = nil }
        server = ServerWatch(standing.server, standing.timing, window: standing.window, after: server, now)
        switch (standing.outcome, phase) {
        case (.granted, .wanted):
            phase = .held(epoch: standing.epoch)
            validUntil = sentAt + standing.timing.validity
            renewedBy = standing.server
            wasLossy = standing.isLossy
        case (.held, .wanted), (.early, .wanted):
            sighted = standing.owner.map { _ in Sighted(standing.epoch, standing.beat, after: sighted, now) }
        case (.stored, .held), (.behind, .held):
            if standing.outcome == .behind {
                isBehind = true
            } else if let change, change.completes {
                isBehind = false
            }
            renew(standing, isNoted: change?.isLossy ?? false, sentAt)
        case (.lost, .held): end()
        case (.granted, _), (.held, _), (.early, _), (.stored, _), (.behind, _), (.lost, _): break
        }
    }

    private mutating func renew(_ standing: TurnStanding, isNoted: Bool, _ sentAt: BootInstant) {
        // A new server may have forgotten that somebody took over what had lapsed.
        let isTimely = sentAt.isBefore(validUntil)
        if isNoted { mayLack = false }
        if !isTimely, standing.server != renewedBy {
            mayLack = true
            wasInterrupted = true
        }
        if standing.isLossy { wasLossy = true }
        guard isTimely || standing.isCalm else { return }
        validUntil = .latest(validUntil, sentAt + standing.timing.validity)
        renewedBy = standing.server
    }

    /// Gives it up: nothing more is sent.
    package mutating func end() {
        phase = .over
        validUntil = nil
    }
}
