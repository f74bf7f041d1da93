import ApiClients
import HostLeases
@testable import HostState
import LeaseSupport
import TestSupport
import Testing
import Timekeeping

/// Looks at the store before the first request, by which the watch of a dead host's slots begins.
struct EarlyWatchTests {
    private let world = LeaseWorld(PacingLimits(4))
    private var watch: Duration { LeaseTiming.short.watch(.seconds(1)) }

    /// Has a host die with all slots; another one makes a call when the watch of these is over.
    ///
    /// - Parameter prepare: What it does before it waits, with its process and another one of the same host.
    /// - Returns: How long the call takes.
    private func callAfterADeath(
        _ prepare: @escaping @Sendable (LeaseWorld.Process, LeaseWorld.Process) async throws -> Void
    ) throws -> Duration {
        let (world, watch) = (world, watch)
        let killed = try world.host().process()
        let host = try world.host()
        let (process, other) = (try host.process(), try host.process())
        return try world.run {
            _ = killed.calls(1_000)
            while !world.store.rows.allSatisfy({ $0.holder != nil }) || world.store.rows.isEmpty {
                try await world.sleep(.milliseconds(10))
            }
            try await prepare(process, other)
            try killed.kill()
            // What it had sent to the store has arrived.
            try await world.sleep(.milliseconds(100))
            try process.look()
            let syncs = world.store.syncs.count
            try await world.sleep(watch)
            #expect(world.store.syncs.count == syncs, "a look is no beat")
            let begin = world.now
            try await process.calls(1).value
            return world.now - begin
        }
    }

    @Test func theFirstRequestAfterTheWatchHasASlotAtOnce() throws {
        let delay = try callAfterADeath { _, _ in }
        #expect(delay < .milliseconds(500), "\(delay)")
        #expect(!world.isOver)
    }

    /// What the host has known from an earlier use, before the server started again, does not count.
    @Test func aLookAtALaterServerCountsMore() throws {
        let world = world
        let delay = try callAfterADeath { _, other in
            // It hears of the server that there was, and gets its share or waits for it.
            try await other.calls(1).value
            try await world.sleep(.seconds(30))
            world.store.restart("later")
            // Until the new one is calm, and all slots are the other host's again.
            try await world.sleep(.seconds(60))
            while !world.store.rows.allSatisfy({ $0.holder != nil && $0.holder == world.store.rows[0].holder }) {
                try await world.sleep(.milliseconds(10))
            }
        }
        #expect(delay < .milliseconds(500), "\(delay)")
        #expect(!world.isOver)
    }

    @Test func aRowThatChangedAfterTheLookIsWatchedAnew() throws {
        var store = InMemorySlots(timing: .short)
        let now = BootInstant.start + .seconds(100)
        let use = HostLease.Use(want: 2, busy: 0, limit: SlotLimit(2, per: .seconds(1)))
        var alive = HostLease(holder: "alive")
        func beat(_ host: inout HostLease, _ at: BootInstant) throws {
            let sync = host.beat(use, now: at)
            _ = host.received(try store.answer(sync), to: sync.sequence, now: at)
        }
        for _ in 0..<2 { try beat(&alive, now) }
        var seen = SlotWatch()
        seen.see(store.table, now: now)
        try beat(&alive, now + watch)
        var host = HostLease(holder: "host")
        host.learn(seen, now: now + watch)
        try beat(&host, now + watch)
        #expect(host.held.isEmpty && store.rows.allSatisfy { $0.holder == "alive" })
        // A look that is older than what the host has heard itself changes nothing.
        host.learn(seen, now: now + watch)
        #expect(host.beat(use, now: now + watch).suspects.isEmpty)
    }
}
