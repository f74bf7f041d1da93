@testable import ApiClients
import TestSupport
import Testing
import Timekeeping

struct SlotLedgerTests {
    private func ledger(_ slots: Int, strict: Bool = false) -> SlotLedger {
        SlotLedger(PacingLimits(slots, strict: strict))
    }

    private func granted(_ ledger: inout SlotLedger, at now: BootInstant) throws -> Int64 {
        guard case .granted(let id) = ledger.take(holder: "me", now: now) else {
            throw ApiError(.internal, "no slot at \(now)")
        }
        return id
    }

    private static let returns: [(SlotOutcome, BootInstant)] = [
        (.answered, 1_500_000_000), (.closed, 1_500_000_000), (.abandoned, 63_000_000_000), (.notSent, 500_000_000),
    ]

    @Test(arguments: returns)
    func slotsComeFreeByTheirOutcome(outcome: SlotOutcome, freeAt: BootInstant) throws {
        var ledger = ledger(1)
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, outcome, sentAt: 0, now: .milliseconds(500))
        if outcome != .notSent {
            #expect(ledger.take(holder: "me", now: freeAt - .nanoseconds(1)) == .later(at: freeAt))
        }
        #expect(try granted(&ledger, at: freeAt) == 1)
    }

    @Test func aWaiterSleepsUntilAnAnswerNowWouldFreeASlot() throws {
        var ledger = ledger(2)
        _ = try granted(&ledger, at: 0)
        _ = try granted(&ledger, at: 0)
        #expect(ledger.take(holder: "me", now: 100) == .later(at: 1_000_000_100))
    }

    /// When a slot is free that was taken at 0 and given back at 300 ms.
    private func freeAt(_ ledger: SlotLedger, minRoundTrip: Duration?) throws -> BootInstant {
        var ledger = ledger
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, .answered, sentAt: 0, now: 300_000_000, minRoundTrip: minRoundTrip)
        guard case .later(let time) = ledger.take(holder: "me", now: 300_000_000) else { return 300_000_000 }
        return time
    }

    @Test func theLeadIsHalfOfWhatTheKernelMeasuredOfThePath() throws {
        #expect(try freeAt(ledger(1), minRoundTrip: nil) == 1_300_000_000)
        #expect(try freeAt(ledger(1), minRoundTrip: .milliseconds(20)) == 1_290_000_000)
        // Never more than half of the very exchange, or of a window, whatever the figure says.
        #expect(try freeAt(ledger(1), minRoundTrip: .seconds(2)) == 1_150_000_000)
        #expect(try freeAt(ledger(1), minRoundTrip: .nanoseconds(-5)) == 1_300_000_000)
        #expect(try freeAt(ledger(1, strict: true), minRoundTrip: .milliseconds(20)) == 1_300_000_000)
    }

    @Test func noLeadIsLeftOverFromSlowerTimes() throws {
        var ledger = ledger(1)
        var now: BootInstant = 0
        for _ in 0..<300 {
            let id = try granted(&ledger, at: now)
            ledger.giveBack(id, .answered, sentAt: now, now: now + .milliseconds(300), minRoundTrip: .milliseconds(200))
            now = now + .seconds(2)
        }
        let id = try granted(&ledger, at: now)
        ledger.giveBack(id, .answered, sentAt: now, now: now + .milliseconds(5), minRoundTrip: .milliseconds(1))
        #expect(ledger.busy.map(\.freeAt) == [now + .microseconds(1_004_500)])
    }

    @Test func aRefusalBlocksHalvesAndIsForgivenSlowly() throws {
        var ledger = ledger(5)
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, .refused(retryAfter: nil), sentAt: 0, now: .seconds(1))
        #expect(ledger.blockedUntil == 11_500_000_000)
        #expect(ledger.allowed == 2)
        #expect(ledger.take(holder: "me", now: .seconds(2)) == .later(at: 11_500_000_000))
        _ = try granted(&ledger, at: .seconds(12))
        _ = try granted(&ledger, at: .seconds(12))
        #expect(ledger.take(holder: "me", now: .seconds(12)) == .later(at: .seconds(13)))
        _ = ledger.take(holder: "me", now: .seconds(600))
        #expect(ledger.allowed == 2)
        _ = ledger.take(holder: "me", now: .seconds(601))
        #expect(ledger.allowed == 3)
        _ = ledger.take(holder: "me", now: .seconds(3_000))
        #expect(ledger.allowed == 5)
    }

    @Test func requestsUnderWayAreRefusedByTheSameBlock() throws {
        var ledger = ledger(5)
        let ids = try (0..<3).map { _ in try granted(&ledger, at: 0) }
        for (offset, id) in ids.enumerated() {
            ledger.giveBack(id, .refused(retryAfter: nil), sentAt: 0, now: .seconds(1) + .nanoseconds(offset))
        }
        #expect(ledger.allowed == 2)
        #expect(ledger.blockedUntil == 11_500_000_002)
        #expect(ledger.refused == 3)
    }

    @Test func blocksInARowDoubleUpToFiveMinutes() throws {
        var ledger = ledger(5)
        var now: BootInstant = 0
        var lengths: [Duration] = []
        for _ in 0..<7 {
            let id = try granted(&ledger, at: now)
            ledger.giveBack(id, .refused(retryAfter: nil), sentAt: now, now: now)
            let end = try #require(ledger.blockedUntil)
            lengths.append(end - now)
            now = end
        }
        #expect(lengths == [10.5, 20.5, 40.5, 80.5, 160.5, 300.5, 300.5].map { .seconds($0) })
        let id = try granted(&ledger, at: now)
        ledger.giveBack(id, .answered, sentAt: now, now: now)
        let next = try granted(&ledger, at: now + .seconds(1))
        ledger.giveBack(next, .refused(retryAfter: nil), sentAt: now + .seconds(1), now: now + .seconds(1))
        #expect(ledger.blockedUntil == now + .milliseconds(11_500))
    }

    @Test func aLongerRetryAfterIsHonoured() throws {
        var ledger = ledger(5)
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, .refused(retryAfter: .seconds(60)), sentAt: 0, now: 0)
        #expect(ledger.blockedUntil == 60_500_000_000)
        let next = try granted(&ledger, at: .seconds(61))
        // The channel bounds it by the patience.
        ledger.giveBack(next, .refused(retryAfter: .seconds(900)), sentAt: .seconds(61), now: .seconds(61))
        #expect(ledger.blockedUntil == 961_500_000_000)
    }

    @Test func aWishOfAnyAnswerHoldsTheAccountAndHalvesNothing() throws {
        var ledger = ledger(5)
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, .deferred(.seconds(300)), sentAt: 0, now: .seconds(1))
        #expect(ledger.blockedUntil == .seconds(301))
        #expect(ledger.allowed == 5)
        #expect(ledger.refused == 0)
    }

    @Test func aRefusalThatTheLeadMayHaveCausedTakesTheLeadForADay() throws {
        var ledger = ledger(4)
        let first = try granted(&ledger, at: 0)
        ledger.giveBack(first, .answered, sentAt: 0, now: .milliseconds(50), minRoundTrip: .milliseconds(40))
        let id = try granted(&ledger, at: .seconds(1))
        ledger.giveBack(id, .refused(retryAfter: nil), sentAt: .seconds(1), now: .seconds(1))
        #expect(ledger.allowed == 4)
        #expect(ledger.lead(after: .milliseconds(50), .milliseconds(40), .seconds(86_399)) == .zero)
        #expect(ledger.lead(after: .milliseconds(50), .milliseconds(40), .seconds(86_401)) == .milliseconds(20))
    }

    @Test func aLimitThatIsAdoptedForAWhileDoesNotUndoTheHalving() throws {
        var ledger = ledger(5)
        let id = try granted(&ledger, at: 0)
        ledger.giveBack(id, .refused(retryAfter: nil), sentAt: 0, now: 0)
        #expect(ledger.allowed == 2)
        ledger.adopt(PacingLimits(2))
        _ = ledger.take(holder: "me", now: .seconds(11))
        ledger.adopt(PacingLimits(5))
        #expect(ledger.limits.slots == 5)
        #expect(ledger.allowed == 2)
    }

    @Test func aSlotHasALongestTime() throws {
        var ledger = ledger(1)
        _ = ledger.take(holder: "stopped", now: 0)
        #expect(ledger.take(holder: "me", now: .seconds(89)) != .granted(id: 1))
        _ = ledger.take(holder: "me", now: .seconds(90))
        #expect(ledger.take(holder: "me", now: .seconds(93)) == .granted(id: 1))
    }

    @Test func whatAHolderDoesNotKnowOfIsGivenBack() throws {
        var ledger = ledger(2)
        let known = try granted(&ledger, at: 0)
        _ = try granted(&ledger, at: 0)
        ledger.disown("me", now: 0) { $0 == known }
        #expect(ledger.busy.map(\.freeAt) == [nil, .seconds(3)])
        ledger.disown("somebody", now: 0) { _ in false }
        #expect(ledger.busy.map(\.freeAt) == [nil, .seconds(3)])
    }

    @Test func slotsOfTheDeadComeBackLate() throws {
        var ledger = ledger(1)
        _ = ledger.take(holder: "dead", now: 0)
        ledger.reclaim(now: .seconds(1)) { $0 == "dead" }
        #expect(ledger.take(holder: "me", now: .seconds(1)) == .later(at: .seconds(4)))
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
                let id = try granted(&ledger, at: .seconds(second))
                ledger.giveBack(id, .notSent, sentAt: 0, now: .seconds(second))
            }
        }
        #expect(ledger.useOverLastMinute(now: .seconds(59)) == 0.6)
        #expect(ledger.useOverLastMinute(now: .seconds(89)) == 0.3)
        #expect(ledger.useOverLastMinute(now: .seconds(500)) == 0)
    }
}
