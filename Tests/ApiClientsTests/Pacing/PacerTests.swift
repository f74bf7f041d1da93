import ApiClients
import TestSupport
import Testing

struct PacerTests {
    private func pacer(_ limits: PacingLimits, _ clock: VirtualClock, store: PacingStore = .inMemory()) throws -> Pacer
    {
        let endpoint = try ServiceEndpoint("https://links.example/api", key: Secret("k"))
        return Pacer(
            PacingAccount(endpoint, group: "links"), limits: limits, store: store, time: TimeSource(clock))
    }

    @Test func lateAnswersHoldTheirSlots() async throws {
        let clock = VirtualClock()
        let pacer = try pacer(PacingLimits(2), clock)
        let starts = try await clock.run {
            try await withThrowingTaskGroup(of: Duration.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let slot = try await pacer.slot()
                        let start = clock.now.sinceStart
                        try await clock.sleep(for: .milliseconds(300))
                        await pacer.giveBack(slot, .answered)
                        return start
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(starts == [.zero, .zero, .milliseconds(1300), .milliseconds(1300)])
    }

    @Test func waitersAreServedInTheOrderOfTheirComing() async throws {
        let clock = VirtualClock()
        let pacer = try pacer(PacingLimits(1), clock)
        let order = Shared<[Int]>([])
        try await clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await clock.sleep(for: .milliseconds(number))
                        let slot = try await pacer.slot()
                        order.change { $0.append(number) }
                        await pacer.giveBack(slot, .answered)
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(order.value == Array(0..<20))
    }

    @Test func aCancelledWaiterLeavesItsPlaceToTheNext() async throws {
        let clock = VirtualClock()
        let pacer = try pacer(PacingLimits(1), clock)
        let waited = try await clock.run {
            let first = try await pacer.slot()
            return try await withThrowingTaskGroup(of: Duration?.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        do {
                            return try await withThrowingTaskGroup(of: Void.self) { race in
                                race.addTask { _ = try await pacer.slot() }
                                race.addTask {
                                    try await clock.sleep(for: .milliseconds(200))
                                    throw CancellationError()
                                }
                                try await race.next()
                                return clock.now.sinceStart
                            }
                        } catch is CancellationError {
                            return nil
                        }
                    }
                }
                group.addTask {
                    try await clock.sleep(for: .milliseconds(300))
                    let slot = try await pacer.slot()
                    await pacer.giveBack(slot, .answered)
                    return clock.now.sinceStart
                }
                try await clock.sleep(for: .milliseconds(100))
                await pacer.giveBack(first, .answered)
                return try await group.reduce(into: [Duration?]()) { $0.append($1) }
            }
        }
        #expect(waited == [nil, nil, .milliseconds(1100)])
        #expect(pacer.statistics().waiting == 0)
    }

    @Test func unpacedRequestsNeverWait() async throws {
        let clock = VirtualClock()
        let pacer = try pacer(.unpaced, clock)
        try await clock.run {
            for _ in 0..<1000 { await pacer.giveBack(try await pacer.slot(), .answered) }
        }
        #expect(clock.now.sinceStart == .zero)
        #expect(pacer.statistics().requests == 1000)
    }

    @Test func pacersOfOneStoreShareTheirSlots() async throws {
        let clock = VirtualClock()
        let store = PacingStore.inMemory()
        let (one, other) = (
            try pacer(PacingLimits(1), clock, store: store), try pacer(PacingLimits(1), clock, store: store)
        )
        try await clock.run {
            await one.giveBack(try await one.slot(), .answered)
            await other.giveBack(try await other.slot(), .answered)
        }
        #expect(clock.now.sinceStart == .seconds(1))
    }

    @Test func theUseOfTheLimitLeavesTheFirstBurstOut() async throws {
        let clock = VirtualClock()
        let pacer = try pacer(PacingLimits(5), clock)
        let start = pacer.statistics()
        let (burst, middle, end) = try await clock.run {
            var snapshots: [PacingStatistics] = []
            for number in 1...15 {
                await pacer.giveBack(try await pacer.slot(), .answered)
                if number.isMultiple(of: 5) { snapshots.append(pacer.statistics()) }
            }
            return (snapshots[0], snapshots[1], snapshots[2])
        }
        #expect(burst.use(since: start) == nil)
        #expect(end.use(since: start) == 1)
        #expect(end.use(since: middle) == 1)
        #expect(end.requests == 15)
        #expect(end.blockedFor == nil)
    }

    @Test func twoHundredCreatesBySixtyFourTasksUseTheLimit() async throws {
        let clock = VirtualClock()
        let service = LimitedService(5, clock)
        let random = Randomness.seeded(1)
        let fixture = try pacer(PacingLimits(5), clock)
        let before = fixture.statistics()
        let next = Shared(0)
        try await clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        while next.next() <= 200 {
                            let slot = try await fixture.slot()
                            try await clock.sleep(for: .microseconds(Int(random.next() % 25_000)))
                            let isAccepted = service.arrive()
                            try await clock.sleep(for: .microseconds(Int(random.next() % 25_000)))
                            await fixture.giveBack(slot, isAccepted ? .answered : .refused(retryAfter: nil))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let use = try #require(fixture.statistics().use(since: before))
        #expect(service.refused == 0)
        #expect(service.accepted == 200)
        #expect(use >= 0.9, "use of the limit: \(use)")
    }
}
