import ApiClients
import FoundationEssentials
import HostLeases
@testable import HostState
import SQLite
import Synchronization
import TestSupport
import Testing
import Timekeeping

/// What the processes of hosts do with the leases of an account, on virtual time.
struct LeaseKeeperTests {
    private let world = LeaseWorld(PacingLimits(4))

    @Test func aProcessLeasesSendsAndGivesBack() throws {
        let world = world
        let process = try world.host().process()
        try world.run {
            try await process.calls(12).value
            #expect(world.store.rows.contains { $0.holder != nil })
            await process.state.endLeases()
        }
        #expect(world.arrivals.value.count == 12 && !world.isOver)
        #expect(world.store.rows.allSatisfy { $0.holder == nil })
        #expect(world.notices.value == [])
    }

    /// The first request waits for two beats: one to learn of the others, one for the slots.
    @Test func theFirstSlotComesAtOnce() throws {
        let world = world
        world.store.delay = 10...10
        let process = try world.host().process()
        try world.run { try await process.calls(1).value }
        #expect(world.arrivals.value.allSatisfy { $0 <= .milliseconds(400) }, "\(world.arrivals.value)")
        #expect(world.store.syncs.prefix(2).map(\.sync.take) == [0, 1])
    }

    @Test func nothingIsAskedWhileNothingIsUsed() throws {
        let world = world
        let process = try world.host().process()
        try world.run {
            try await process.calls(1).value
            try await world.sleep(.seconds(60))
            let count = world.store.syncs.count
            #expect(
                world.store.rows.allSatisfy { $0.holder == nil }, "given back by a process that waits for other things")
            try await world.sleep(.seconds(600))
            #expect(world.store.syncs.count == count)
            try await process.calls(1).value
        }
        #expect(world.arrivals.value.count == 2)
    }

    @Test func oneProcessOfAHostBeatsAtATime() throws {
        let world = world
        let host = try world.host()
        let processes = try (0..<3).map { _ in try host.process() }
        try world.run {
            let tasks = processes.map { $0.calls(20) }
            for task in tasks { try await task.value }
        }
        let syncs = world.store.syncs
        #expect(Set(syncs.map(\.sync.holder)).count == 1)
        #expect(syncs.map(\.sync.sequence) == Array(1...Int64(syncs.count)), "each was carried out, in order")
        // A third of a beat apart at least, but for the first two.
        let pauses = zip(syncs.dropFirst(), syncs.dropFirst(2)).map { $1.at - $0.at }
        #expect(pauses.allSatisfy { $0 > .milliseconds(90) }, "\(pauses)")
        #expect(!world.isOver)
    }

    @Test func hostsShareTheLimit() throws {
        let world = world
        let hosts = try (0..<2).map { _ in try world.host() }
        let processes = try hosts.map { try $0.process() }
        try world.run {
            let tasks = processes.map { $0.calls(60) }
            for task in tasks { try await task.value }
        }
        #expect(world.arrivals.value.count == 120 && !world.isOver)
        // 120 requests at 4 in 1.1 s.
        #expect(world.now < .seconds(45))
        #expect(Set(world.store.syncs.map(\.sync.holder)).count == 2)
    }

    /// What the killed process had begun is begun again by another one of its host, under the same name.
    @Test func theBeatOfAKilledProcessIsRepeated() throws {
        let world = world
        let host = try world.host()
        let killed = try host.process()
        let other = try host.process()
        try world.run {
            world.store.delay = 300...300
            _ = killed.calls(4)
            while try host.record()?.flight == nil { try await world.sleep(.milliseconds(1)) }
            #expect(try host.record()?.flight?.process == killed.state.holderName)
            try killed.kill()
            world.store.delay = 1...5
            try await other.calls(8).value
        }
        #expect(Set(world.store.syncs.map(\.sync.holder)).count == 1)
        #expect(world.arrivals.value.count == 8 && !world.isOver)
    }

    @Test func theSlotsOfADeadHostAreTakenOverLater() throws {
        let world = world
        let (dead, alive) = (try world.host(), try world.host())
        let killed = try dead.process()
        let process = try alive.process()
        try world.run {
            _ = killed.calls(100)
            while world.arrivals.value.count < 4 { try await world.sleep(.milliseconds(10)) }
            try killed.kill()
            let end = world.now
            let before = world.arrivals.value.count
            try await process.calls(1).value
            #expect(world.arrivals.value.count == before + 1)
            // L, F, P and W, less one beat.
            #expect(world.now - end > .seconds(2) + .seconds(1) + .milliseconds(500))
        }
        #expect(!world.isOver)
    }

    @Test func withoutTheStoreWorkGoesOnUntilTheLeaseEnds() throws {
        let world = world
        let process = try world.host().process()
        try world.run {
            let calls = process.calls(60)
            while world.arrivals.value.count < 8 { try await world.sleep(.milliseconds(10)) }
            world.store.isDown = true
            let gone = world.now
            try await world.sleep(.seconds(20))
            let last = try #require(world.arrivals.value.max())
            #expect(last - gone < .milliseconds(1_900) && last > gone, "for 0.9 of the lease at most")
            #expect(world.notices.value == ["waiting for the state database at db1: connection refused"])
            let count = world.arrivals.value.count
            world.store.isDown = false
            try await calls.value
            #expect(world.arrivals.value.count > count)
        }
        #expect(
            world.notices.value == [
                "waiting for the state database at db1: connection refused", "the state database at db1 answers again",
            ])
        #expect(world.arrivals.value.count == 60 && !world.isOver)
    }

    @Test func theCallsPatienceEndsTheWaitForTheStore() throws {
        let world = world
        world.store.isDown = true
        let host = try world.host()
        let process = try host.process()
        let pacer = Pacer(
            try LeaseWorld.Host.account, limits: world.limits, store: process.state.pacingStore(),
            time: TimeSource(process.lane, date: .init(timeIntervalSince1970: 0)), holder: process.state.holderName)
        let error = try world.run { () -> ApiError? in
            do {
                _ = try await pacer.slot(patience: .seconds(30))
                return nil
            } catch let error as ApiError {
                return error
            }
        }
        #expect(error?.kind == .timeout && error?.stopsRun == true)
        #expect(
            error?.message
                == "no slot of links.example could be leased for 30 s: the state database at db1 cannot be used: "
                + "connection refused")
    }

    @Test func aNameThatAnotherUserIsAheadOfIsGivenUp() throws {
        let world = world
        let process = try world.host().process()
        try world.run {
            try await process.calls(4).value
            // As by a copy of the state directory on another machine.
            var ahead = try #require(world.store.syncs.last).sync
            ahead.sequence += 1_000
            _ = world.store.sync(ahead)
            try await process.calls(8).value
        }
        #expect(Set(world.store.syncs.map(\.sync.holder)).count == 2)
        #expect(world.arrivals.value.count == 12 && !world.isOver)
    }

    @Test func aLostSlotFileBeginsAgainUnderAnotherName() throws {
        let world = world
        let host = try world.host()
        let process = try host.process()
        try world.run {
            try await process.calls(4).value
            try host.directory.remove("slots.sqlite")
            try await process.calls(8).value
        }
        #expect(Set(world.store.syncs.map(\.sync.holder)).count == 2)
        #expect(world.arrivals.value.count == 12 && !world.isOver)
        #expect(world.notices.value == ["the pacing slots of all accounts were lost; nothing is sent for 10.5 s"])
    }

    @Test func anotherBootBeginsAgainUnderAnotherName() throws {
        let world = world
        let host = try world.host()
        let first = try host.process()
        try world.run { try await first.calls(4).value }
        try first.kill()
        host.boot.withLock { $0 = "two" }
        let second = try host.process()
        try world.run { try await second.calls(8).value }
        #expect(Set(world.store.syncs.map(\.sync.holder)).count == 2)
        #expect(world.arrivals.value.count == 12 && !world.isOver)
    }

    /// The next start of a script continues with the leases of the one before.
    @Test func anotherProcessOfTheHostKeepsItsName() throws {
        let world = world
        let host = try world.host()
        let first = try host.process()
        try world.run { try await first.calls(4).value }
        try first.kill()
        let second = try host.process()
        try world.run { try await second.calls(8).value }
        #expect(Set(world.store.syncs.map(\.sync.holder)).count == 1)
        #expect(world.arrivals.value.count == 12 && !world.isOver)
    }

    /// As after a pause of the whole machine: by its boot clock no time has passed.
    @Test func aWallClockThatJumpsAheadEndsTheLease() throws {
        let world = world
        let host = try world.host()
        let process = try host.process()
        try world.run {
            let calls = process.calls(40)
            while world.arrivals.value.count < 8 { try await world.sleep(.milliseconds(10)) }
            let jumped = world.now
            world.store.isDown = true
            host.wallAhead.change { $0 = .seconds(3600) }
            try await world.sleep(.seconds(5))
            let way = Duration.milliseconds(10)
            #expect(
                world.arrivals.value.allSatisfy { $0 <= jumped + way }, "nothing was sent by the lease of before")
            world.store.isDown = false
            try await calls.value
        }
        #expect(world.store.syncs.contains { !$0.sync.isValid && !$0.sync.held.isEmpty })
        #expect(world.arrivals.value.count == 40 && !world.isOver)
    }

    @Test func aWallClockThatGoesBackChangesNothing() throws {
        let world = world
        let host = try world.host()
        let process = try host.process()
        try world.run {
            let calls = process.calls(20)
            while world.arrivals.value.count < 4 { try await world.sleep(.milliseconds(10)) }
            host.wallAhead.change { $0 = .seconds(-3600) }
            try await calls.value
        }
        #expect(world.store.syncs.dropFirst(2).allSatisfy { $0.sync.isValid })
        #expect(world.arrivals.value.count == 20 && !world.isOver)
    }

    @Test func aBlockIsToldToTheOtherHosts() throws {
        let world = world
        let (one, other) = (try world.host().process(), try world.host().process())
        try world.run {
            try await other.calls(2).value
            one.answers(429)
            let refused = one.calls(1)
            while world.store.syncs.allSatisfy({ $0.sync.block == nil }) { try await world.sleep(.milliseconds(5)) }
            let told = world.now
            let block = try #require(world.store.syncs.compactMap(\.sync.block).first)
            #expect(block > .seconds(10) && block <= .milliseconds(10_500))
            one.answers(200)
            // It hears of the block with its next beat.
            try await world.sleep(.seconds(1))
            let before = world.arrivals.value.count
            let calls = other.calls(4)
            try await world.sleep(.seconds(8))
            #expect(world.arrivals.value.count <= before + 4)
            try await calls.value
            try await refused.value
            #expect(world.now - told > .seconds(9))
        }
        #expect(world.store.syncs.count { $0.sync.block != nil } == 1, "a block is told once")
    }

    @Test func aProcessThatDoesNotLeaseUsesNoMoreThanItsHostHas() throws {
        let world = world
        let host = try world.host()
        let (leasing, plain) = (try host.process(), try host.process(leases: false))
        try world.run {
            let tasks = [leasing.calls(40), plain.calls(20)]
            for task in tasks { try await task.value }
        }
        #expect(world.arrivals.value.count == 60 && !world.isOver)
    }

    @Test func withoutLeasesNothingIsStored() throws {
        let world = world
        let process = try world.host().process(leases: false)
        try world.run { try await process.calls(8).value }
        let rows = try process.state.slots.attempt { db in try db.value(Int.self, "SELECT count(*) FROM lease") }
        #expect(rows == 0)
        #expect(world.store.syncs.isEmpty)
        try world.run { await process.state.endLeases() }
    }

    @Test func theEndOfOneProcessLeavesTheLeasesToTheOthers() throws {
        let world = world
        let host = try world.host()
        let (first, second) = (try host.process(), try host.process())
        try world.run {
            let calls = second.calls(40)
            try await first.calls(4).value
            let held = world.store.rows.count { $0.holder != nil }
            await first.state.endLeases()
            #expect(held > 0 && world.store.rows.count { $0.holder != nil } == held)
            try await calls.value
        }
    }
}
