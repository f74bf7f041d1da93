@testable import ApiClients
import TestSupport
import Testing
import Timekeeping

struct PackedLedgerTests {
    /// A ledger in which everything has some value.
    private func usedLedger() -> SlotLedger {
        let random = Randomness.seeded(7)
        var ledger = SlotLedger(PacingLimits(20, per: .milliseconds(900)), firstID: 1 << 40)
        var now: BootInstant = 0
        for number in 0..<400 {
            now = now + .nanoseconds(Int64(random.next() % 100_000_000))
            guard case .granted(let id) = ledger.take(holder: "\(number % 3)-ab", now: now) else { continue }
            if number % 29 == 0 { continue }
            let outcome: SlotOutcome = number == 20 ? .refused(retryAfter: nil) : .answered
            ledger.giveBack(id, outcome, sentAt: now, now: now + .nanoseconds(Int64(random.next() % 50_000_000)))
        }
        return ledger
    }

    @Test func everythingIsKept() throws {
        let ledger = usedLedger()
        #expect(ledger.busy.contains { $0.freeAt == nil } && ledger.busy.contains { $0.freeAt != nil })
        #expect(!ledger.queue.isEmpty)
        var copy = try #require(SlotLedger(packed: ledger.packed))
        #expect(copy.packed == ledger.packed)
        var original = ledger
        // What is computed anew after reading shows in what is decided next.
        for second in 60..<90 {
            let ledgerNow = BootInstant.seconds(second)
            let grants = (original.take(holder: "x", now: ledgerNow), copy.take(holder: "x", now: ledgerNow))
            #expect(grants.0 == grants.1)
            guard case .granted(let id) = grants.0 else { continue }
            original.giveBack(id, .answered, sentAt: ledgerNow, now: ledgerNow + .milliseconds(30))
            copy.giveBack(id, .answered, sentAt: ledgerNow, now: ledgerNow + .milliseconds(30))
            #expect(original.packed == copy.packed)
        }
    }

    /// The form that files hold: numbers of 64 bits, with the smallest for a moment that never was.
    @Test func theFormOfTheFileStays() throws {
        var ledger = SlotLedger(PacingLimits(5, per: .milliseconds(900)), firstID: 7)
        _ = ledger.take(holder: "a", now: 1_000_000_000)
        _ = ledger.take(holder: "b", now: 1_000_000_001)
        ledger.giveBack(
            7, .answered, sentAt: 1_000_000_000, now: 1_050_000_000, minRoundTrip: .nanoseconds(20_000_001))
        ledger.queue = [.init(holder: "c", dueAt: 1_100_000_000, tasks: 4)]
        ledger.keepToLease(PacingLimits(5, per: .milliseconds(900)), holder: "a")
        var share = LeasedShare(holder: "host 1")
        share.slots = 3
        share.validUntil = 2_000_000_000
        share.limit = PacingLimits(5, per: .milliseconds(900))
        ledger.lease(share)
        var packer = Packer()
        let never = Int64.min
        func limits() {
            for number in [5, 900_000_000] as [Int64] { packer.add(number) }
            packer.add(2 as UInt8)
        }
        packer.add(3 as UInt8)
        limits()
        // Blocked until, taken, refused, next number.
        for number in [never, 2, 0, 9] { packer.add(number) }
        packer.add(2 as UInt32)
        for (id, holder, takenAt, freeAt) in [
            (7, "a", 1_000_000_000, 1_050_000_000 + 900_000_000 - 10_000_000), (8, "b", 1_000_000_001, never),
        ] as [(Int64, String, Int64, Int64)] {
            packer.add(id)
            packer.add(holder)
            packer.add(takenAt)
            packer.add(freeAt)
        }
        packer.add(1 as UInt32)
        packer.add("c")
        packer.add(1_100_000_000 as Int64)
        packer.add(4 as UInt32)
        packer.add(1 as UInt32)
        packer.add("a")
        limits()
        packer.add(1 as UInt8)
        // Strangers; backlog; leads; blocks; the second of the last count.
        for number in [-1, -1, 1_000_000_000, never, never, 10_000_000, 1_050_000_000, 0, never, 0, never, 1] as [Int64]
        {
            packer.add(number)
        }
        packer.add(1 as UInt32)
        packer.add(2 as UInt32)
        // The lease.
        packer.add(1 as UInt32)
        packer.add("host 1")
        for number in [3, 2_000_000_000, never] { packer.add(number) }
        packer.add(1 as UInt32)
        limits()
        #expect(Array(ledger.packed.dropLast(8)) == packer.bytes)
        #expect(SlotLedger(packed: ledger.packed) == ledger)
    }

    @Test func anyDamageIsNoticed() {
        let packed = usedLedger().packed
        for place in stride(from: 0, to: packed.count, by: 13) {
            var damaged = packed
            damaged[place] ^= 1 << UInt8(place % 8)
            #expect(SlotLedger(packed: damaged) == nil, "bit \(place % 8) of byte \(place)")
        }
        for length in 0..<20 { #expect(SlotLedger(packed: Array(packed.prefix(length))) == nil) }
        #expect(SlotLedger(packed: packed + [0]) == nil)
    }
}
