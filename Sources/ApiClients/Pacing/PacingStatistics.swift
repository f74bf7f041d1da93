package import Timekeeping

/// What one pacer of this process has done until a moment.
package struct PacingStatistics: Sendable, Hashable {
    struct Counters: Sendable {
        var requests = 0
        var refusals = 0
        var waiting = 0
        var blockedUntil: BootInstant?
        /// When the first of them asks again; nil if nobody was told to.
        var nextAt: BootInstant?
    }

    /// How many requests were let through.
    package let requests: Int
    /// How many of them were refused with 429.
    package let refusals: Int
    /// How many tasks are waiting for a slot.
    package let waiting: Int
    /// How long the first of them will wait at least; nil if none waits.
    package let nextIn: Duration?
    /// For how long the account is still blocked; nil if it is not.
    package let blockedFor: Duration?
    /// The limit that was kept.
    package let limits: PacingLimits
    /// When this was so.
    package let now: BootInstant

    init(_ counters: Counters, limits: PacingLimits, now: BootInstant) {
        requests = counters.requests
        refusals = counters.refusals
        waiting = counters.waiting
        nextIn = counters.waiting > 0 ? now.time(until: counters.nextAt) ?? .zero : nil
        blockedFor = now.time(until: counters.blockedUntil)
        self.limits = limits
        self.now = now
    }

    /// The share of the limit that was used since an earlier moment, from 0 to 1.
    ///
    /// Counted from a pacer's beginning, the first burst is left out: no waiting went before it. Nil if unpaced, or if
    /// there is nothing to measure yet.
    package func use(since earlier: PacingStatistics) -> Double? {
        let counted = requests - earlier.requests - (earlier.requests == 0 ? limits.slots : 0)
        guard limits.slots > 0, counted > 0, now > earlier.now else { return nil }
        let windows = (now - earlier.now) / limits.window
        return Double(counted) / (windows * Double(limits.slots))
    }
}
