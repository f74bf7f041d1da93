import HostLeases
import Timekeeping

/// A host in the simulation: its leases, the slots of its own ledger and its two clocks.
struct SimulatedHost {
    let index: Int
    var lease: HostLease
    /// Distinguishes a host from what it was before it was killed: what that one had in hand does not reach it.
    var life = 0
    var isAlive = true
    var pausedUntil: Int64 = 0
    /// Until when nothing of it reaches the store.
    var cutUntil: Int64 = 0
    /// The slots in use: when each is free again, by the time of the simulation; nil until the answer.
    var slots: [Int: Int64?] = [:]
    var nextRequest = 0
    /// What the boot clock is ahead of the simulation, and the wall clock of the boot clock; in milliseconds.
    let bootOffset: Int64
    var wallOffset: Int64 = 0
    /// How many slots its script could use.
    var want = 1
    /// On which server its connection ends; nil while it has none.
    var server: Int?

    /// What it takes for the time.
    func clock(_ now: Int64, byWallClock: Bool) -> BootInstant {
        BootInstant(nanoseconds: (now + bootOffset + (byWallClock ? wallOffset : 0)) * 1_000_000)
    }

    /// What the ledger says at a moment; slots that are free are forgotten.
    mutating func use(_ now: Int64, limit: SlotLimit) -> HostLease.Use {
        slots = slots.filter { $0.value.map { $0 > now } ?? true }
        return HostLease.Use(want: want, busy: slots.count, limit: limit)
    }
}
