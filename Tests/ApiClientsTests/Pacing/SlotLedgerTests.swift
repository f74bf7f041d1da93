@testable import ApiClients
import Testing

struct SlotLedgerTests {
    private static let second: Int64 = 1_000_000_000

    private func ledger(_ slots: Int, strict: Bool = false) -> SlotLedger {
        SlotLedger(PacingLimits(slots, strict: strict))
    }

    private func granted(_ ledger: inout SlotLedger, at now: Int64) throws -> Int64 {
        guard case .granted(let id) = ledger.take(holder: "me", now: now) else {
            throw ApiError(.internal, "no slot at \(now)")
        }
        return id
    }

    private static let returns: [(SlotOutcome, Int64)] = [
        (.answered, 1_500_000_000), (.closed, 1_500_000_000), (.abandoned, 63_000_000_000), (.notSent, 500_000_000),
    ]

    @Test(arguments: returns)
    func slotsComeFreeByTheirOutcome(outcome: SlotOutcome, freeAt: Int64) throws {
        var ledger = ledger(1)
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, outcome, sentAt: 0, now: Self.second / 2)
        if outcome != .notSent {
            #expect(ledger.take(holder: "me", now: freeAt - 1) == .later(at: freeAt))
        }
        #expect(try granted(&ledger, at: freeAt) == 1)
    }

    @Test func aWaiterSleepsUntilAnAnswerNowWouldFreeASlot() throws {
        var ledger = ledger(2)
        _ = try granted(&ledger, at: 0)
        _ = try granted(&ledger, at: 0)
        #expect(ledger.take(holder: "me", now: 100) == .later(at: Self.second + 100))
    }

    /// When a slot is free that was taken at 0 and given back at 300 ms.
    private func freeAt(_ ledger: SlotLedger, minRoundTrip: Int64?) throws -> Int64 {
        var ledger = ledger
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, .answered, sentAt: 0, now: 300_000_000, minRoundTrip: minRoundTrip)
        guard case .later(let time) = ledger.take(holder: "me", now: 300_000_000) else { return 300_000_000 }
        return time
    }

    @Test func theLeadIsHalfOfWhatTheKernelMeasuredOfThePath() throws {
        #expect(try freeAt(ledger(1), minRoundTrip: nil) == 1_300_000_000)
        #expect(try freeAt(ledger(1), minRoundTrip: 20_000_000) == 1_290_000_000)
        // Never more than half of the very exchange, or of a window, whatever the figure says.
        #expect(try freeAt(ledger(1), minRoundTrip: 2_000_000_000) == 1_150_000_000)
        #expect(try freeAt(ledger(1), minRoundTrip: -5) == 1_300_000_000)
        #expect(try freeAt(ledger(1, strict: true), minRoundTrip: 20_000_000) == 1_300_000_000)
    }

    @Test func noLeadIsLeftOverFromSlowerTimes() throws {
        var ledger = ledger(1)
        var now: Int64 = 0
        for _ in 0..<300 {
            let id = try granted(&ledger, at: now)
            ledger.giveBack(id, .answered, sentAt: now, now: now + 300_000_000, minRoundTrip: 200_000_000)
            now += 2 * Self.second
        }
        let id = try granted(&ledger, at: now)
        ledger.giveBack(id, .answered, sentAt: now, now: now + 5_000_000, minRoundTrip: 1_000_000)
        #expect(ledger.busy.map(\.freeAt) == [now + 5_000_000 + Self.second - 500_000])
    }

    @Test func aRefusalBlocksHalvesAndIsForgivenSlowly() throws {
        var ledger = ledger(5)
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, .refused(retryAfter: nil), sentAt: 0, now: Self.second)
        #expect(ledger.blockedUntil == 11_500_000_000)
        #expect(ledger.allowed == 2)
        #expect(ledger.take(holder: "me", now: 2 * Self.second) == .later(at: 11_500_000_000))
        _ = try granted(&ledger, at: 12 * Self.second)
        _ = try granted(&ledger, at: 12 * Self.second)
        #expect(ledger.take(holder: "me", now: 12 * Self.second) == .later(at: 13 * Self.second))
        _ = ledger.take(holder: "me", now: 600 * Self.second)
        #expect(ledger.allowed == 2)
        _ = ledger.take(holder: "me", now: 601 * Self.second)
        #expect(ledger.allowed == 3)
        _ = ledger.take(holder: "me", now: 3_000 * Self.second)
        #expect(ledger.allowed == 5)
    }

    @Test func requestsUnderWayAreRefusedByTheSameBlock() throws {
        var ledger = ledger(5)
        let ids = try (0..<3).map { _ in try granted(&ledger, at: 0) }
        for (offset, id) in ids.enumerated() {
            ledger.giveBack(id, .refused(retryAfter: nil), sentAt: 0, now: Self.second + Int64(offset))
        }
        #expect(ledger.allowed == 2)
        #expect(ledger.blockedUntil == 11_500_000_002)
        #expect(ledger.refused == 3)
    }

    @Test func blocksInARowDoubleUpToFiveMinutes() throws {
        var ledger = ledger(5)
        var now: Int64 = 0
        var lengths: [Int64] = []
        for _ in 0..<7 {
            let id = try granted(&ledger, at: now)
            ledger.giveBack(id, .refused(retryAfter: nil), sentAt: now, now: now)
            lengths.append((ledger.blockedUntil - now) / 1_000_000)
            now = ledger.blockedUntil
        }
        #expect(lengths == [10_500, 20_500, 40_500, 80_500, 160_500, 300_500, 300_500])
        let id = try granted(&ledger, at: now)
        ledger.giveBack(id, .answered, sentAt: now, now: now)
        let next = try granted(&ledger, at: now + Self.second)
        ledger.giveBack(next, .refused(retryAfter: nil), sentAt: now + Self.second, now: now + Self.second)
        #expect(ledger.blockedUntil == now + 11_500_000_000)
    }

    @Test func aLongerRetryAfterIsHonoured() throws {
        var ledger = ledger(5)
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, .refused(retryAfter: .seconds(60)), sentAt: 0, now: 0)
        #expect(ledger.blockedUntil == 60_500_000_000)
        let next = try granted(&ledger, at: 61 * Self.second)
        // The channel bounds it by the patience.
        ledger.giveBack(next, .refused(retryAfter: .seconds(900)), sentAt: 61 * Self.second, now: 61 * Self.second)
        #expect(ledger.blockedUntil == 961_500_000_000)
    }

    @Test func aWishOfAnyAnswerHoldsTheAccountAndHalvesNothing() throws {
        var ledger = ledger(5)
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, .deferred(.seconds(300)), sentAt: 0, now: Self.second)
        #expect(ledger.blockedUntil == 301 * Self.second)
        #expect(ledger.allowed == 5)
        #expect(ledger.refused == 0)
    }

    @Test func aRefusalThatTheLeadMayHaveCausedTakesTheLeadForADay() throws {
        var ledger = ledger(4)
        let first = try granted(&ledger, at: 0)
        ledger.giveBack(first, .answered, sentAt: 0, now: 50_000_000, minRoundTrip: 40_000_000)
        let id = try granted(&ledger, at: Self.second)
        ledger.giveBack(id, .refused(retryAfter: nil), sentAt: Self.second, now: Self.second)
        #expect(ledger.allowed == 4)
        #expect(ledger.lead(after: 50_000_000, 40_000_000, 86_399 * Self.second) == 0)
        #expect(ledger.lead(after: 50_000_000, 40_000_000, 86_401 * Self.second) == 20_000_000)
    }

    @Test func aLimitThatIsAdoptedForAWhileDoesNotUndoTheHalving() throws {
        var ledger = ledger(5)
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, .refused(retryAfter: nil), sentAt: 0, now: 0)
        #expect(ledger.allowed == 2)
        ledger.adopt(PacingLimits(2))
        _ = ledger.take(holder: "me", now: 11 * Self.second)
        ledger.adopt(PacingLimits(5))
        #expect(ledger.limits.slots == 5)
        #expect(ledger.allowed == 2)
    }

    @Test func aSlotHasALongestTime() throws {
        var ledger = ledger(1)
        _ = ledger.take(holder: "stopped", now: 0)
        #expect(ledger.take(holder: "me", now: 89 * Self.second) != .granted(id: 1))
        _ = ledger.take(holder: "me", now: 90 * Self.second)
        #expect(ledger.take(holder: "me", now: 93 * Self.second) == .granted(id: 1))
    }

    @Test func whatAHolderDoesNotKnowOfIsGivenBack() throws {
        var ledger = ledger(2)
        let known = try granted(&ledger, at: 0)
        _ = try granted(&ledger, at: 0)
        ledger.disown("me", now: 0) { $0 == known }
        #expect(ledger.busy.map(\.freeAt) == [nil, 3 * Self.second])
        ledger.disown("somebody", now: 0) { _ in false }
        #expect(ledger.busy.map(\.freeAt) == [nil, 3 * Self.second])
    }

    @Test func slotsOfTheDeadComeBackLate() throws {
        var ledger = ledger(1)
        _ = ledger.take(holder: "dead", now: 0)
        ledger.reclaim(now: Self.second) { $0 == "dead" }
        #expect(ledger.take(holder: "me", now: Self.second) == .later(at: 4 * Self.second))
    }

    @Test func unpacedAccountsKeepTheirBlocks() throws {
        var ledger = ledger(0)
        let ids = try (0..<100).map { _ in try granted(&ledger, at: 0) }
        ledger.giveBack(ids[0], .refused(retryAfter: nil), sentAt: 0, now: 0)
        #expect(ledger.take(holder: "me", now: 1) == .later(at: 10_500_000_000))
    }

    @Test func useIsCountedOverTheLastMinute() throws {
        var ledger = ledger(5)
        for second in 0..<60 {
            for _ in 0..<3 {
                let id = try granted(&ledger, at: Int64(second) * Self.second)
                ledger.giveBack(id, .notSent, sentAt: 0, now: Int64(second) * Self.second)
            }
        }
        #expect(ledger.useOverLastMinute(now: 59 * Self.second) == 0.6)
        #expect(ledger.useOverLastMinute(now: 89 * Self.second) == 0.3)
        #expect(ledger.useOverLastMinute(now: 500 * Self.second) == 0)
    }
}
