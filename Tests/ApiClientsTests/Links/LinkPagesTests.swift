import ApiClients
import FoundationEssentials
import TestSupport
import Testing

struct LinkPagesTests {
    /// Answers list requests from links that a test changes meanwhile.
    private func fixture(_ links: Shared<[Link]>) -> Fixture {
        Fixture { request, _ in
            let items = URLComponents(string: request.url)?.queryItems ?? []
            func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
            let state = value("state").flatMap(LinkState.init(rawValue:))
            let all = links.value.filter { state == nil || $0.state == state }
            let offset = Int(value("offset") ?? "0") ?? 0
            let page = all.dropFirst(offset).prefix(Int(value("limit") ?? "1000") ?? 1000)
            let body = try JSONEncoder().encode(LinkPage(urls: Array(page), count: all.count))
            return HTTPResponse(status: 200, body: body)
        }
    }

    private func links(_ range: Range<Int>) -> [Link] {
        range.map { Link(shortUrl: "l\($0)", longUrl: "https://a.sg/", createdAt: "2026-01-01T00:00:\(1000 + $0)Z") }
    }

    @Test(arguments: [0, 1, 9, 10, 11, 25])
    func allLinksComeOnceAndOldestFirst(count: Int) async throws {
        let fixture = fixture(Shared(links(0..<count)))
        let client = try fixture.links()
        let names = try await fixture.clock.run {
            var pages = client.pages(size: 10)
            var names: [String] = []
            while let page = try await pages.next() { names += page.map(\.shortUrl) }
            return names
        }
        #expect(names == (0..<count).map { "l\($0)" })
        #expect(fixture.transport.lines[0] == "GET /api/v1/urls?limit=10&offset=0&orderBy=createdAt&sortDirection=asc")
    }

    @Test func linksMadeMeanwhileComeToo() async throws {
        let all = Shared(links(0..<10))
        let fixture = fixture(all)
        let client = try fixture.links()
        let made = links(10..<15)
        let names = try await fixture.clock.run {
            var pages = client.pages(size: 10)
            let first = try await pages.next() ?? []
            all.change { $0 += made }
            let second = try await pages.next() ?? []
            #expect(try await pages.next() == nil)
            return (first + second).map(\.shortUrl)
        }
        #expect(names == (0..<15).map { "l\($0)" })
    }

    @Test func aScriptThatSwitchesOffWhatItWalksThroughMissesNothing() async throws {
        let all = Shared(links(0..<95))
        let fixture = fixture(all)
        let client = try fixture.links()
        let names = try await fixture.clock.run {
            var pages = client.pages(LinkFilter(state: .active), size: 10)
            var names: [String] = []
            while let page = try await pages.next() {
                for link in page {
                    names.append(link.shortUrl)
                    all.change { links in
                        for index in links.indices where links[index].shortUrl == link.shortUrl {
                            links[index].state = .inactive
                        }
                    }
                }
            }
            return names
        }
        #expect(names == (0..<95).map { "l\($0)" })
    }

    @Test func limitsAreCheckedBeforeARequestIsSpent() async throws {
        let fixture = Fixture([Link.page([])])
        let client = try fixture.links()
        let error = try await fixture.failure { try await client.list(LinkQuery(limit: 1001)) }
        #expect(error.kind == .usage)
        #expect(error.message == "limit must be from 0 to 1000, not 1001")
        #expect(fixture.transport.requests.isEmpty)
        _ = try await fixture.clock.run {
            try await client.list(
                LinkQuery(
                    LinkFilter(searchText: "a b&c", state: .active, isFile: false), limit: 0, offset: 3,
                    orderBy: .clicks, sortDirection: .desc))
        }
        #expect(
            fixture.transport.lines == [
                "GET /api/v1/urls?limit=0&offset=3&searchText=a%20b%26c&state=ACTIVE&orderBy=clicks"
                    + "&sortDirection=desc&isFile=false"
            ])
    }

    @Test func pagesThatNeverFollowEachOtherEndTheCall() async throws {
        let first = links(0..<10)
        let fixture = Fixture { request, _ in
            let isFirst = request.url.contains("offset=0&")
            let body = try JSONEncoder().encode(LinkPage(urls: isFirst ? first : [], count: isFirst ? 20 : .min))
            return HTTPResponse(status: 200, body: body)
        }
        let client = try fixture.links()
        let error = try await fixture.failure {
            var pages = client.pages(size: 10)
            while try await pages.next() != nil {}
        }
        #expect(error.kind == .server && error.call == "links.each")
        #expect(error.message.hasSuffix(" answers with pages of links that do not follow each other"))
        #expect(fixture.transport.requests.count < 100)
    }

    @Test func aNameIsNotLookedForWithoutEnd() async throws {
        let page = links(0..<1000)
        let fixture = Fixture { _, _ in
            HTTPResponse(status: 200, body: try JSONEncoder().encode(LinkPage(urls: page, count: .max)))
        }
        let client = try fixture.links()
        let error = try await fixture.failure { try await client.find(ShortName("absent")) }
        #expect(error.kind == .server && error.call == "links.get")
        #expect(error.message.hasSuffix(" answers with more than 100000 links for the name \"absent\""))
    }
}
