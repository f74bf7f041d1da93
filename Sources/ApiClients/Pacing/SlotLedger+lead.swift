import Timekeeping

/// Which leads were used lately, and how long one may be hoped for.
struct LeadHistory: Sendable, Hashable {
    /// The lead of the latest answer, in whole nanoseconds.
    var latest = Duration.zero
    /// When a slot was last given back with a lead; nil if none ever was.
    var usedAt: BootInstant?

    mutating func record(_ lead: Duration, _ now: BootInstant) {
        latest = lead
        if lead > .zero { usedAt = now }
    }
}

extension SlotLedger {
    /// How much earlier than one window after its answer a slot is given back.
    ///
    /// The request had arrived before its answer set out, so the time that the answer travelled may be taken off. Half
    /// of the shortest round trip that the kernel ever measured on this connection is such a time. The service's own
    /// time is not in it, however long or steady that is, and what other requests took plays no part: a network that
    /// becomes faster finds no lead left over from when it was slow. It is zero where the kernel's figure is missing.
    func lead(after roundTrip: Duration, _ minRoundTrip: Duration?, _ now: BootInstant) -> Duration {
        guard let minRoundTrip, !limits.strict, !now.isBefore(blocks.cautiousUntil) else { return .zero }
        // No connection is faster than this very exchange was, whatever the figure says.
        // Half a nanosecond is left out, so that the lead is no longer than that half.
        return .nanoseconds(max(.zero, min(minRoundTrip, roundTrip, window)).nanoseconds / 2)
    }

    /// Whether a lead can have brought about the refusal of a request that was sent at `sentAt`.
    func mayHaveLed(_ sentAt: BootInstant) -> Bool {
        leads.usedAt.map { sentAt - $0 <= window * 2 } ?? false
    }
}
