import ApiClients
import ApiEmulator
import Testing

struct ListTests {
    /// Five links of ours, oldest first, and one of somebody else.
    private static func seeds(_ service: LinksService) -> [LinkSeed] {
        func seed(
            _ name: String, _ target: String, isActive: Bool = true, isFile: Bool = false, clicks: Int, age: Int,
            owner: Int = 167
        ) -> LinkSeed {
            LinkSeed(
                service.emulated, shortUrl: name, longUrl: "https://www.example.sg/\(target)", isActive: isActive,
                isFile: isFile, clicks: clicks, owner: owner, age: .seconds(age))
        }
        return [
            seed("ndp-2024", "parade", isActive: false, clicks: 30, age: 500),
            seed("ndp-2025", "parade", clicks: 10, age: 400),
            seed("form", "form.pdf", isFile: true, clicks: 50, age: 300),
            seed("a-b", "path?x=1&y=100%25", clicks: 20, age: 200),
            seed("last", "ndp/results", clicks: 40, age: 100),
            seed("ndp-theirs", "parade", clicks: 99, age: 50, owner: 2),
        ]
    }

    private static func names(_ service: LinksService, _ query: LinkQuery) async throws -> ([String], count: Int) {
        try await LiveServices.run { configuration in
            configuration.links = seeds(service)
        } _: { services in
            let page = try await services.links(service).list(query)
            return (page.urls.map(\.shortUrl), page.count)
        }
    }

    @Test(
        arguments: LinksService.allCases,
        [
            (LinkQuery(), ["last", "a-b", "form", "ndp-2025", "ndp-2024"], 5),
            (LinkQuery(limit: 2), ["last", "a-b"], 5),
            (LinkQuery(limit: 0), [], 5),
            (LinkQuery(limit: 2, offset: 3), ["ndp-2025", "ndp-2024"], 5),
            (LinkQuery(offset: 9), [], 5),
            (LinkQuery(sortDirection: .asc), ["ndp-2024", "ndp-2025", "form", "a-b", "last"], 5),
            (LinkQuery(orderBy: .clicks), ["form", "last", "ndp-2024", "a-b", "ndp-2025"], 5),
            (LinkQuery(orderBy: .clicks, sortDirection: .asc), ["ndp-2025", "a-b", "ndp-2024", "last", "form"], 5),
            (LinkQuery(orderBy: .createdAt, sortDirection: .desc), ["last", "a-b", "form", "ndp-2025", "ndp-2024"], 5),
            (LinkQuery(LinkFilter(searchText: "ndp")), ["last", "ndp-2025", "ndp-2024"], 3),
            (LinkQuery(LinkFilter(searchText: "NDP"), limit: 1), ["last"], 3),
            (LinkQuery(LinkFilter(searchText: "?x=1&y=100")), ["a-b"], 1),
            (LinkQuery(LinkFilter(searchText: "ndp_202_")), ["ndp-2025", "ndp-2024"], 2),
            (LinkQuery(LinkFilter(searchText: "nothing + nobody")), [], 0),
            (LinkQuery(LinkFilter(state: .inactive)), ["ndp-2024"], 1),
            (LinkQuery(LinkFilter(state: .active), limit: 1), ["last"], 4),
            (LinkQuery(LinkFilter(isFile: true)), ["form"], 1),
            (LinkQuery(LinkFilter(isFile: false)), ["last", "a-b", "ndp-2025", "ndp-2024"], 4),
            (LinkQuery(LinkFilter(searchText: "ndp", state: .active, isFile: false)), ["last", "ndp-2025"], 2),
        ])
    func everyOption(service: LinksService, page: (query: LinkQuery, names: [String], count: Int)) async throws {
        let (names, count) = try await Self.names(service, page.query)
        #expect(names == page.names)
        #expect(count == page.count)
    }

    @Test(arguments: LinksService.allCases)
    func clicksAreCounted(service: LinksService) async throws {
        try await LiveServices.run { services in
            let client = try services.links(service)
            try await client.create("https://www.example.sg", as: "a")
            for _ in 0..<3 {
                let visit = HTTPRequest(.get, "\(services.access.root)/\(service.rawValue)/a")
                #expect(try await services.wire.send(visit).status == 302)
            }
            #expect(try await client.get("a")?.clicks == 3)
        }
    }

    @Test(arguments: LinksService.allCases)
    func oneLinkIsFoundByItsExactName(service: LinksService) async throws {
        try await LiveServices.run { configuration in
            configuration.links = Self.seeds(service)
        } _: { services in
            let client = try services.links(service)
            #expect(try await client.get("ndp-2025")?.longUrl == "https://www.example.sg/parade")
            #expect(try await client.get("ndp") == nil)
            #expect(try await client.get("ndp-theirs") == nil)
            #expect(services.exchanges.count == 3)
        }
    }

    @Test(arguments: LinksService.allCases)
    func aNameThatIsPartOfThousandsIsFoundToo(service: LinksService) async throws {
        try await LiveServices.run { configuration in
            let others = (0..<2000).map {
                LinkSeed(service.emulated, shortUrl: "a-\($0)", longUrl: "https://www.example.sg")
            }
            let oldest = LinkSeed(
                service.emulated, shortUrl: "a", longUrl: "https://www.example.sg", age: .seconds(1))
            configuration.links = others + [oldest]
        } _: { services in
            let link = try await services.links(service).get("a")
            #expect(link?.shortUrl == "a")
            #expect(services.exchanges == ["GET 200", "GET 200", "GET 200"])
        }
    }
}
