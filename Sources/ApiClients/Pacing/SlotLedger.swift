package import Timekeeping

/// The slots of one account: which process holds one, when each comes free, and how long the account is blocked.
///
/// A pure value: a store loads it, lets ``take(holder:now:)`` or another method decide, and stores it again in one
/// transaction.
///
/// **Why the limit is never exceeded.** Let N be the limit and W its window. A request that takes a slot at `s` arrives
/// at `s` or later. A slot is free only from `a + W - lead` on, where `a` is when the answer of its last request was
/// noticed. That request had arrived by `a - r`, where `r` is the time that the answer travelled. So while `lead <= r`,
/// everything that can arrive in the window that ends at `s` still holds a slot, and there are fewer than N of those.
/// Nothing is assumed of the way there, of the service's own time, or of other connections. See ``lead(after:_:_:)``.
package struct SlotLedger: Sendable, Hashable {
    /// What came of asking for a slot.
    package enum Grant: Sendable, Hashable {
        case granted(id: Int64)
        /// Ask again at this time, and not much later: the place in the queue is kept for a short while only.
        case later(at: BootInstant)
    }

    struct Slot: Sendable, Hashable {
        var id: Int64
        var holder: String
        var takenAt: BootInstant
        /// When it is free again; nil while its request is in progress.
        var freeAt: BootInstant?

        /// How long a request may hold its slot: no attempt waits nearly that long, unless its process was stopped.
        static let longest = Duration.seconds(90)
    }

    /// The limits in force: those of ``claims`` that hold for all.
    package internal(set) var limits: PacingLimits
    /// Until when the service refuses everything, or has asked to be left alone; in the past, or nil, if neither.
    package internal(set) var blockedUntil: BootInstant?
    /// How many slots were ever taken.
    package internal(set) var taken: Int64 = 0
    /// How many requests were ever refused with 429.
    package internal(set) var refused: Int64 = 0

    var busy: [Slot] = []
    /// What the next slot is called: never a name that a request in progress may give back.
    var nextID: Int64
    /// The holders that wait, in the order in which they came.
    var queue: [Waiter] = []
    /// What each process was told to keep to.
    var claims: [Claim] = []
    var strangers: StrangersShare?
    var blocks = BlockHistory()
    var backlog = Backlog()
    var leads = LeadHistory()
    var recent = RecentUse()
    /// What this host has leased, if it ever did since the ledger began.
    package internal(set) var share: LeasedShare?

    /// A ledger without a past.
    ///
    /// Its slots are numbered from `firstID`. Where it may follow another ledger of the account, no slot of that one
    /// may have such a number, as is so for the time: else a late answer would give back somebody else's slot.
    package init(_ limits: PacingLimits, firstID: Int64 = 0) {
        self.limits = limits
        nextID = firstID
    }

    /// How many slots are used at present: fewer than the limit after strangers were noticed.
    package var allowed: Int { min(limits.slots, strangers?.slots ?? .max) }

    /// Takes a slot for `holder`, a name of the process, if one is free that nobody has waited for longer.
    ///
    /// A holder has one place among those that wait, whichever of its `tasks` asks. The wall clock is looked at only
    /// where slots are leased.
    package mutating func take(
        holder: String, tasks: Int = 1, now: BootInstant,
        wall: @autoclosure () -> ServiceInstant = ServiceInstant(milliseconds: 0)
    ) -> Grant {
        refresh(now)
        if limits.slots > 0 {
            let ahead = queue.prefix { $0.holder != holder }.count
            let usable = usable(now: now, wall: wall())
            guard !now.isBefore(closedUntil), busy.count + ahead < usable, unanswered.count + ahead < openAtOnce else {
                return .later(at: enqueue(holder, tasks, behind: ahead, of: usable, now: now))
            }
            queue.removeAll { $0.holder == holder }
            busy.append(Slot(id: nextID, holder: holder, takenAt: now))
        } else if let blockedUntil, now < blockedUntil {
            return .later(at: blockedUntil)
        }
        recent.count(now)
        taken += 1
        defer { nextID += 1 }
        return .granted(id: nextID)
    }

    /// Gives a slot back, whose request left at `sentAt`; its answer, or the end of waiting for it, was noticed `now`.
    ///
    /// `minRoundTrip` is the shortest round trip that the kernel has measured on the request's connection; nil if it is
    /// not known. Unknown slots, such as those of an unpaced account, may be given back.
    package mutating func giveBack(
        _ id: Int64, _ outcome: SlotOutcome, sentAt: BootInstant, now: BootInstant, minRoundTrip: Duration? = nil
    ) {
        refresh(now)
        var freeAt = now + window
        switch outcome {
        case .answered:
            let lead = lead(after: now - sentAt, minRoundTrip, now)
            leads.record(lead, now)
            freeAt = now + (window - lead)
            answered(sentAt, now)
            if !sentAt.isBefore(blockedUntil) { blocks.consecutive = 0 }
        case .deferred(let pause):
            answered(sentAt, now)
            blockedUntil = .latest(blockedUntil, now + pause)
        case .refused(let retryAfter):
            answered(sentAt, now)
            refuse(retryAfter: retryAfter, sentAt: sentAt, now: now)
        case .notSent:
            freeAt = now
        case .closed:
            break
        case .abandoned:
            freeAt = giveUp(sentAt, now)
        }
        guard let index = busy.firstIndex(where: { $0.id == id }) else { return }
        busy[index].freeAt = freeAt
    }

    /// Gives back, late, the slots of processes that ended without doing so, and forgets which limits they kept.
    package mutating func reclaim(now: BootInstant, isDead: (_ holder: String) -> Bool) {
        for index in busy.indices where busy[index].freeAt == nil && isDead(busy[index].holder) { lose(index, now) }
        let count = claims.count
        claims.removeAll { isDead($0.holder) }
        if claims.count != count { agree() }
    }

    /// Gives back, late, what the ledger has under a living holder's name and the holder itself does not know of: a
    /// slot whose transaction was reported as failed.
    package mutating func disown(_ holder: String, now: BootInstant, isKnown: (_ id: Int64) -> Bool) {
        for index in busy.indices
        where busy[index].freeAt == nil && busy[index].holder == holder && !isKnown(busy[index].id) {
            lose(index, now)
        }
    }

    /// Starts over after a past that cannot be known or timed, such as another boot's: nothing is sent before `until`.
    package mutating func forgetPast(until: BootInstant?) {
        busy = []
        queue = []
        claims = []
        strangers = nil
        blockedUntil = until
        blocks = BlockHistory()
        backlog = Backlog()
        leads = LeadHistory()
        recent = RecentUse()
        share = nil
    }

    /// Starts over on the clock of another boot, by which the ledger's times mean nothing.
    ///
    /// What was answered before counts for a window at most. A request without an answer may still be in the queue of a
    /// service that hangs.
    package mutating func moveToAnotherBoot(now: BootInstant) {
        let mayBeQueued = limits.slots > 0 && (backlog.isOpen || !unanswered.isEmpty)
        forgetPast(until: now + (window + (mayBeQueued ? Self.queueTime : .zero)))
    }

    static let abandonedMargin = Duration.seconds(2)

    var window: Duration { limits.window }

    /// When sending is allowed again; nil if it was never closed.
    var closedUntil: BootInstant? { .latest(blockedUntil, backlog.quietUntil) }

    /// The slots whose requests are in progress.
    var unanswered: [Slot] { busy.filter { $0.freeAt == nil } }

    private mutating func refresh(_ now: BootInstant) {
        let tooOld = now - Slot.longest
        for index in busy.indices where busy[index].freeAt == nil && busy[index].takenAt <= tooOld {
            lose(index, now)
        }
        busy.removeAll { $0.freeAt.map { $0 <= now } ?? false }
        let tooLate = now - Waiter.patience
        queue.removeAll { $0.dueAt < tooLate }
        if strangers != nil {
            strangers?.slots += blocks.regained(now)
            if let share = strangers, share.slots >= share.of { strangers = nil }
        }
    }
}
