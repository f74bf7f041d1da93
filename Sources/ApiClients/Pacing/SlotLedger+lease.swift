package import Timekeeping

/// What a ledger does differently while several hosts share its account: each uses the slots that it has leased.
extension SlotLedger {
    /// Notes that `holder` uses the account's slots by lease only.
    ///
    /// That holds for all processes of the host as long as `holder` lives, and without a lease nothing is granted.
    /// An account that is unpaced is not leased.
    package mutating func keepToLease(_ wanted: PacingLimits, holder: String) {
        adopt(wanted, holder: holder)
        guard let index = claims.firstIndex(where: { $0.holder == holder }), !claims[index].isLeased else { return }
        claims[index].isLeased = true
        agree()
    }

    /// Whether its slots are used by lease only.
    package var isLeased: Bool { limits.slots > 0 && claims.contains { $0.isLeased } }

    /// The holders that use its slots by lease only.
    package var lessees: [String] { claims.filter(\.isLeased).map(\.holder) }

    /// Goes over to another share, and to the limit that comes with it.
    package mutating func lease(_ new: LeasedShare) {
        let isOtherLimit = share?.limit != new.limit || share?.limit?.isConfigured != new.limit?.isConfigured
        share = new
        if isOtherLimit { agree() }
    }

    /// How many slots may be used at a moment: those that are leased, as long as the lease lasts.
    package func usable(now: BootInstant, wall: @autoclosure () -> ServiceInstant) -> Int {
        guard isLeased else { return allowed }
        guard let share, share.isValid(now: now, wall: wall()) else { return 0 }
        return min(allowed, share.slots)
    }

    /// How many slots this host could use now.
    ///
    /// Those in use, and as many again while somebody waits, or one for each task that waits: one task alone can use
    /// many slots if its answers come fast. One is wanted for some seconds after the last request.
    package func slotsWanted(now: BootInstant) -> Int {
        let taken = slotsTaken(now: now)
        let tooLate = now - Waiter.patience
        let tasks = queue.filter { $0.dueAt >= tooLate }.map(\.tasks).reduce(0, +)
        if tasks > 0 { return min(allowed, taken + max(tasks, taken)) }
        return max(min(allowed, taken), recent.total(now, over: .seconds(5)) > 0 ? 1 : 0)
    }

    /// Whether somebody of `holder` waits for a slot.
    package func isAwaited(by holder: String, now: BootInstant) -> Bool {
        queue.contains { $0.holder == holder && $0.dueAt >= now - Waiter.patience }
    }

    /// When the last of the slots in use is free; nil if one of them waits for its answer.
    package func allFree(now: BootInstant) -> BootInstant? {
        busy.reduce(now) { latest, slot in latest.flatMap { latest in slot.freeAt.map { max($0, latest) } } }
    }

    /// The latest block that a refusal of this host's own brought about: when it was found and how much is left of it.
    package func ownBlock(now: BootInstant) -> (began: BootInstant, rest: Duration)? {
        guard let began = blocks.began, let rest = now.time(until: blockedUntil) else { return nil }
        return (began, rest)
    }

    /// Sends nothing before a moment, because another host was refused.
    package mutating func hold(until moment: BootInstant) { blockedUntil = .latest(blockedUntil, moment) }

    /// The limit that this host was told to keep, less what strangers use of it; nil if its processes have ended.
    package var hostLimits: PacingLimits? {
        guard var limits = ownLimits else { return nil }
        limits.slots = min(limits.slots, strangers?.slots ?? .max)
        return limits
    }

    /// How long a waiter sleeps at most while other hosts have slots that may become this host's at any beat.
    package static let leaseLook = Duration.milliseconds(200)

    /// The most slots that may be without an answer: those of the limit, or those that are leased.
    var capacity: Int { isLeased ? min(limits.slots, share?.slots ?? 0) : limits.slots }
}
