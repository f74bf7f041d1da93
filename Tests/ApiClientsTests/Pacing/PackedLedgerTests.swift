@testable import ApiClients
import TestSupport
import Testing

struct PackedLedgerTests {
    /// A ledger in which everything has some value.
    private func usedLedger() -> SlotLedger {
        let random = Randomness.seeded(7)
        var ledger = SlotLedger(PacingLimits(20, per: .milliseconds(900)), firstID: 1 << 40)
        var now: Int64 = 0
        for number in 0..<400 {
            now += Int64(random.next() % 100_000_000)
            guard case .granted(let id) = ledger.take(holder: "\(number % 3)-ab", now: now) else { continue }
            if number % 29 == 0 { continue }
            let outcome: SlotOutcome = number == 20 ? .refused(retryAfter: nil) : .answered
            ledger.giveBack(id, outcome, sentAt: now, now: now + Int64(random.next() % 50_000_000))
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
        for ledgerNow in stride(from: 60_000_000_000, to: 90_000_000_000, by: 1_000_000_000) as StrideTo<Int64> {
            let grants = (original.take(holder: "x", now: ledgerNow), copy.take(holder: "x", now: ledgerNow))
            #expect(grants.0 == grants.1)
            guard case .granted(let id) = grants.0 else { continue }
            original.giveBack(id, .answered, sentAt: ledgerNow, now: ledgerNow + 30_000_000)
            copy.giveBack(id, .answered, sentAt: ledgerNow, now: ledgerNow + 30_000_000)
            #expect(original.packed == copy.packed)
        }
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
