import ApiClients
import ApiEmulator
import Testing

struct PagesTests {
    /// Names in the order of their age, oldest first, some of them made in the same millisecond.
    private static let names = (1...2600).map { "seed-\($0 + 10_000)" }

    private static func seeded(_ service: LinksService) -> (inout EmulatorConfiguration) -> Void {
        { configuration in
            configuration.links = names.enumerated().map { index, name in
                LinkSeed(
                    service.emulated, shortUrl: name, longUrl: "https://www.example.sg/\(name)",
                    age: .milliseconds((names.count - index) / 3 + 1))
            }
        }
    }

    @Test(arguments: LinksService.allCases)
    func allLinksComeOldestFirst(service: LinksService) async throws {
        try await LiveServices.run(Self.seeded(service)) { services in
            let links = try await services.links(service).all()
            #expect(links.map(\.shortUrl) == Self.names)
            #expect(services.exchanges == Array(repeating: "GET 200", count: 3))
        }
    }

    @Test(arguments: LinksService.allCases)
    func linksMadeBetweenPagesComeToo(service: LinksService) async throws {
        try await LiveServices.run(Self.seeded(service)) { services in
            let client = try services.links(service)
            var pages = client.pages(size: 500)
            var seen: [String] = []
            var made: [String] = []
            while let page = try await pages.next() {
                seen += page.map(\.shortUrl)
                guard made.count < 4 else { continue }
                services.clock.leap(by: .milliseconds(1))
                made.append(try await client.create("https://www.example.sg/new").shortUrl)
            }
            #expect(made.count == 4)
            #expect(seen == Self.names + made)
        }
    }

    @Test(arguments: LinksService.allCases)
    func noneIsMissedOrRepeatedWhileOthersAreMade(service: LinksService) async throws {
        try await LiveServices.run(Self.seeded(service)) { services in
            let client = try services.links(service)
            async let made = (0..<100).asyncMap { _ in
                services.clock.leap(by: .milliseconds(1))
                return try await client.create("https://www.example.sg/new").shortUrl
            }
            let seen = try await client.all(size: 50).map(\.shortUrl)
            let new = try await made
            #expect(Array(seen.prefix(Self.names.count)) == Self.names)
            #expect(Set(seen).count == seen.count)
            #expect(Set(seen).subtracting(Self.names).isSubset(of: new))
        }
    }

    @Test(arguments: LinksService.allCases)
    func aWalkThatSwitchesOffWhatItSeesMissesNothing(service: LinksService) async throws {
        try await LiveServices.run { configuration in
            configuration.links = (0..<90).map {
                LinkSeed(
                    service.emulated, shortUrl: "old-\($0)", longUrl: "https://www.example.sg", age: .seconds(90 - $0))
            }
        } _: { services in
            let client = try services.links(service)
            var pages = client.pages(LinkFilter(state: .active), size: 20)
            while let page = try await pages.next() {
                for link in page { try await client.update(link.shortUrl, state: .inactive) }
            }
            #expect(services.server.links(of: service.emulated).filter(\.isActive).isEmpty)
            #expect(services.server.ledger.updates.count == 90)
        }
    }
}

extension Range<Int> {
    fileprivate func asyncMap<Value>(_ body: (Int) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for number in self { values.append(try await body(number)) }
        return values
    }
}
