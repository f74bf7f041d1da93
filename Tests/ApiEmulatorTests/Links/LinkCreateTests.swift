import CurlTransport
import NIOHTTP1
import Testing

@testable import ApiEmulator

struct LinkCreateTests {
    @Test func answersWithTheLink() async throws {
        try await Emulated.run { emulated in
            emulated.clock.advance(by: .milliseconds(131))
            let reply = try await emulated.create("nuh-appt", "https://link.com")
            #expect(reply.status == 200)
            #expect(
                reply.text == """
                    {"shortUrl":"nuh-appt","longUrl":"https://link.com","state":"ACTIVE","clicks":0,\
                    "createdAt":"2022-09-19T03:31:00.131Z","updatedAt":"2022-09-19T03:31:00.131Z"}
                    """)
        }
    }

    @Test func choosesEightCharacters() async throws {
        try await Emulated.run { emulated in
            let name = try await emulated.go(.POST, json: #"{"longUrl":"https://a.sg"}"#).json["shortUrl"]?.string
            #expect(name?.wholeMatch(of: /[a-z0-9]{8}/) != nil)
            #expect(emulated.server.links(of: .go).map(\.shortUrl) == [name])
        }
    }

    @Test(arguments: [
        (#"{}"#, #""longUrl" is required"#),
        (#"{"longUrl":5}"#, #""longUrl" must be a string"#),
        (#"{"longUrl":null}"#, #""longUrl" must be a string"#),
        (#"{"longUrl":""}"#, #""longUrl" is not allowed to be empty"#),
        (#"{"longUrl":"http://a.sg"}"#, "Only HTTPS URLs are allowed."),
        (#"{"longUrl":"HTTPS://a.sg"}"#, "Only HTTPS URLs are allowed."),
        (#"{"longUrl":"https://localhost/a"}"#, "Long URL format is invalid."),
        (#"{"longUrl":"https://a b.sg"}"#, "Long URL format is invalid."),
        (#"{"longUrl":"https://"}"#, "Long URL format is invalid."),
        (#"{"longUrl":"https://a_b.sg"}"#, "Long URL format is invalid."),
        (#"{"longUrl":"https://-a.sg"}"#, "Long URL format is invalid."),
        (#"{"longUrl":"https://a.sg:99999"}"#, "Long URL format is invalid."),
        (#"{"longUrl":"https://a.s1"}"#, "Long URL format is invalid."),
        (#"{"longUrl":"https://a.sg."}"#, "Long URL format is invalid."),
        (#"{"longUrl":"https://go.gov.sg/other"}"#, "Circular redirects are not allowed."),
        (#"{"longUrl":"https://bit.ly/x"}"#, "Creation of URLs to link shortener sites are not allowed."),
        (#"{"longUrl":"https://a.sg/?u=tinyurl"}"#, "Creation of URLs to link shortener sites are not allowed."),
        (#"{"longUrl":"https://is.gd/x"}"#, "Creation of URLs to link shortener sites are not allowed."),
        (#"{"longUrl":"https://a.sg","shortUrl":"Upper"}"#, "Short URL format is invalid."),
        (#"{"longUrl":"https://a.sg","shortUrl":"a_b"}"#, "Short URL format is invalid."),
        (#"{"longUrl":"https://a.sg","shortUrl":""}"#, #""shortUrl" is not allowed to be empty"#),
        (#"{"longUrl":"https://a.sg","shortUrl":7}"#, #""shortUrl" must be a string"#),
        (#"{"longUrl":"https://a.sg","state":"ACTIVE"}"#, #""state" is not allowed"#),
    ])
    func validation(body: String, message: String) async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.go(.POST, json: body)
            #expect(reply.status == 400)
            #expect(reply.message == "ValidationError: \(message)")
            #expect(reply.json["type"] == nil)
            #expect(emulated.server.links(of: .go).isEmpty)
        }
    }

    @Test(arguments: [
        "https://a.sg", "https://sub.a-b.gov.sg:8443/p?q=1#f", "https://user:secret@a.sg/", "https://10.0.0.1/x",
        "https://xn--bcher-kva.example/", "https://müller.de/ä", "https://for.sg/elsewhere",
    ])
    func welcomeTargets(url: String) async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.create("a", url)
            #expect(reply.json["longUrl"]?.string == url)
        }
    }

    /// The database's column holds no more, and nothing checks it before.
    @Test func aNameOfMoreThan255CharactersIsAServerError() async throws {
        try await Emulated.run { emulated in
            #expect(try await emulated.create(String(repeating: "a", count: 255)).status == 200)
            let reply = try await emulated.create(String(repeating: "a", count: 256))
            #expect(reply.status == 500)
            #expect(reply.text == #"{"message":"Server error."}"#)
        }
    }

    @Test func takenName() async throws {
        try await Emulated.run { emulated in
            try await emulated.create("asd")
            let reply = try await emulated.create("asd")
            #expect(reply.status == 400)
            #expect(reply.text == #"{"message":"Short link \"asd\" is already used.","type":"ShortUrlError"}"#)
            #expect(emulated.server.ledger.creates.count == 1)
        }
    }

    @Test func slowTwinMeetsTheDatabase() async throws {
        let slow = Faults.Rule(.go, only: .create, .slow(.before, .seconds(1)), .occasions(1...1))
        try await Emulated.run({ $0.faults = Faults([slow]) }) { emulated in
            async let slow = emulated.create("twin")
            await emulated.clock.waitForSleepers(1)
            #expect(try await emulated.create("twin").status == 200)
            emulated.clock.advance(by: .seconds(100))
            let loser = try await slow
            #expect(loser.status == 400)
            #expect(loser.text == #"{"message":"Validation error"}"#)
        }
    }

    @Test func malformedBody() async throws {
        try await Emulated.run { emulated in
            for body in ["{", "\"text\"", "{]"] {
                let reply = try await emulated.go(.POST, json: body)
                #expect(reply.status == 400)
                #expect(reply.message == "Bad Request. JSON is malformed")
            }
        }
    }

    @Test func bodyWithoutContentTypeIsNotRead() async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.send(
                .POST, "\(emulated.access.goUrl)/v1/urls",
                headers: ["Authorization": "Bearer \(emulated.access.goKey)"],
                body: .bytes(Array(#"{"longUrl":"https://a.sg"}"#.utf8)))
            #expect(reply.message == #"ValidationError: "longUrl" is required"#)
        }
    }

    @Test func hugeBodyIsAnUnhandledError() async throws {
        try await Emulated.run { emulated in
            let text = String(repeating: "x", count: 200_000)
            let reply = try await emulated.go(.POST, json: #"{"longUrl":"https://a.sg/\#(text)"}"#)
            #expect(reply.status == 500)
            #expect(reply.headers.first(name: "content-type") == "text/html; charset=utf-8")
        }
    }
}
