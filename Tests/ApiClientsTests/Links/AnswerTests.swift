@testable import ApiClients
import TestSupport
import Testing

/// Answers that are about another link, or say what no document knows.
struct AnswerTests {
    private static let target = "https://www.example.sg/a"

    @Test(arguments: [Link.json("xyz"), Link.json("abc", "https://www.example.sg/other")])
    func anAnswerAboutAnotherLinkIsNoSuccess(answer: String) async throws {
        let found = Fixture([.json(201, answer), Link.page([Link.json("abc")])])
        let client = try found.links()
        let intent = try client.prepareCreate(LongURL(Self.target), as: .given(ShortName("abc")))
        let link = try await found.clock.run { try await client.perform(intent) }
        #expect(link.shortUrl == "abc" && link.longUrl == Self.target)

        let missing = Fixture([.json(201, answer), Link.page([])])
        let other = try missing.links()
        let error = try await missing.failure { try await other.perform(intent) }
        #expect(error.kind == .server)
        #expect(error.message.contains(#""abc" to https://www.example.sg/a"#))
        #expect(error.message.contains(answer.contains("xyz") ? #""xyz""# : "https://www.example.sg/other"))
        #expect(missing.transport.requests.map(\.method) == [.post, .get])
    }

    @Test func anUpdateThatIsAnsweredAsItWasIsNoSuccess() async throws {
        let fixture = Fixture([
            .json(200, Link.json("abc", state: "ACTIVE")),
            Link.page([Link.json("abc", updatedAt: "2023-11-14T22:13:19.000Z")]),
        ])
        let client = try fixture.links()
        let intent = try client.prepareUpdate(ShortName("abc"), LinkChanges(state: .inactive))
        let error = try await fixture.failure { try await client.perform(intent) }
        #expect(error.kind == .server)
        #expect(error.message.contains("state INACTIVE"))
    }

    @Test(arguments: [
        ("https://www.example.sg", "https://www.example.sg/"), ("https://WWW.example.sg/a", "https://www.example.sg/a"),
        ("https://www.example.sg:443/a", "https://www.example.sg/a"),
    ])
    func theSameTargetMayBeWrittenInAnotherWay(asked: String, answered: String) throws {
        #expect(try LongURL(asked).isSame(as: answered))
        #expect(try !LongURL(asked).isSame(as: answered + "x"))
    }

    @Test func aStateThatNobodyKnowsIsPassedOn() async throws {
        let fixture = Fixture([Link.page([Link.json("abc", state: "EXPIRED"), Link.json("b")])])
        let client = try fixture.links()
        let page = try await fixture.clock.run { try await client.list() }
        #expect(page.urls.map(\.state.rawValue) == ["EXPIRED", "ACTIVE"])
        #expect(LinkState(rawValue: "EXPIRED") == nil)
        #expect(throws: ApiError.self) { try LinkState("EXPIRED") }
    }
}
