import Timekeeping

/// What a service that stopped answering may still have in its queue.
struct Backlog: Sendable, Hashable {
    /// When the latest of all answered requests was sent.
    ///
    /// Nil if none was.
    var answeredThrough: BootInstant?
    /// When the latest request was sent that was given up, and after which nothing was answered yet.
    var abandonedAt: BootInstant?
    /// Until when nothing is sent, because the service has just worked off what it had; nil if it never has.
    var quietUntil: BootInstant?

    /// Whether requests may be waiting at the service that nobody waits for any more.
    var isOpen: Bool { abandonedAt != nil }

    mutating func abandoned(_ sentAt: BootInstant) {
        // Where something that was sent later has been answered, the service is alive and past this request.
        guard sentAt.isAfter(answeredThrough) else { return }
        abandonedAt = .latest(abandonedAt, sentAt)
    }

    /// Whether this answer shows that the service has worked off its queue.
    mutating func answered(_ sentAt: BootInstant) -> Bool {
        answeredThrough = .latest(answeredThrough, sentAt)
        guard let abandonedAt, sentAt > abandonedAt else { return false }
        self.abandonedAt = nil
        return true
    }
}

extension SlotLedger {
    /// How long a service that hangs may keep a request in a queue, from its sending on; gateways give up within it.
    static let queueTime = Duration.seconds(60)
    /// From which age on a lost request may be lost because the service hangs.
    private static let suspicion = Duration.seconds(10)

    /// When the slot of a request is free again that was given up.
    ///
    /// Usually something that was sent later is answered soon, and shows that the service is past it. Until then it
    /// may be worked off at any moment, together with all others that were given up.
    mutating func giveUp(_ sentAt: BootInstant, _ now: BootInstant) -> BootInstant {
        let soon = window + Self.abandonedMargin
        backlog.abandoned(sentAt)
        guard sentAt.isAfter(backlog.answeredThrough) else { return now + soon }
        return max(now + soon, sentAt + (soon + Self.queueTime))
    }

    /// Gives back the slot of a request whose end nobody will report.
    ///
    /// Its process may have been killed while the service hung, so that it counts as given up. With less than four
    /// slots, of which none is kept back for a probe, that would cost a minute after each kill: there only an old
    /// request, or an earlier one that was given up, counts as a sign of a hanging service.
    mutating func lose(_ index: Int, _ now: BootInstant) {
        let sentAt = busy[index].takenAt
        let isSuspect = backlog.isOpen || keepsProbe || now - sentAt >= Self.suspicion
        busy[index].freeAt = isSuspect ? giveUp(sentAt, now) : now + (window + Self.abandonedMargin)
    }

    /// Notes that a request was answered.
    ///
    /// If the service has worked off its queue with it, one window is waited.
    mutating func answered(_ sentAt: BootInstant, _ now: BootInstant) {
        guard backlog.answered(sentAt) else { return }
        let end = now + window
        backlog.quietUntil = .latest(backlog.quietUntil, end)
        for index in busy.indices {
            busy[index].freeAt = busy[index].freeAt.map { min($0, end) }
        }
    }

    /// How many requests may be without an answer at the same time.
    ///
    /// One slot is kept back while all the others wait for answers. If the service hangs, and later works off what it
    /// was sent, that slot is the one probe by which its recovery is noticed, and the probe is still within the limit.
    /// Requests in a steady flow are answered before this matters. A limit below four has no slot to spare.
    var openAtOnce: Int {
        if backlog.isOpen { return 1 }
        return keepsProbe ? capacity - 1 : capacity
    }

    private var keepsProbe: Bool { capacity >= 4 }

    /// When to ask again while too many requests wait for answers, any of which may come at once.
    ///
    /// Soon where they are young, and less and less often while none comes.
    func nextLook(_ now: BootInstant) -> BootInstant {
        let oldest = unanswered.map(\.takenAt).min() ?? now
        return now + min(window, max(window / 50, (now - oldest) / 8))
    }
}
