/// What a service that stopped answering may still have in its queue.
struct Backlog: Sendable, Hashable {
    /// When the latest of all answered requests was sent.
    var answeredThrough: Int64 = .min
    /// When the latest request was sent that was given up, and after which nothing was answered yet.
    var abandonedAt: Int64?
    /// Until when nothing is sent, because the service has just worked off what it had.
    var quietUntil: Int64 = .min

    /// Whether requests may be waiting at the service that nobody waits for any more.
    var isOpen: Bool { abandonedAt != nil }

    mutating func abandoned(_ sentAt: Int64) {
        // Where something that was sent later has been answered, the service is alive and past this request.
        guard sentAt > answeredThrough else { return }
        abandonedAt = max(abandonedAt ?? sentAt, sentAt)
    }

    /// Whether this answer shows that the service has worked off its queue.
    mutating func answered(_ sentAt: Int64) -> Bool {
        answeredThrough = max(answeredThrough, sentAt)
        guard let abandonedAt, sentAt > abandonedAt else { return false }
        self.abandonedAt = nil
        return true
    }
}

extension SlotLedger {
    /// How long a service that hangs may keep a request in a queue, from its sending on; gateways give up within it.
    static let queueTime: Int64 = 60_000_000_000
    /// From which age on a lost request may be lost because the service hangs.
    private static let suspicion: Int64 = 10_000_000_000

    /// When the slot of a request is free again that was given up.
    ///
    /// Usually something that was sent later is answered soon, and shows that the service is past it. Until then it
    /// may be worked off at any moment, together with all others that were given up.
    mutating func giveUp(_ sentAt: Int64, _ now: Int64) -> Int64 {
        let soon = now + window + Self.abandonedMargin
        backlog.abandoned(sentAt)
        return sentAt > backlog.answeredThrough ? max(soon, soon - now + sentAt + Self.queueTime) : soon
    }

    /// Gives back the slot of a request whose end nobody will report.
    ///
    /// Its process may have been killed while the service hung, so that it counts as given up. With less than four slots,
    /// of which none is kept back for a probe, that would cost a minute after each kill: there only an old request, or an
    /// earlier one that was given up, counts as a sign of a hanging service.
    mutating func lose(_ index: Int, _ now: Int64) {
        let sentAt = busy[index].takenAt
        let isSuspect = backlog.isOpen || keepsProbe || now - sentAt >= Self.suspicion
        busy[index].freeAt = isSuspect ? giveUp(sentAt, now) : now + window + Self.abandonedMargin
    }

    /// Notes that a request was answered.
    ///
    /// If the service has worked off its queue with it, one window is waited.
    mutating func answered(_ sentAt: Int64, _ now: Int64) {
        guard backlog.answered(sentAt) else { return }
        backlog.quietUntil = max(backlog.quietUntil, now + window)
        for index in busy.indices {
            busy[index].freeAt = busy[index].freeAt.map { min($0, now + window) }
        }
    }

    /// How many requests may be without an answer at the same time.
    ///
    /// One slot is kept back while all the others wait for answers. If the service hangs, and later works off what it
    /// was sent, that slot is the one probe by which its recovery is noticed, and the probe is still within the limit.
    /// Requests in a steady flow are answered before this matters. A limit below four has no slot to spare.
    var openAtOnce: Int {
        if backlog.isOpen { return 1 }
        return keepsProbe ? limits.slots - 1 : limits.slots
    }

    private var keepsProbe: Bool { limits.slots >= 4 }

    /// When to ask again while too many requests wait for answers, any of which may come at once.
    ///
    /// Soon where they are young, and less and less often while none comes.
    func nextLook(_ now: Int64) -> Int64 {
        let oldest = unanswered.map(\.takenAt).min() ?? now
        return now + min(window, max(window / 50, (now - oldest) / 8))
    }
}
