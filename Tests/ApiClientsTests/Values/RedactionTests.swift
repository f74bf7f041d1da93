@testable import ApiClients
import FoundationEssentials
import TestSupport
import Testing

struct RedactionTests {
    @Test func secretsAreNeverPrinted() {
        let secret = Secret("live_v1_abc")
        var dumped = ""
        dump(["key": secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\(Optional(secret) as Any)"] {
            #expect(!text.contains("live_v1_abc"))
        }
    }

    @Test(arguments: [
        "https://s3.example/b/k?X-Amz-Signature=abc": "https://s3.example/b/k?…",
        "https://me:pw@a.sg/x": "https://a.sg/x", "https://a.sg/x#frag": "https://a.sg/x?…", "plain": "plain",
    ])
    func urlsLoseTheirQueries(url: String, shown: String) {
        #expect(Redaction.url(url) == shown)
    }

    @Test func urlsInsideTextsLoseTheirQueries() {
        #expect(
            Redaction.text("GET 'https://a.sg/x?k=1' then HTTP://b.sg?c, done?")
                == "GET 'https://a.sg/x?…' then HTTP://b.sg?… done?")
    }

    @Test func keysInMessagesAreBlanked() async throws {
        let fixture = Fixture([.json(400, #"{"message":"key test_v1_secret at https://a.sg/?token=1 is bad"}"#)])
        let client = try fixture.links()
        let error = try await fixture.failure { try await client.list() }
        #expect(error.message == "key [key] at https://a.sg/?… is bad")
    }

    @Test func headersHideKeysWhenPrinted() {
        let headers = HeaderFields([("Authorization", "Bearer k"), ("X-DGS-Admin-API-Key", "k"), ("Accept", "*/*")])
        #expect("\(headers)" == "Authorization: <redacted>\nX-DGS-Admin-API-Key: <redacted>\nAccept: */*")
    }

    @Test func requestsAreDescribedWithoutTheirQuery() {
        #expect("\(HTTPRequest(.put, "https://s3.example/k?X-Amz-Signature=abc"))" == "PUT https://s3.example/k?…")
    }
}
