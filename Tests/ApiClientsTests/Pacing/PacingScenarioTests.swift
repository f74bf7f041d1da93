@testable import ApiClients
import Synchronization
import TestSupport
import Testing

/// Whole processes against a service that counts exactly, on virtual time: nobody is refused, starved or hung.
struct PacingScenarioTests {
    /// How long the two halves of a job's requests take, in milliseconds.
    enum Job: String, CaseIterable, Sendable {
        case postsThenGets, jitterThenFaster, vpnSwitchedOff

        func roundTrip(_ number: Int, _ random: Randomness) -> Int {
            func between(_ low: Int, _ high: Int) -> Int { low + Int(random.next() % UInt64(high - low + 1)) }
            let isFirstHalf = number <= 230
            return switch self {
            case .postsThenGets: isFirstHalf ? 300 : 5
            case .jitterThenFaster: isFirstHalf ? between(220, 320) : between(80, 140)
            case .vpnSwitchedOff: isFirstHalf ? between(120, 150) : between(10, 25)
            }
        }

        /// What the kernel measures of the path: the service's own time is not in it.
        func minRoundTrip(_ number: Int) -> Duration {
            let isFirstHalf = number <= 230
            return switch self {
            case .postsThenGets: .milliseconds(4)
            case .jitterThenFaster: .milliseconds(60)
            case .vpnSwitchedOff: .milliseconds(isFirstHalf ? 110 : 8)
            }
        }
    }

    private static func account() throws -> PacingAccount {
        PacingAccount(try ServiceEndpoint("https://links.example", key: Secret("k")), group: "links")
    }

