package import Timekeeping

extension SlotLedger {
    /// How many slots are not free: their requests are in progress, or ended too recently.
    package func slotsTaken(now: BootInstant) -> Int {
        busy.count { $0.freeAt.map { $0 > now } ?? true }
    }

    /// How many requests may be without an answer at the same time.
    package var openSlots: Int { min(allowed, openAtOnce) }

    /// How many slots each holder has had for so long that others may wonder, some seconds, in the order of taking.
    package func longestHeld(now: BootInstant) -> [(holder: String, slots: Int)] {
        let old = unanswered.filter { now - $0.takenAt >= .seconds(5) }
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
    mutating func count(_ requests: Int, now: BootInstant) {
        guard requests > 0 else { return }
        recent.count(now, requests)
        taken += Int64(requests)
    }

    /// How many requests were let through in the last minute.
    package func requestsOverLastMinute(now: BootInstant) -> Int {
        recent.total(now)
    }

    /// The share of the limit that was used in the last minute, from 0 to 1; 0 if unpaced.
    package func useOverLastMinute(now: BootInstant) -> Double {
        guard limits.slots > 0 else { return 0 }
        return Double(recent.total(now)) * limits.window.inSeconds / (60 * Double(limits.slots))
    }
}
