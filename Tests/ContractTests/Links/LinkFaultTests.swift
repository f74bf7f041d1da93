import ApiClients
import ApiEmulator
import Testing

/// Every way of the services to misbehave, met by every operation: what was wanted happens, and only once.
struct LinkFaultTests {
    /// The fault of a first request, and how it ends for the client.
    struct Case: Sendable, CustomTestStringConvertible {
        let fault: String
        let outcome: String
        var testDescription: String { fault }
    }

    /// Nothing is done, and the client cannot know it.
    private static let before = [
        Case(fault: "500-before", outcome: "500"), Case(fault: "503-before", outcome: "503"),
        Case(fault: "database-error", outcome: "500"), Case(fault: "drop-before", outcome: "lost"),
    ]
    /// All is done, and the client cannot know it.
    private static let after = [
        Case(fault: "500-after", outcome: "500"), Case(fault: "504-after", outcome: "504"),
        Case(fault: "drop-after", outcome: "lost"), Case(fault: "drop-midway", outcome: "200"),
        Case(fault: "truncated-json", outcome: "200"), Case(fault: "wrong-json", outcome: "200"),
        Case(fault: "html", outcome: "200"),
    ]
    /// Nothing is done, and the client knows it.
    private static let refused = [
        Case(fault: "429", outcome: "429"), Case(fault: "429:30s", outcome: "429"),
        Case(fault: "429-date:60s", outcome: "429"),
    ]

    private static func create(
        _ service: LinksService, _ problem: Case, as name: String?, exchanges: [String]
    ) async throws -> Link {
        try await LiveServices.run(faults: "\(service.rawValue).create:\(problem.fault)@1") { services in
            let link = try await services.links(service).create("https://www.example.sg/a", as: name)
            #expect(services.exchanges == exchanges)
            #expect(services.server.ledger.creates.map(\.shortUrl) == [link.shortUrl])
            #expect(services.names(service) == [link.shortUrl])
            #expect(link.longUrl == "https://www.example.sg/a")
            return link
        }
    }

    @Test(arguments: LinksService.allCases, before)
    func aCreateThatWasNotDoneIsSentAgain(service: LinksService, problem: Case) async throws {
        let exchanges = ["POST \(problem.outcome)", "GET 200", "POST 200"]
        #expect(try await Self.create(service, problem, as: "abc", exchanges: exchanges).existing == false)
        #expect(try await Self.create(service, problem, as: nil, exchanges: exchanges).existing == false)
    }

    @Test(arguments: LinksService.allCases, after)
    func aCreateThatWasDoneIsNotSentAgain(service: LinksService, problem: Case) async throws {
        let exchanges = ["POST \(problem.outcome)", "GET 200"]
        #expect(try await Self.create(service, problem, as: "abc", exchanges: exchanges).existing)
        #expect(try await Self.create(service, problem, as: nil, exchanges: exchanges).existing == false)
    }

    @Test(arguments: LinksService.allCases, refused)
    func aCreateThatWasRefusedIsSentAgainWithoutALook(service: LinksService, problem: Case) async throws {
        #expect(
            try await Self.create(service, problem, as: "abc", exchanges: ["POST 429", "POST 200"]).existing == false)
    }

    @Test(arguments: LinksService.allCases, before + after + refused)
    func anUpdateIsSentAgain(service: LinksService, problem: Case) async throws {
        try await LiveServices.run(faults: "\(service.rawValue).update:\(problem.fault)@1") { configuration in
            configuration.links = [LinkSeed(service.emulated, shortUrl: "abc", longUrl: "https://www.example.sg")]
        } _: { services in
            let link = try await services.links(service).update("abc", state: .inactive)
            #expect(link.state == .inactive)
            #expect(services.exchanges == ["PATCH \(problem.outcome)", "PATCH 200"])
            let isTwice = Self.after.contains { $0.fault == problem.fault }
            #expect(services.server.ledger.updates.map(\.state) == Array(repeating: "INACTIVE", count: isTwice ? 2 : 1))
        }
    }

    @Test(arguments: LinksService.allCases, before + after + refused)
    func aListIsAskedForAgain(service: LinksService, problem: Case) async throws {
        try await LiveServices.run(faults: "\(service.rawValue).list:\(problem.fault)@1") { services in
            let page = try await services.links(service).list()
            #expect(page == LinkPage(urls: [], count: 0))
            #expect(services.exchanges == ["GET \(problem.outcome)", "GET 200"])
        }
    }

    @Test func aTransientRefusalOfAnUpdateIsTriedTwiceMore() async throws {
        let seed = LinkSeed(.go, shortUrl: "abc", longUrl: "https://www.example.sg")
        try await LiveServices.run(faults: "go:unable-to-edit@1-2,go:unable-to-edit@4+") { configuration in
            configuration.links = [seed]
        } _: { services in
            let client = try services.links(.go)
            #expect(try await client.update("abc", state: .inactive).state == .inactive)
            #expect(services.exchanges == ["PATCH 400", "PATCH 400", "PATCH 200"])
            let error = try await failure { try await client.update("abc", state: .active) }
            #expect(error.kind == .rejected)
            #expect(error.description == #"links.update: Unable to edit short link "abc""#)
            #expect(error.attempts == 3)
            #expect(services.server.ledger.updates.count == 1)
        }
    }

    // A date is compared with the answer's `Date`, which is the real clock's, while the emulator's stands still: what
    // the test itself has taken until then is missing from that wait.
    @Test(arguments: [
        ("429", 10.5...20.5), ("429:30s", 30.5...40.5), ("429:1000s", 300.5...310.5), ("429-date:250s", 248...260.5),
    ])
    func aBlockIsWaitedFor(fault: String, seconds: ClosedRange<Double>) async throws {
        let begun = ContinuousClock.now
        try await LiveServices.run(faults: "go.create:\(fault)@1") { services in
            try await services.links(.go, limits: LinksService.limits).create("https://www.example.sg", as: "abc")
            let missing = fault.contains("date") ? begun.duration(to: .now) / .seconds(1) : 0
            #expect((seconds.lowerBound - missing...seconds.upperBound).contains(services.clock.elapsed / .seconds(1)))
        }
    }

    @Test(arguments: LinksService.allCases)
    func aServiceThatNeverRecoversLeavesACreateUncertain(service: LinksService) async throws {
        try await LiveServices.run(faults: "\(service.rawValue):drop-after@2+") { services in
            let client = try services.links(service)
            _ = try await client.list()
            let error = try await failure { try await client.create("https://www.example.sg", as: "abc") }
            #expect(error.kind == .uncertain)
            #expect(error.inDoubt)
            #expect(error.message.hasPrefix("the outcome is unknown: the connection was closed"))
            #expect(error.hint == "Check at the service whether it was done before you repeat it.")
            #expect(services.server.ledger.creates.count == 1)
        }
    }
}
