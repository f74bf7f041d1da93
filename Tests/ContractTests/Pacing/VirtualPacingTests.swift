import ApiClients
import FoundationEssentials
import TestSupport
import Testing

@testable import ApiEmulator

/// The client on one side, the emulator's own count of requests on the other, on virtual time.
struct VirtualPacingTests {
    @Test(arguments: [true, false])
    func twoHundredCreatesBySixtyFourTasks(strict: Bool) async throws {
        let clock = VirtualClock()
        let random = Randomness.seeded(1)
        let limiter = RateLimiter()
        let rule = RateLimiter.Rule(requests: 5, window: .seconds(1), block: .seconds(10))
        let refused = Shared(0)
        var environment = ClientEnvironment(
            transport: Transport { request in
                try await clock.sleep(for: .microseconds(Int(random.next() % 25_000)))
                let arrival = ApiEmulator.Timestamp(since1970: clock.now.sinceStart)
                let isAdmitted = limiter.admits("go user 167", at: arrival, by: rule)
                if !isAdmitted { _ = refused.next() }
                try await clock.sleep(for: .microseconds(Int(random.next() % 25_000)))
                // The service answers with what it was asked for.
                guard case .bytes(let body) = request.body else { return HTTPResponse(status: 404) }
                return HTTPResponse(status: isAdmitted ? 200 : 429, body: Data(body))
            })
        environment.time = TimeSource(clock)
        let client = environment.links(
            .go, try ServiceEndpoint("https://links.example", key: Secret("k")),
            limits: PacingLimits(5, strict: strict))
        let pacer = try #require(client.channel.pacer)
        let start = pacer.statistics()
        try await clock.run {
            try await Crowd(tasks: 64, calls: 200).run { try await client.create("https://www.example.sg/\($0)") }
        }
        let end = pacer.statistics()
        let use = try #require(end.use(since: start))
        #expect(refused.value == 0)
        #expect(end.requests == 200)
        #expect(use >= 0.9, "use of the limit: \(use)")
    }
}
