import NIOHTTP1
import Testing

@testable import ApiEmulator

struct LinkAuthTests {
    @Test(arguments: [
        (nil, "Authorization header is missing"),
        ("Basic abc", "Invalid authorization header format"),
        ("Bearer test_v1_other", "Invalid API Key"),
        ("Bearer", "Invalid API Key"),
    ])
    func refusals(header: String?, message: String) async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.send(
                .GET, "\(emulated.access.goUrl)/v1/urls", headers: header.map { ["Authorization": $0] } ?? [:])
            #expect(reply.status == 401)
            #expect(reply.text == #"{"message":"\#(message)"}"#)
        }
    }

    @Test func keyOfOneServiceIsNoKeyOfTheOther() async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.go(.GET, key: emulated.access.forsgKey)
            #expect(reply.message == "Invalid API Key")
        }
    }

    @Test func accountsSeeTheirOwnLinksOnly() async throws {
        try await Emulated.run({
            $0.accounts.append(EmulatorAccount(.go, key: "test_v1_second", userId: 2))
        }) { emulated in
            try await emulated.create("mine")
            #expect(try await emulated.go(.GET, key: "test_v1_second").text == #"{"urls":[],"count":0}"#)
            let theirs = try await emulated.go(.PATCH, "/mine", json: #"{"state":"INACTIVE"}"#, key: "test_v1_second")
            #expect(theirs.status == 403)
            #expect(theirs.text == #"{"message":"Short link \"mine\" not found for user."}"#)
            let taken = try await emulated.go(
                .POST, json: #"{"shortUrl":"mine","longUrl":"https://b.sg"}"#, key: "test_v1_second")
            #expect(taken.text == #"{"message":"Short link \"mine\" is already used.","type":"ShortUrlError"}"#)
        }
    }

    @Test func servicesAreSeparate() async throws {
        try await Emulated.run { emulated in
            try await emulated.create("same")
            let other = try await emulated.send(
                .GET, "\(emulated.access.forsgUrl)/v1/urls",
                headers: ["Authorization": "Bearer \(emulated.access.forsgKey)"])
            #expect(other.text == #"{"urls":[],"count":0}"#)
        }
    }

    @Test func unknownPaths() async throws {
        try await Emulated.run { emulated in
            let inApi = try await emulated.go(.DELETE, "/a")
            #expect(inApi.status == 404)
            #expect(inApi.message == "Resource not found.")
            let outside = try await emulated.send(.GET, "\(emulated.access.root)/nowhere")
            #expect(outside.status == 404)
            #expect(outside.text.contains("<h1>404 Not Found</h1>"))
        }
    }
}
