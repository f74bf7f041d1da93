import ApiClients
import TestSupport
import Testing

/// Ten thousand requests at 5 per second over networks of several tempers, on virtual time.
struct NetworkModelTests {
    /// How a network delays and loses requests.
    enum Network: String, CaseIterable, Sendable {
        case quiet, jittery, longTail, drifting, deceiving, lossy

        /// The way there and back of request `number`, in microseconds.
        func delays(_ number: Int, _ random: Randomness) -> (there: Int, back: Int) {
            func below(_ bound: UInt64) -> Int { Int(random.next() % bound) }
            switch self {
            case .quiet: return (20_000, 20_000)
            case .jittery, .lossy: return (10_000 + below(25_000), 10_000 + below(25_000))
            case .longTail: return (15_000 + (below(20) == 0 ? below(900_000) : 0), 15_000 + below(5_000))
            case .drifting: return (10_000 + abs(number % 4_000 - 2_000) * 50 + below(2_000), 10_000 + below(2_000))
            // Slow and steady until all believe it, then fast from one request to the next.
            case .deceiving: return (number % 5_000 < 2_500 ? 110_000 : 10_000, 10_000 + below(2_000))
            }
        }

        /// What a kernel measures of the path over a connection's whole life.
        var minRoundTrip: Duration {
            switch self {
            case .quiet: .milliseconds(40)
            case .longTail: .milliseconds(30)
            case .jittery, .lossy, .drifting, .deceiving: .milliseconds(20)
            }
        }
    }

    @Test(arguments: Network.allCases, [true, false])
    func theLimitIsKeptAndUsed(network: Network, strict: Bool) async throws {
        let clock = VirtualClock()
        let service = LimitedService(5, clock)
        let random = Randomness.seeded(7)
        let pacer = Pacer(
            PacingAccount(try ServiceEndpoint("https://links.example", key: nil), group: "links"),
            limits: PacingLimits(5, strict: strict), time: TimeSource(clock))
        let before = pacer.statistics()
        let next = Shared(0)
        try await clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        while true {
                            let number = next.next()
                            if number > 10_000 { return }
                            let slot = try await pacer.slot()
                            let (there, back) = network.delays(number, random)
                            try await clock.sleep(for: .microseconds(there))
                            let isAccepted = service.arrive()
                            switch network == .lossy ? random.next() % 20 : 2 {
                            case 0: await pacer.giveBack(slot, .closed)
                            case 1:
                                try await clock.sleep(for: .seconds(2))
                                await pacer.giveBack(slot, .abandoned)
                            default:
                                try await clock.sleep(for: .microseconds(back))
                                await pacer.giveBack(
                                    slot, isAccepted ? .answered : .refused(retryAfter: nil),
                                    minRoundTrip: network.minRoundTrip)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let use = try #require(pacer.statistics().use(since: before))
        let mode = strict ? "strict" : "with lead"
        print("\(network.rawValue), \(mode): \((use * 1000).rounded() / 10) % of the limit, \(service.refused) refused")
        #expect(service.refused == 0)
        #expect(use >= (network == .lossy ? 0.75 : 0.85))
    }
}