    @Test(arguments: Job.allCases, [true, false])
    func fasterRoundTripsAreNotRefused(job: Job, isMeasured: Bool) async throws {
        for seed in 1...10 as ClosedRange<UInt64> {
            let clock = VirtualClock()
            let service = LimitedService(5, clock)
            let random = Randomness.seeded(seed)
            let pacer = Pacer(try Self.account(), limits: PacingLimits(5), time: TimeSource(clock))
            let next = Shared(0)
            try await clock.run {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            while true {
                                let number = next.next()
                                if number > 400 { return }
                                let slot = try await pacer.slot()
                                let trip = job.roundTrip(number, random) * 1000
                                // The answer is on its way for half of the path at least.
                                let back = isMeasured ? job.minRoundTrip(number) / 2 : .zero
                                let way = Duration.microseconds(trip) - back
                                let there = way * random.fraction()
                                try await clock.sleep(for: there)
                                let isAccepted = service.arrive()
                                try await clock.sleep(for: way - there + back)
                                await pacer.giveBack(
                                    slot, isAccepted ? .answered : .refused(retryAfter: nil),
                                    minRoundTrip: isMeasured ? job.minRoundTrip(number) : nil)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(service.refused == 0)
            #expect(service.accepted == 400)
        }
    }

    @Test(arguments: [(5, 0.97), (100, 0.98)])
    func aSteadyPathUsesTheLimit(slots: Int, least: Double) async throws {
        let clock = VirtualClock()
        let service = LimitedService(slots, clock)
        let pacer = Pacer(try Self.account(), limits: PacingLimits(slots), time: TimeSource(clock))
        let before = pacer.statistics()
        let next = Shared(0)
        try await clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<128 {
                    group.addTask {
                        while next.next() <= slots * 60 {
                            let slot = try await pacer.slot()
                            try await clock.sleep(for: .milliseconds(10))
                            let isAccepted = service.arrive()
                            try await clock.sleep(for: .milliseconds(10))
                            await pacer.giveBack(
                                slot, isAccepted ? .answered : .refused(retryAfter: nil),
                                minRoundTrip: .milliseconds(20))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let use = try #require(pacer.statistics().use(since: before))
        print("20 ms, \(slots) per second: \((use * 1000).rounded() / 10) % of the limit")
        #expect(service.refused == 0)
        #expect(use >= least, "\(use)")
    }

    private static func arrival(at service: LimitedService, after rest: Duration) async throws -> Bool {
        try await service.clock.sleep(for: rest)
        return service.arrive()
    }

    @Test func aServiceThatHangsIsProbedByOneRequestAndThenLeftAlone() async throws {
        let clock = VirtualClock()
        let service = LimitedService(5, clock)
        let pacer = Pacer(try Self.account(), limits: PacingLimits(5), time: TimeSource(clock))
        let wakes = Duration.seconds(50)
        try await clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        while clock.now.sinceStart < .seconds(70) {
                            let slot = try await pacer.slot()
                            guard clock.now.sinceStart < wakes else {
                                let isAccepted = service.arrive()
                                try await clock.sleep(for: .milliseconds(20))
                                await pacer.giveBack(slot, isAccepted ? .answered : .refused(retryAfter: nil))
                                continue
                            }
                            // What is sent while it hangs is worked off at once when it wakes.
                            let sent = clock.now.sinceStart
                            let rest = wakes - sent
                            async let worked = Self.arrival(at: service, after: rest)
                            if rest > .seconds(30) {
                                try await clock.sleep(for: .seconds(30))
                                await pacer.giveBack(slot, .abandoned)
                                _ = try await worked
                            } else {
                                let isAccepted = try await worked
                                await pacer.giveBack(slot, isAccepted ? .answered : .refused(retryAfter: nil))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(service.refused == 0)
        #expect(service.accepted > 60)
    }

    /// Processes of one account with limits of their own, each with eight tasks; gives what each got.
    private func together(_ limits: [PacingLimits], _ service: LimitedService, for duration: Duration) async throws
        -> [Int]
    {
        let clock = service.clock
        let store = PacingStore.inMemory()
        let account = try Self.account()
        let counts = Shared(Array(repeating: 0, count: limits.count))
        try await clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, limits) in limits.enumerated() {
                    let holder = UniqueName.next("together")
                    let pacer = Pacer(
                        account, limits: limits, store: store, time: TimeSource(clock), holder: holder)
                    for _ in 0..<8 {
                        group.addTask {
                            // All are there before the first request leaves.
                            try await store.transact(account, limits) { $0.adopt(limits, holder: holder) }
                            try await clock.sleep(for: .milliseconds(1))
                            while clock.now.sinceStart < duration {
                                let slot = try await pacer.slot()
                                try await clock.sleep(for: .milliseconds(10))
                                let isAccepted = service.arrive()
                                if clock.now.sinceStart < duration { counts.change { $0[number] += 1 } }
                                try await clock.sleep(for: .milliseconds(10))
                                await pacer.giveBack(slot, isAccepted ? .answered : .refused(retryAfter: nil))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        return counts.value
    }

    /// What processes are set to, and what then holds for all.
    struct Mix: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let limits: [PacingLimits]
        let inForce: Int

        static let all = [
            Mix(testDescription: "5 and 20", limits: [PacingLimits(5), PacingLimits(20)], inForce: 5),
            Mix(testDescription: "default and 20", limits: [LinksService.limits, PacingLimits(20)], inForce: 20),
            Mix(testDescription: "5 and unpaced", limits: [PacingLimits(5), PacingLimits(0)], inForce: 5),
            Mix(testDescription: "default and unpaced", limits: [LinksService.limits, PacingLimits(0)], inForce: 5),
            Mix(testDescription: "2, 5 and 20", limits: [2, 5, 20].map { PacingLimits($0) }, inForce: 2),
        ]
    }

    @Test(arguments: Mix.all)
    func oneAccountHasOneLimitWhoeverAsks(mix: Mix) async throws {
        let service = LimitedService(mix.inForce, VirtualClock())
        let counts = try await together(mix.limits, service, for: .seconds(60))
        let total = counts.reduce(0, +)
        #expect(service.refused == 0)
        #expect(Double(total) >= 0.9 * 60 * Double(mix.inForce), "\(counts)")
        // Nobody starves: each gets more than half of its share.
        #expect(counts.allSatisfy { $0 * mix.limits.count * 2 > total }, "\(counts)")
    }

    @Test func unpacedHoldsOnlyIfAllSaySo() {
        var ledger = SlotLedger(.unpaced)
        ledger.adopt(PacingLimits(0), holder: "a")
        ledger.adopt(PacingLimits(0), holder: "b")
        #expect(ledger.limits.slots == 0)
        ledger.adopt(PacingLimits(7), holder: "b")
        #expect(ledger.limits.slots == 7)
        ledger.reclaim(now: 0) { $0 == "b" }
        #expect(ledger.limits.slots == 0)
    }

    /// A store that fails while it is told to.
    private static func failing(_ isFull: Shared<Bool>) -> PacingStore {
        let store = PacingStore.inMemory()
        return PacingStore { account, limits, decide in
            if isFull.value { throw ApiError(.internal, "the disk is full") }
            try await store.transact(account, limits, decide)
        }
    }

    @Test func whatCannotBeGivenBackIsGivenBackWithTheNextTransaction() async throws {
        let clock = VirtualClock()
        let isFull = Shared(false)
        let pacer = Pacer(
            try Self.account(), limits: PacingLimits(2), store: Self.failing(isFull), time: TimeSource(clock),
            holder: UniqueName.next("a"))
        try await clock.run {
            let slots = [try await pacer.slot(), try await pacer.slot()]
            isFull.change { $0 = true }
            for slot in slots { await pacer.giveBack(slot, .answered) }
            await #expect(throws: ApiError.self) { try await pacer.slot() }
            isFull.change { $0 = false }
            _ = try await pacer.slot()
        }
        // Counted from the answers, not from the end of the trouble.
        #expect(clock.now.sinceStart == .seconds(1))
    }

    @Test func aSlotWhoseTransactionWasReportedAsFailedComesBack() async throws {
        let clock = VirtualClock()
        let store = PacingStore.inMemory()
        let fails = Shared(true)
        let lying = PacingStore { account, limits, decide in
            try await store.transact(account, limits, decide)
            if fails.value { throw ApiError(.internal, "the lock could not be taken off") }
        }
        let pacer = Pacer(
            try Self.account(), limits: PacingLimits(1), store: lying, time: TimeSource(clock),
            holder: UniqueName.next("a"))
        try await clock.run {
            await #expect(throws: ApiError.self) { try await pacer.slot() }
            fails.change { $0 = false }
            _ = try await pacer.slot()
        }
        #expect(clock.now.sinceStart == .seconds(3))
    }

    @Test func waitingHasAnEnd() async throws {
        let clock = VirtualClock()
        let store = PacingStore.inMemory()
        let stopped = Pacer(
            try Self.account(), limits: PacingLimits(1), store: store, time: TimeSource(clock),
            holder: UniqueName.next("a"))
        let waiting = Pacer(
            try Self.account(), limits: PacingLimits(1), store: store, time: TimeSource(clock),
            holder: UniqueName.next("b"))
        let error = try await clock.run { () -> ApiError? in
            _ = try await stopped.slot()
            do {
                _ = try await waiting.slot(patience: .seconds(30))
                return nil
            } catch let error as ApiError {
                return error
            }
        }
        #expect(error?.kind == .timeout)
        #expect(error?.stopsRun == true)
        #expect(error?.message == "no slot of links.example became free for 30 s: other processes hold them")
        #expect(clock.now.sinceStart == .seconds(40))
    }

    @Test(arguments: [
        ["https://go.gov.sg/api", "https://GO.gov.sg./api/", "https://go.gov.sg:443/other"],
        [
            "http://localhost:8080/a", "http://127.0.0.1:8080", "http://[::1]:8080", "http://LOCALHOST:8080/",

        ],
        ["http://127.0.0.1", "http://localhost:80", "http://[::1]:80/"],
    ])
    func oneServiceHasOneName(addresses: [String]) throws {
        let names = try addresses.map { try ServiceEndpoint($0).serviceName }
        #expect(Set(names).count == 1, "\(names)")
    }

    @Test func differentServicesHaveDifferentNames() throws {
        let names = try [
            "https://go.gov.sg", "https://staging.go.gov.sg", "https://go.gov.sg:8443", "http://localhost:1",
            "http://localhost:2", "https://localhost", "http://localhost", "http://127.0.0.2:1",
        ].map { try ServiceEndpoint($0).serviceName }
        #expect(Set(names).count == names.count, "\(names)")
    }
}
