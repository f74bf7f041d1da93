import ApiClients
import ApiEmulator
import Testing

/// The client and the emulator on the machine's own clock.
struct RealPacingTests {
    @Test func aCrowdIsNeverRefused() async throws {
        try await LiveServices.run {
            $0.clock = ContinuousClock()
            $0.rate = 50
            $0.answerDelay = .zero ... .milliseconds(50)
        } _: { services in
            var services = services
            services.environment.time = .system
            let client = try services.links(.go, limits: PacingLimits(50))
            let pacer = try #require(client.channel.pacer)
            let start = pacer.statistics()
            try await Crowd(tasks: 64, calls: 250).run { try await client.create("https://www.example.sg/\($0)") }
            let use = try #require(pacer.statistics().use(since: start))
            print("real clock, 50 per second: \((use * 1000).rounded() / 10) % of the limit")
            #expect(services.server.ledger.refusals == [:])
            #expect(services.server.ledger.creates.count == 250)
        }
    }
}
