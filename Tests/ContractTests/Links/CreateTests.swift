import ApiClients
import ApiEmulator
import TestSupport
import Testing

struct CreateTests {
    private static let target = "https://www.example.gov.sg/a?b=c&d=%20#e"

    @Test(arguments: LinksService.allCases)
    func aNamedLinkIsMadeAsDocumented(service: LinksService) async throws {
        try await LiveServices.run { services in
            let link = try await services.links(service).create(Self.target, as: "nuh-appt")
            #expect(link.shortUrl == "nuh-appt")
            #expect(link.longUrl == Self.target)
            #expect(link.state == .active)
            #expect(link.clicks == 0)
            #expect(link.createdAt.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            #expect(link.updatedAt == link.createdAt)
            #expect(!link.existing)
            let create = try #require(services.server.ledger.creates.first)
            #expect(create.service == service.emulated)
            #expect(create.longUrl == Self.target)
            #expect(services.names(service) == ["nuh-appt"])
            #expect(LinksService.allCases.filter { !services.names($0).isEmpty } == [service])
        }
    }

    @Test(arguments: LinksService.allCases)
    func aLinkWithoutANameGetsTheOneThatWasDrawnForIt(service: LinksService) async throws {
        try await LiveServices.run { services in
            let client = try services.links(service)
            let intent = try client.prepareCreate(LongURL(Self.target))
            let link = try await client.perform(intent)
            #expect(link.shortUrl == intent.shortUrl.text)
            #expect(link.shortUrl.wholeMatch(of: /[a-z0-9]{8}/) != nil)
            #expect(services.names(service) == [link.shortUrl])
        }
    }

    @Test(arguments: [
        "https://例子.sg/路?é=ü", "https://user:secret@www.example.gov.sg:8443/", "https://192.168.1.1/",
        "https://[2001:db8::1]/x", "https://www.example.gov.sg/\"quoted\"\\{}",
    ])
    func everyTargetArrivesAsItWasGiven(target: String) async throws {
        try await LiveServices.run { services in
            let link = try await services.links(.go).create(target, as: "a")
            #expect(link.longUrl == target)
            #expect(services.server.links(of: .go).map { Array($0.longUrl.utf8) } == [Array(target.utf8)])
        }
    }

    @Test(arguments: LinksService.allCases)
    func anOwnLinkWithThatVeryTargetIsASuccess(service: LinksService) async throws {
        try await LiveServices.run { services in
            let client = try services.links(service)
            let first = try await client.create(Self.target, as: "a")
            let second = try await client.create(Self.target, as: "a")
            #expect(second.existing)
            #expect(second.createdAt == first.createdAt)
            #expect(services.exchanges == ["POST 200", "POST 400", "GET 200"])
            #expect(services.server.ledger.creates.count == 1)
        }
    }

    @Test(arguments: LinksService.allCases)
    func anOwnLinkWithAnotherTargetIsAConflict(service: LinksService) async throws {
        try await LiveServices.run { services in
            let client = try services.links(service)
            try await client.create(Self.target, as: "a")
            let error = try await failure { try await client.create("https://www.example.gov.sg/b", as: "a") }
            #expect(error.kind == .conflict)
            #expect(error.description == #"links.create: Short link "a" is already used."#)
            #expect(error.service == service.rawValue)
            #expect(error.status == 400)
            #expect(error.attempts == 2)
            #expect(!error.stopsRun)
            #expect(services.server.links(of: service.emulated).map(\.longUrl) == [Self.target])
        }
    }

    @Test(arguments: LinksService.allCases)
    func aForeignLinkIsAConflictEvenWithThatVeryTarget(service: LinksService) async throws {
        try await LiveServices.run { configuration in
            configuration.links = [LinkSeed(service.emulated, shortUrl: "a", longUrl: Self.target, owner: 2)]
        } _: { services in
            let error = try await failure { try await services.links(service).create(Self.target, as: "a") }
            #expect(error.kind == .conflict)
            #expect(error.message == #"Short link "a" is already used."#)
            #expect(services.server.ledger.creates.isEmpty)
        }
    }

    @Test(arguments: LinksService.allCases)
    func aDrawnNameOfSomebodyElseIsReplacedByItsSuccessor(service: LinksService) async throws {
        let other = EmulatorAccount(service.emulated, key: "test_v1_other", userId: 2)
        try await LiveServices.run { configuration in
            configuration.accounts.append(other)
        } _: { services in
            let client = try services.links(service)
            let intent = try client.prepareCreate(LongURL(Self.target))
            try await services.links(service, key: other.key).create(Self.target, as: intent.shortUrl.text)
            let renamed = Shared<[String]>([])
            let link = try await client.perform(intent) { intent in
                renamed.change { $0.append(intent.shortUrl.text) }
            }
            #expect(link.shortUrl != intent.shortUrl.text)
            #expect(renamed.value == [link.shortUrl])
            #expect(services.server.ledger.creates.map(\.owner) == [2, 167])
            #expect(services.exchanges == ["POST 200", "POST 400", "GET 200", "POST 200"])
        }
    }
}
