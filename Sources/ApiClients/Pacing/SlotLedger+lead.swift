/// Which leads were used lately, and how long one may be hoped for.
struct LeadHistory: Sendable, Hashable {
    /// The lead of the latest answer, in nanoseconds.
    var latest: Int64 = 0
    /// When a slot was last given back with a lead.
    var usedAt: Int64 = .min

    mutating func record(_ lead: Int64, _ now: Int64) {
        latest = lead
        if lead > 0 { usedAt = now }
    }
}

extension SlotLedger {
    /// How much earlier than one window after its answer a slot is given back.
    ///
    /// The request had arrived before its answer set out, so the time that the answer travelled may be taken off. Half
    /// of the shortest round trip that the kernel ever measured on this connection is such a time. The service's own
    /// time is not in it, however long or steady that is, and what other requests took plays no part: a network that
    /// becomes faster finds no lead left over from when it was slow. It is 0 where the kernel's figure is missing.
    func lead(after roundTrip: Int64, _ minRoundTrip: Int64?, _ now: Int64) -> Int64 {
        guard let minRoundTrip, !limits.strict, now >= blocks.cautiousUntil else { return 0 }
        // No connection is faster than this very exchange was, whatever the figure says.
        return max(0, min(minRoundTrip, roundTrip, window) / 2)
    }

    /// Whether a lead can have brought about the refusal of a request that was sent at `sentAt`.
    func mayHaveLed(_ sentAt: Int64) -> Bool {
        leads.usedAt > .min && sentAt - leads.usedAt <= 2 * window
    }
}
