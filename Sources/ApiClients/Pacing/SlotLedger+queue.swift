import Timekeeping

extension SlotLedger {
    /// A process that waits for a slot.
    struct Waiter: Sendable, Hashable {
        let holder: String
        /// When it will ask again.
        var dueAt: BootInstant
        /// How many of its tasks wait.
        var tasks = 1

        /// How long a slot is kept for one who is late; afterwards its place is lost.
        static let patience = Duration.milliseconds(250)
    }

    /// Gives a holder its place, or lets it keep the one it has, and tells when to ask again.
    ///
    /// Without places a process that wakes a few milliseconds later than the others would never get a slot.
    mutating func enqueue(
        _ holder: String, _ tasks: Int, behind ahead: Int, of usable: Int, now: BootInstant
    ) -> BootInstant {
        var dueAt = usable > 0 ? earliestFree(behind: ahead, of: usable, now) : now + Self.leaseLook
        // Another host may give some back.
        if usable < allowed { dueAt = min(dueAt, now + Self.leaseLook) }
        // Whoever is ahead may not come.
        if let first = queue.prefix(ahead).map(\.dueAt).min() {
            dueAt = min(dueAt, first + (Waiter.patience + .nanoseconds(1)))
        }
        // A slot is free, and only the answers of others are missing: any of them may come at once.
        if busy.count + ahead < usable, unanswered.count + ahead >= openAtOnce { dueAt = nextLook(now) }
        dueAt = .latest(closedUntil, dueAt)
        if ahead < queue.count {
            queue[ahead].dueAt = dueAt
            queue[ahead].tasks = tasks
        } else {
            queue.append(Waiter(holder: holder, dueAt: dueAt, tasks: tasks))
        }
        return dueAt
    }

    /// When, at the earliest, there is a slot for one who lets `ahead` others go first.
    ///
    /// An answer still due comes now at best, and a slot that another takes is free again one window later at best.
    private func earliestFree(behind ahead: Int, of usable: Int, _ now: BootInstant) -> BootInstant {
        let shortest = window - leads.latest
        let free = repeatElement(now, count: max(0, usable - busy.count))
        let atBest = now + shortest
        let returns = busy.map { $0.freeAt ?? atBest }.sorted().dropFirst(max(0, busy.count - usable))
        let times = free + returns
        return times[ahead % times.count] + shortest * (ahead / times.count)
    }
}
