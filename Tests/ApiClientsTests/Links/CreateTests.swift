@testable import ApiClients
import FoundationEssentials
import TestSupport
import Testing

struct CreateTests {
    private let target = "https://www.example.sg/a"
    private let taken = ScriptedAnswer.json(
        400, #"{"message":"Short link \"abc\" is already used.","type":"ShortUrlError"}"#)

    private func perform(
        _ fixture: Fixture, as name: NameChoice, renamed: @escaping @Sendable (CreateIntent) -> Void = { _ in }
    ) async throws -> Link {
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL(target), as: name)
        return try await fixture.clock.run { try await client.perform(intent) { renamed($0) } }
    }

    @Test func theRequestIsAsDocumented() async throws {
        let fixture = Fixture([.json(200, Link.json("abc"))])
        let link = try await perform(fixture, as: .given(ShortName("abc")))
        #expect(
            link
                == Link(
                    shortUrl: "abc", longUrl: target, createdAt: "2026-01-01T00:00:00.000Z",
                    updatedAt: "2026-01-01T00:00:00.000Z"))
        let request = fixture.transport.requests[0]
        #expect(request.method == .post)
        #expect(request.url == "https://links.example/api/v1/urls")
        #expect(request.headers["Authorization"] == "Bearer test_v1_secret")
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(request.timeout == .seconds(30))
        #expect(
            request.service
                == HTTPRequest.Service(title: "GoGovSG", address: "the address https://links.example/api"))
        guard case .bytes(let body) = request.body else { throw ApiError(.internal, "no body") }
        #expect(String(decoding: body, as: UTF8.self) == #"{"longUrl":"https://www.example.sg/a","shortUrl":"abc"}"#)
    }

    @Test func namesAreDrawnFromTheGenerator() throws {
        let client = try Fixture([]).links()
        let intent = try client.prepareCreate(LongURL(target))
        #expect(intent.shortUrl == .random(Randomness { 1 << 63 }))
        #expect(intent.shortUrl.text.count == 8)
        #expect(intent.origin == .drawn)
        let names = (0..<1000).map { _ in ShortName.random(.system).text }
        #expect(Set(names).count == 1000)
        #expect(names.allSatisfy { (try? ShortName($0)) != nil })
    }

    @Test func derivedNamesBelongToTheirSeed() {
        let name = ShortName.derived(from: "run/item 7/step 1", key: [1, 2, 3])
        #expect(name == .derived(from: "run/item 7/step 1", key: [1, 2, 3]))
        #expect(name != .derived(from: "run/item 8/step 1", key: [1, 2, 3]))
        #expect(name != .derived(from: "run/item 7/step 1", key: [1, 2, 4]))
        #expect(name.text.count == 8)
    }

    /// A journal says of a derived name that it was derived, and not that the caller gave it.
    @Test func intentsSayWhereTheirNamesComeFrom() throws {
        let client = try Fixture([]).links()
        func origin(_ name: NameChoice) throws -> NameOrigin {
            let intent = try JSONEncoder().encode(client.prepareCreate(LongURL(target), as: name))
            return try JSONDecoder().decode(CreateIntent.self, from: intent).origin
        }
        #expect(try origin(.given(ShortName("abc"))) == .caller)
        #expect(try origin(.random) == .drawn)
        #expect(try origin(.derived(seed: "x", key: [1])) == .drawn)
        #expect(try origin(.derived(seed: "x", key: [1], isAgain: true)) == .derivedAgain)
    }

    @Test(arguments: [("true", NameOrigin.caller), ("false", .drawn)])
    func intentsOfVersion01AreRead(_ namedByCaller: String, _ origin: NameOrigin) throws {
        let text = #"{"longUrl":"https://www.example.sg/a","namedByCaller":\#(namedByCaller),"shortUrl":"abc"}"#
        #expect(try JSONDecoder().decode(CreateIntent.self, from: Data(text.utf8)).origin == origin)
    }

    @Test func intentsSurviveTheJournal() throws {
        let client = try Fixture([]).links()
        let intent = try client.prepareCreate(LongURL(target), as: .given(ShortName("abc")))
        let text = try JSONEncoder().encode(intent)
        #expect(try JSONDecoder().decode(CreateIntent.self, from: text) == intent)
    }

    @Test func aTakenNameThatIsOursWithThatTargetIsASuccess() async throws {
        let fixture = Fixture([taken, Link.page([Link.json("xabc"), Link.json("abc")])])
        let link = try await perform(fixture, as: .given(ShortName("abc")))
        #expect(link.existing)
        #expect(
            fixture.transport.lines == [
                "POST /api/v1/urls",
                "GET /api/v1/urls?limit=1000&offset=0&searchText=abc&orderBy=createdAt&sortDirection=desc",
            ])
    }

    @Test func aTakenNameWithAnotherTargetIsAConflict() async throws {
        let fixture = Fixture([taken, Link.page([Link.json("abc", "https://www.example.sg/b")])])
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL(target), as: .given(ShortName("abc")))
        let error = try await fixture.failure { try await client.perform(intent) }
        #expect(error.kind == .conflict)
        #expect(error.message == #"Short link "abc" is already used."#)
        #expect(error.hint == "Choose another short URL, or change the link with links.update if it is yours.")
        #expect(error.service == "go")
        #expect(error.call == "links.create")
        #expect(error.attempts == 2)
        #expect(error.stopsRun == false)
    }

    @Test func aDrawnNameOfSomebodyElseIsDrawnAgainAndToldFirst() async throws {
        let first = ShortName.random(Randomness { 1 << 63 })
        let fixture = Fixture([taken, Link.page([]), .json(200, Link.json(first.next.text))])
        let told = Shared<[CreateIntent]>([])
        let transport = fixture.transport
        let requestsWhenTold = Shared<[Int]>([])
        _ = try await perform(fixture, as: .random) { intent in
            told.change { $0.append(intent) }
            requestsWhenTold.change { $0.append(transport.requests.count) }
        }
        #expect(told.value.map(\.shortUrl) == [first.next])
        #expect(requestsWhenTold.value == [2])
        guard case .bytes(let body) = fixture.transport.requests[2].body else { throw ApiError(.internal, "no body") }
        #expect(String(decoding: body, as: UTF8.self).contains(first.next.text))
    }

    @Test func aDrawnNameThatIsOursCountsWhateverItsTarget() async throws {
        let name = ShortName.random(Randomness { 1 << 63 }).text
        let edited = Link.page([Link.json(name, "https://www.example.sg/edited")])
        for first in [taken, ScriptedAnswer.reset] {
            let link = try await perform(Fixture([first, edited]), as: .random)
            #expect(link.longUrl == "https://www.example.sg/edited")
            #expect(link.existing == false)
        }
    }

    @Test func aGivenNameInDoubtCountsOnlyWithItsTarget() async throws {
        let other = Link.page([Link.json("abc", "https://www.example.sg/b")])
        let fixture = Fixture([.reset, other, taken, other])
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL(target), as: .given(ShortName("abc")))
        let error = try await fixture.failure { try await client.perform(intent) }
        #expect(error.kind == .conflict)
    }

    @Test func settlingAloneLooksAndNeverWrites() async throws {
        let fixture = Fixture([Link.page([Link.json("abc")]), Link.page([])] + Array(repeating: .reset, count: 100))
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL(target), as: .given(ShortName("abc")))
        let settlements = try await fixture.clock.run {
            [try await client.settle(intent), try await client.settle(intent), try await client.settle(intent)]
        }
        var expected = Link(
            shortUrl: "abc", longUrl: target, createdAt: "2026-01-01T00:00:00.000Z",
            updatedAt: "2026-01-01T00:00:00.000Z")
        expected.existing = true
        #expect(settlements[0] == .happened(expected))
        #expect(settlements[1] == .notHappened)
        #expect(settlements[2] == .unknown("connection reset; gave up after 2 min"))
        #expect(fixture.transport.requests.allSatisfy { $0.method == .get })
    }

    @Test func aLookPagesUntilTheExactNameIsFound() async throws {
        let first = (0..<1000).map { Link.json("a\($0)") }
        let fixture = Fixture([
            Link.page(first, count: 1002), Link.page([Link.json("ba"), Link.json("a")], count: 1002),
        ])
        let client = try fixture.links()
        let link = try await fixture.clock.run { try await client.find(ShortName("a")) }
        #expect(link?.shortUrl == "a")
        #expect(fixture.transport.lines[1].contains("offset=1000"))
    }

    @Test func withoutAKeyNothingIsSent() async throws {
        let fixture = Fixture([])
        let client = fixture.environment.links(.forsg, try ServiceEndpoint("https://links.example"))
        let error = try await fixture.failure { try await client.list() }
        #expect(error.kind == .auth)
        #expect(error.message == "there is no API key for ForSG")
        #expect(error.hint == "Set GOVSCRIPT_FORSG_API_KEY to your key.")
        #expect(fixture.transport.requests.isEmpty)
    }
}
