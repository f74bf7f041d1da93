import ApiClients
import ApiEmulator
import Testing

/// The services' own limit, kept by the clients over real HTTP.
struct LimitTests {
    @Test(arguments: LinksService.allCases)
    func fivePerSecondAreNotExceeded(service: LinksService) async throws {
        try await LiveServices.run {
            $0.rate = 5
        } _: { services in
            let client = try services.links(service, limits: LinksService.limits)
            for number in 0..<23 { try await client.create("https://www.example.sg/\(number)") }
            #expect(services.server.ledger.refusals == [:])
            #expect(services.clock.elapsed == .seconds(4))
        }
    }

    @Test(arguments: LinksService.allCases)
    func aBlockIsWaitedForAndThenAllGoesOn(service: LinksService) async throws {
        try await LiveServices.run {
            $0.rate = 5
        } _: { services in
            let client = try services.links(service)
            for number in 0..<6 { try await client.create("https://www.example.sg/\(number)") }
            #expect(services.exchanges == Array(repeating: "POST 200", count: 5) + ["POST 429", "POST 200"])
            #expect(services.server.ledger.refusals == [service.emulated: 1])
            #expect(services.server.ledger.creates.count == 6)
            #expect(services.clock.elapsed == .seconds(10) + .milliseconds(500))
        }
    }

    @Test func theServicesCountApart() async throws {
        try await LiveServices.run {
            $0.rate = 5
        } _: { services in
            for service in LinksService.allCases {
                let client = try services.links(service, limits: LinksService.limits)
                for _ in 0..<5 { _ = try await client.list() }
            }
            #expect(services.server.ledger.refusals == [:])
            #expect(services.clock.elapsed == .zero)
        }
    }

    @Test func readsOfDataGovKeepTheirOwnLimits() async throws {
        try await LiveServices.run {
            $0.rate = 5
        } _: { services in
            let client = try services.dataGov()
            let dataset = try DatasetID(DatasetSeed.visitorsId)
            for _ in 0..<3 {
                var rows = client.rows(RowQuery(dataset, limit: 1))
                while try await rows.next() != nil {}
                try await client.download(dataset, to: ByteSink(begin: {}, write: { _ in }))
            }
            #expect(services.server.ledger.refusals == [:])
            #expect(services.server.ledger.requests.count == 12 + 9)
        }
    }
}
