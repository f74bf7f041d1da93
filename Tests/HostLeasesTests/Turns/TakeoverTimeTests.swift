import HostLeases
import LeaseSupport
import Testing
import Timekeeping

/// How long it takes until a run continues whose host has died with all slots of its account, by the usual timing.
struct TakeoverTimeTests {
    private let timing = LeaseTiming()

    /// From the death of a host to the first request of another one that waits for its run.
    ///
    /// - Parameter looks: Whether that one looks at the slots while it waits.
    private func delay(window: Duration, looks: Bool, blocks: Bool = false) throws -> Duration {
        var (slots, turns) = (InMemorySlots(timing: timing), InMemoryTurns(timing: timing))
        var now = BootInstant.start + .seconds(1_000)
        let use = HostLease.Use(want: 5, busy: 0, limit: SlotLimit(5, per: window))
        var dying = HostLease(holder: "dying")
        for beat in 0..<3 {
            var its = use
            if blocks, beat == 1 { its.block = .seconds(10) }
            let sync = dying.beat(its, now: now)
            _ = dying.received(try slots.answer(sync), to: sync.sequence, now: now)
        }
        #expect(slots.rows.allSatisfy { $0.holder == "dying" })
        #expect(turns.claim("run", TurnClaim(owner: "dying")).outcome == .granted)
        // It dies now.
        let death = now
        var (turn, seen, lookedAt) = (TurnLease(owner: "next"), SlotWatch(), BootInstant?.none)
        while true {
            var standing = turns.claim("run", turn.claim(gone: nil, now: now))
            standing.window = window
            turn.received(standing, sentAt: now, now: now)
            if standing.outcome == .granted { break }
            if looks, lookedAt.map({ now - $0 >= timing.beat }) ?? true {
                lookedAt = now
                let before = slots
                seen.see(slots.table, now: now)
                #expect(slots.rows == before.rows && slots.table == before.table)
            }
            now = now + timing.beat / 3
        }
        var next = HostLease(holder: "next")
        next.learn(seen, now: now)
        while next.usable(now: now) == 0 {
            let sync = next.beat(use, now: now)
            let pause = next.received(try slots.answer(sync), to: sync.sequence, now: now)
            now = now + (pause ?? .zero)
            now = max(now, next.nextBeat(use, now: now) ?? now)
        }
        return now - death
    }

    @Test(arguments: [1, 10])
    func theSlotsAreFreeWhenTheRunIs(window: Int) throws {
        let delay = try delay(window: .seconds(window), looks: true)
        let watch = timing.watch(.seconds(window))
        #expect(delay >= watch && delay <= watch + timing.beat && delay < .seconds(60), "\(delay)")
        // Without looks the slots are watched only then.
        #expect(try self.delay(window: .seconds(window), looks: false) >= watch * 2)
    }

    /// A block that was told of before the death is not waited for once more.
    @Test func aBlockThatIsOverHoldsNothingUp() throws {
        #expect(try delay(window: .seconds(1), looks: true, blocks: true) < .seconds(60))
    }
}
