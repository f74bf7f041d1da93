@testable import ApiClients
import TestSupport
import Testing
import Timekeeping

/// A ledger whose account several hosts share.
struct LeasedLedgerTests {
    private static let limits = PacingLimits(6, strict: true)
    /// One hour on the wall clock.
    private static let wall = ServiceInstant(milliseconds: 3_600_000)
    private var ledger = SlotLedger(limits)

    init() { ledger.keepToLease(Self.limits, holder: "a") }

    private static func share(_ slots: Int, until end: BootInstant = .seconds(10)) -> LeasedShare {
        var share = LeasedShare(holder: "host")
        share.slots = slots
        share.validUntil = end
        share.wallUntil = wall + .seconds(15)
        return share
    }

    private mutating func take(
        _ now: BootInstant, by holder: String = "a", tasks: Int = 1, wall: ServiceInstant = wall
    ) -> Int64? {
        guard case .granted(let id) = ledger.take(holder: holder, tasks: tasks, now: now, wall: wall) else {
            return nil
        }
        return id
    }

    @Test mutating func nothingIsGrantedWithoutALease() {
        #expect(ledger.take(holder: "a", now: 0) == .later(at: .milliseconds(200)))
        ledger.lease(LeasedShare(holder: "host"))
        #expect(take(.milliseconds(200)) == nil)
        #expect(ledger.slotsTaken(now: .milliseconds(200)) == 0)
    }

    @Test mutating func noMoreIsGrantedThanIsLeased() {
        ledger.lease(Self.share(2))
        let ids = (0..<3).map { _ in take(0) }
        #expect(ids.map { $0 != nil } == [true, true, false])
        ledger.giveBack(ids[0] ?? 0, .answered, sentAt: 0, now: .milliseconds(100))
        #expect(take(.milliseconds(1099)) == nil)
        #expect(take(.milliseconds(1100)) != nil)
    }

    @Test mutating func aLeaseEndsAtItsMoment() {
        ledger.lease(Self.share(2))
        #expect(take(9_999_999_999) != nil)
        #expect(take(.seconds(10)) == nil)
        ledger.lease(Self.share(2, until: .seconds(20)))
        #expect(take(.seconds(11)) != nil)
    }

    /// Of a pause of the whole machine the boot clock knows nothing.
    @Test mutating func theWallClockIsASecondLook() {
        ledger.lease(Self.share(2))
        #expect(take(.seconds(1), wall: Self.wall + .seconds(15)) == nil)
        #expect(take(.seconds(1), wall: Self.wall + .milliseconds(14_999)) != nil)
        // One that went back is no sign of a pause.
        #expect(take(.seconds(2), wall: Self.wall - .seconds(3600)) != nil)
    }

    @Test mutating func aLeaseOfMoreThanTheLimitIsNoLicence() {
        ledger.lease(Self.share(50))
        #expect((0..<7).count { _ in take(0) != nil } == 5, "one is kept back while all others wait for their answers")
    }

    @Test mutating func aSlotThatIsTakenBackIsNotUsedAgain() {
        ledger.lease(Self.share(2))
        let ids = (0..<2).compactMap { _ in take(0) }
        ledger.lease(Self.share(1))
        for id in ids { ledger.giveBack(id, .notSent, sentAt: 0, now: 1) }
        #expect((0..<2).map { _ in take(2) != nil } == [true, false])
    }

    /// Another process of the host that was started without the shared state uses no more than the host has.
    @Test mutating func theLeaseHoldsForAllProcessesAsLongAsOneKeepsToIt() {
        ledger.adopt(Self.limits, holder: "b")
        #expect(take(0, by: "b") == nil)
        ledger.reclaim(now: .seconds(1)) { $0 == "a" }
        #expect(!ledger.isLeased)
        #expect(take(.seconds(1), by: "b") != nil)
        ledger.adopt(Self.limits, holder: "a")
        #expect(!ledger.isLeased, "a ledger that keeps to its lease says so")
        ledger.keepToLease(Self.limits, holder: "a")
        ledger.adopt(Self.limits, holder: "a")
        #expect(ledger.isLeased && ledger.lessees == ["a"])
    }

    @Test mutating func anUnpacedAccountIsNotLeased() {
        ledger = SlotLedger(.unpaced)
        ledger.keepToLease(.unpaced, holder: "a")
        #expect(!ledger.isLeased)
        #expect(take(0) != nil)
    }

    @Test mutating func aPastThatIsNotKnownEndsTheLease() {
        ledger.lease(Self.share(2))
        ledger.moveToAnotherBoot(now: 0)
        ledger.keepToLease(Self.limits, holder: "a")
        #expect(ledger.share == nil)
        #expect(take(.seconds(2)) == nil)
    }

    @Test mutating func whatIsWantedGrowsWhileSomebodyWaits() {
        #expect(ledger.slotsWanted(now: 0) == 0)
        _ = take(0, tasks: 3)
        #expect(ledger.slotsWanted(now: 0) == 3)
        ledger.lease(Self.share(2))
        let id = take(.milliseconds(200), tasks: 3)
        #expect(ledger.slotsWanted(now: .milliseconds(200)) == 1)
        _ = take(.milliseconds(201))
        // One task alone has used two and waits for a third.
        #expect(take(.milliseconds(202)) == nil)
        #expect(ledger.slotsWanted(now: .milliseconds(202)) == 4)
        _ = take(.milliseconds(203), by: "b", tasks: 40)
        #expect(ledger.slotsWanted(now: .milliseconds(203)) == 6)
        // Who waits and does not come any more is forgotten, and one slot is kept for a while.
        ledger.giveBack(id ?? 0, .answered, sentAt: .milliseconds(200), now: .milliseconds(210))
        ledger.giveBack((id ?? 0) + 1, .answered, sentAt: .milliseconds(201), now: .milliseconds(210))
        #expect(ledger.slotsWanted(now: .milliseconds(2000)) == 1)
        #expect(ledger.slotsWanted(now: .seconds(6)) == 0)
    }

    @Test mutating func theLimitOfTheOtherHostsHolds() {
        var share = Self.share(6)
        share.limit = PacingLimits(2, per: .seconds(4))
        ledger.lease(share)
        #expect(ledger.limits == PacingLimits(2, per: .seconds(4), strict: true))
        #expect(ledger.ownLimits == Self.limits)
        #expect((0..<3).count { _ in take(0) != nil } == 2)
        share.limit = PacingLimits(20, per: .seconds(1))
        ledger.lease(share)
        #expect(ledger.limits == Self.limits)
        // What is a default of theirs counts less than what a person chose here.
        share.limit = PacingLimits(1, per: .seconds(1)).asDefault
        ledger.lease(share)
        #expect(ledger.limits == Self.limits)
    }

    @Test mutating func aBlockOfItsOwnIsToldFromOneThatWasHeard() {
        ledger.lease(Self.share(2))
        ledger.hold(until: .seconds(3))
        #expect(ledger.ownBlock(now: 0)?.rest == nil)
        #expect(take(.milliseconds(2999)) == nil)
        let id = take(.seconds(3)) ?? 0
        ledger.giveBack(id, .refused(retryAfter: nil), sentAt: .seconds(3), now: .seconds(4))
        #expect(ledger.ownBlock(now: .seconds(5))?.began == .seconds(4))
        #expect(ledger.ownBlock(now: .seconds(5))?.rest == .milliseconds(9_500))
        #expect(ledger.ownBlock(now: .seconds(15)) == nil)
    }
}
