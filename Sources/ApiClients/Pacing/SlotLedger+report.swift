extension SlotLedger {
    /// How many slots are not free: their requests are under way, or were too short a while ago.
    public func slotsTaken(now: Int64) -> Int {
        busy.count { ($0.freeAt ?? .max) > now }
    }

    /// How many requests were let through in the last minute.
    public func requestsOverLastMinute(now: Int64) -> Int {
        recent.total(now)
    }

    /// The share of the limit that was used in the last minute, from 0 to 1; 0 if unpaced.
    public func useOverLastMinute(now: Int64) -> Double {
        guard limits.slots > 0 else { return 0 }
        return Double(recent.total(now)) * limits.window.inSeconds / (60 * Double(limits.slots))
    }
}
