@testable import ApiClients
import FoundationEssentials
import TestSupport
import Testing
import Timekeeping

struct UpdateTests {
    private func intent(_ client: LinksClient) throws -> UpdateIntent {
        try client.prepareUpdate(ShortName("abc"), LinkChanges(state: .inactive))
    }

    @Test func onlyWhatChangesIsSent() async throws {
        let fixture = Fixture([.json(200, Link.json("abc", state: "INACTIVE"))])
        let client = try fixture.links()
        let intent = try intent(client)
        let link = try await fixture.clock.run { try await client.perform(intent) }
        #expect(link.state == .inactive)
        let request = fixture.transport.requests[0]
        #expect(fixture.transport.lines == ["PATCH /api/v1/urls/abc"])
        guard case .bytes(let body) = request.body else { throw ApiError(.internal, "no body") }
        #expect(String(decoding: body, as: UTF8.self) == #"{"state":"INACTIVE"}"#)
    }

    @Test func noChangeIsAnError() throws {
        let client = try Fixture([]).links()
        #expect(throws: ApiError(.usage, "there is nothing to change", hint: "Give longUrl, state or both.")) {
            try client.prepareUpdate(ShortName("abc"), LinkChanges())
        }
    }

    @Test(arguments: [(403, #"{"message":"Short link \"abc\" not found for user."}"#), (404, "{}")])
    func aLinkThatIsNotOursIsNotFound(status: Int, body: String) async throws {
        let fixture = Fixture([.json(status, body)])
        let client = try fixture.links()
        let intent = try intent(client)
        let error = try await fixture.failure { try await client.perform(intent) }
        #expect(error.kind == .notFound)
        #expect(error.message == #"you have no link "abc": it does not exist, or belongs to somebody else"#)
        #expect(error.stopsRun == false)
    }

    @Test func anotherForbiddenIsAPermission() async throws {
        let fixture = Fixture([.json(403, #"{"message":"Forbidden"}"#), .html(403)])
        let client = try fixture.links()
        let intent = try intent(client)
        let error = try await fixture.failure { try await client.perform(intent) }
        #expect(error.kind == .permission)
        #expect(error.message == "GoGovSG does not allow this: Forbidden")
        #expect(error.stopsRun)
        let firewall = try await fixture.failure { try await client.perform(intent) }
        #expect(firewall.kind == .permission)
        #expect(firewall.message == "a firewall in front of GoGovSG refused the request")
        #expect(firewall.stopsRun == false)
    }

    @Test func aDoubtIsSettledByHowTheLinkIsNow() async throws {
        // Virtual time starts at 2023-11-14T22:13:20Z.
        let fixture = Fixture([
            Link.page([Link.json("abc", state: "INACTIVE")]),
            Link.page([Link.json("abc", updatedAt: "2023-11-14T22:13:19.000Z")]),
            Link.page([Link.json("abc", updatedAt: "2023-11-14T22:13:25.000Z")]),
            Link.page([]),
        ])
        let client = try fixture.links()
        let intent = try intent(client)
        let settlements = try await fixture.clock.run {
            var all: [Settlement<Link>] = []
            for _ in 0..<4 { all.append(try await client.settle(intent)) }
            return all
        }
        guard case .happened(let link) = settlements[0] else { throw ApiError(.internal, "\(settlements[0])") }
        #expect(link.state == .inactive)
        #expect(settlements[1] == .notHappened)
        #expect(settlements[2] == .unknown(#"the link "abc" was changed by somebody else in the meantime"#))
        #expect(settlements[3] == .notHappened)
    }

    @Test func theServicesClockDatesTheIntent() async throws {
        let fixture = Fixture([
            .json(200, #"{"urls":[],"count":0}"#, headers: [("Date", "Tue, 14 Nov 2023 23:13:20 GMT")])
        ])
        let client = try fixture.links()
        _ = try await fixture.clock.run { try await client.list() }
        #expect(try intent(client).preparedAt.milliseconds == 1_700_003_600_000)
    }

    /// The form of an intent in journals that exist.
    @Test func anIntentOfAJournalIsRead() throws {
        let text = #"{"changes":{"state":"INACTIVE"},"preparedAt":1700000000000,"shortUrl":"abc"}"#
        let intent = try JSONDecoder().decode(UpdateIntent.self, from: Data(text.utf8))
        #expect(intent == (try self.intent(try Fixture([]).links())))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(intent), as: UTF8.self) == text)
    }
}
