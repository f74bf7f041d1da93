extension SlotLedger {
    /// How many slots are not free: their requests are in progress, or ended too recently.
    package func slotsTaken(now: Int64) -> Int {
        busy.count { ($0.freeAt ?? .max) > now }
    }

    /// How many requests may be without an answer at the same time.
    package var openSlots: Int { min(allowed, openAtOnce) }

    /// How many slots each holder has had for so long that others may wonder, some seconds, in the order of taking.
    package func longestHeld(now: Int64) -> [(holder: String, slots: Int)] {
        let old = unanswered.filter { now - $0.takenAt >= 5_000_000_000 }
        var counts: [(holder: String, slots: Int)] = []
        for slot in old {
            if let index = counts.firstIndex(where: { $0.holder == slot.holder }) {
                counts[index].slots += 1
            } else {
                counts.append((slot.holder, 1))
            }
        }
        return counts
    }

    /// Counts requests of an unpaced account, which take no slots.
    mutating func count(_ requests: Int, now: Int64) {
        guard requests > 0 else { return }
        recent.count(now, requests)
        taken += Int64(requests)
    }

    /// How many requests were let through in the last minute.
    package func requestsOverLastMinute(now: Int64) -> Int {
        recent.total(now)
    }

    /// The share of the limit that was used in the last minute, from 0 to 1; 0 if unpaced.
    package func useOverLastMinute(now: Int64) -> Double {
        guard limits.slots > 0 else { return 0 }
        return Double(recent.total(now)) * limits.window.inSeconds / (60 * Double(limits.slots))
    }
}
