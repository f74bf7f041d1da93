import NIOHTTP1
import Testing

@testable import ApiEmulator

struct LinkUpdateTests {
    @Test func changesWhatIsNamed() async throws {
        try await Emulated.run { emulated in
            try await emulated.create("a", "https://old.sg")
            emulated.clock.advance(by: .seconds(90))
            let state = try await emulated.go(.PATCH, "/a", json: #"{"state":"INACTIVE"}"#)
            #expect(
                state.text == """
                    {"shortUrl":"a","longUrl":"https://old.sg","state":"INACTIVE","clicks":0,\
                    "createdAt":"2022-09-19T03:31:00.000Z","updatedAt":"2022-09-19T03:32:30.000Z"}
                    """)
            let both = try await emulated.go(.PATCH, "/a", json: #"{"state":"ACTIVE","longUrl":"https://new.sg"}"#)
            #expect(both.json["longUrl"] == "https://new.sg")
            #expect(both.json["state"] == "ACTIVE")
            let none = try await emulated.go(.PATCH, "/a", json: "{}")
            #expect(none.text == both.text)
        }
    }

    @Test(arguments: [
        (#"{"state":"active"}"#, #""state" must be one of [ACTIVE, INACTIVE]"#),
        (#"{"state":null}"#, #""state" must be one of [ACTIVE, INACTIVE]"#),
        (#"{"longUrl":"http://a.sg"}"#, "Only HTTPS URLs are allowed."),
        (#"{"longUrl":"https://nodomain"}"#, "Long URL format is invalid."),
        (#"{"longUrl":"https://go.gov.sg/a"}"#, "Circular redirects are not allowed."),
        (#"{"longUrl":"https://bit.ly/a"}"#, "Creation of URLs to link shortener sites are not allowed."),
        (#"{"clicks":5}"#, #""clicks" is not allowed"#),
    ])
    func validation(body: String, message: String) async throws {
        try await Emulated.run { emulated in
            try await emulated.create("a")
            let reply = try await emulated.go(.PATCH, "/a", json: body)
            #expect(reply.status == 400)
            #expect(reply.message == "ValidationError: \(message)")
            #expect(emulated.server.ledger.updates.isEmpty)
        }
    }

    @Test func missingLinkIsForbidden() async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.go(.PATCH, "/no%2Done", json: #"{"state":"ACTIVE"}"#)
            #expect(reply.status == 403)
            #expect(reply.text == #"{"message":"Short link \"no-one\" not found for user."}"#)
        }
    }

    @Test func fileKeepsItsTarget() async throws {
        try await Emulated.run({
            $0.links = [LinkSeed(.go, shortUrl: "file", longUrl: "https://files.sg/a.pdf", isFile: true)]
        }) { emulated in
            let reply = try await emulated.go(.PATCH, "/file", json: #"{"longUrl":"https://a.sg"}"#)
            #expect(reply.status == 400)
            #expect(reply.text == #"{"message":"Cannot update longUrl for file."}"#)
            #expect(try await emulated.go(.PATCH, "/file", json: #"{"state":"INACTIVE"}"#).status == 200)
        }
    }

    @Test func ledgerKnowsEveryUpdate() async throws {
        try await Emulated.run { emulated in
            try await emulated.create("a")
            _ = try await emulated.go(.PATCH, "/a", json: #"{"state":"INACTIVE"}"#)
            let update = Ledger.Update(
                service: .go, shortUrl: "a", longUrl: "https://example.com", state: "INACTIVE", request: 2)
            #expect(emulated.server.ledger.updates == [update])
        }
    }

    @Test func clicksCountWhileActive() async throws {
        try await Emulated.run { emulated in
            try await emulated.create("a", "https://example.com/target")
            let click = try await emulated.followOnce("a")
            #expect(click.status == 302)
            #expect(click.headers.first(name: "location") == "https://example.com/target")
            #expect(emulated.server.links(of: .go).map(\.clicks) == [1])
            _ = try await emulated.go(.PATCH, "/a", json: #"{"state":"INACTIVE"}"#)
            #expect(try await emulated.followOnce("a").status == 404)
            #expect(emulated.server.links(of: .go).map(\.clicks) == [1])
        }
    }
}
