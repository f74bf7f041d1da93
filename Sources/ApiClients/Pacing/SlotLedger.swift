/// The slots of one account: who holds one, when each comes free, and how long the account is blocked.
///
/// A pure value: a store loads it, lets ``take(holder:now:)`` or another method decide, and stores it again in one
/// transaction. Times are nanoseconds of the boot clock. A service that takes N requests in any window is never sent
/// more: a slot comes free only one window after its request's answer, and thus after the request's arrival, less a
/// lead that the fastest round trips have proved harmless.
public struct SlotLedger: Sendable, Hashable {
    /// What came of asking for a slot.
    public enum Grant: Sendable, Hashable {
        case granted(id: Int64)
        /// Ask again at this time, and not much later: the place in the queue is kept for a short while only.
        case later(at: Int64)
    }

    struct Slot: Sendable, Hashable {
        var id: Int64
        var holder: String
        /// When it is free again; nil while its request is under way.
        var freeAt: Int64?
    }

    /// The limits in force.
    public internal(set) var limits: PacingLimits
    /// How many slots are used at present: fewer than the limit after strangers were noticed.
    public internal(set) var allowed: Int
    /// Until when the service refuses everything; in the past if it does not.
    public internal(set) var blockedUntil: Int64 = .min
    /// How many slots were ever taken.
    public internal(set) var taken: Int64 = 0
    /// How many requests were ever refused with 429.
    public internal(set) var refused: Int64 = 0

    var busy: [Slot] = []
    /// What the next slot is called: never a name that a request under way may give back.
    var nextID: Int64
    /// The holders that wait, in the order of their coming.
    var queue: [Waiter] = []
    var roundTrips = RoundTrips()
    var blocks = BlockHistory()
    var recent = RecentUse()

    /// A ledger without a past.
    ///
    /// Its slots are numbered from `firstID`. Where it may follow another ledger of the account, no slot of that one
    /// may have such a number, as is so for the time: else a late answer would give back somebody else's slot.
    public init(_ limits: PacingLimits, firstID: Int64 = 0) {
        self.limits = limits
        allowed = limits.slots
        nextID = firstID
    }

    /// Takes a slot for `holder`, a name of the process, if one is free that nobody has waited for longer.
    ///
    /// A holder has one place among those that wait, whichever of its tasks asks.
    public mutating func take(holder: String, now: Int64) -> Grant {
        refresh(now)
        if limits.slots > 0 {
            let ahead = queue.prefix { $0.holder != holder }.count
            guard now >= blockedUntil, busy.count + ahead < allowed else {
                return .later(at: enqueue(holder, behind: ahead, now: now))
            }
            queue.removeAll { $0.holder == holder }
            busy.append(Slot(id: nextID, holder: holder))
        } else if now < blockedUntil {
            return .later(at: blockedUntil)
        }
        recent.count(now)
        taken += 1
        defer { nextID += 1 }
        return .granted(id: nextID)
    }

    /// Gives a slot back, whose request left at `sentAt`; its answer, or the end of waiting for it, was noticed `now`.
    public mutating func giveBack(_ id: Int64, _ outcome: SlotOutcome, sentAt: Int64, now: Int64) {
        refresh(now)
        let lead = lead(now)
        var freeAt = now + window
        switch outcome {
        case .answered:
            freeAt -= lead
            roundTrips.record(now - sentAt)
            if sentAt >= blockedUntil { blocks.consecutive = 0 }
        case .refused(let retryAfter):
            refuse(retryAfter: retryAfter, sentAt: sentAt, lead: lead, now: now)
        case .notSent:
            freeAt = now
        case .closed:
            break
        case .abandoned:
            freeAt += Self.abandonedMargin
        }
        guard let index = busy.firstIndex(where: { $0.id == id }) else { return }
        busy[index].freeAt = freeAt
    }

    /// Gives back, late, the slots of processes that ended without doing so.
    public mutating func reclaim(now: Int64, isDead: (_ holder: String) -> Bool) {
        for index in busy.indices where busy[index].freeAt == nil && isDead(busy[index].holder) {
            busy[index].freeAt = now + window + Self.abandonedMargin
        }
    }

    /// Starts over after a past that cannot be known or timed, such as another boot's: nothing is sent before `until`.
    public mutating func forgetPast(until: Int64) {
        busy = []
        queue = []
        blockedUntil = until
        blocks = BlockHistory()
        recent = RecentUse()
        allowed = limits.slots
    }

    /// Goes over to other limits, if they are others.
    public mutating func adopt(_ new: PacingLimits) {
        guard new != limits else { return }
        allowed = allowed >= limits.slots ? new.slots : min(max(allowed, 1), new.slots)
        limits = new
    }

    /// How much earlier than one window after its answer a slot is given back; 0 unless the round trips allow it.
    public func lead(_ now: Int64) -> Int64 {
        limits.strict || now < blocks.cautiousUntil ? 0 : min(roundTrips.lead, window)
    }

    static let abandonedMargin: Int64 = 2_000_000_000

    var window: Int64 { limits.window.nanoseconds }

    private mutating func refresh(_ now: Int64) {
        busy.removeAll { ($0.freeAt ?? .max) <= now }
        queue.removeAll { $0.dueAt + Waiter.patience < now }
        if allowed < limits.slots {
            allowed = min(limits.slots, allowed + blocks.regained(now))
        }
    }
}
