@testable import ApiClients
import Testing

struct ValidationTests {
    @Test(arguments: [
        "http://www.example.sg": "Only HTTPS URLs are allowed. (http://www.example.sg)",
        "ftp://x": "Only HTTPS URLs are allowed. (ftp://x)",
        "https://localhost/a": "Long URL format is invalid. (https://localhost/a)",
        "https://": "Long URL format is invalid. (https://)",
        "https://a..b/": "Long URL format is invalid. (https://a..b/)",
        "https://www.example.sg/a b": "Long URL format is invalid. (https://www.example.sg/a b)",
        "https://bit.ly/x?token=1":
            "Creation of URLs to link shortener sites are not allowed. (https://bit.ly/x?…)",
    ])
    func longURLsAreCheckedAsTheServiceDoes(text: String, message: String) {
        let error = #expect(throws: ApiError.self) { try LongURL(text) }
        #expect(error?.message == message)
        #expect(error?.kind == .data)
    }

    @Test(arguments: [
        "https://www.example.gov.sg", "https://a.sg:8443/x?y=z#w", "https://user@a.sg/", "https://192.168.1.1/",
        "https://[2001:db8::1]/", "https://例子.sg/路",
    ])
    func goodLongURLsPass(text: String) throws {
        #expect(try LongURL(text).text == text)
    }

    @Test func aLinkToTheServiceItselfIsRefused() throws {
        let client = try Fixture([]).links()
        let error = #expect(throws: ApiError.self) {
            try client.prepareCreate(LongURL("https://links.example/abc"))
        }
        #expect(error?.message == "Circular redirects are not allowed. (https://links.example/abc)")
    }

    @Test(arguments: ["": "empty", "A": "A", "a_b": "a_b", "a b": "a b", "a/b": "a/b", "é": "é", "a\n": #"a\n"#])
    func badNamesAreRefused(text: String, shown: String) {
        let error = #expect(throws: ApiError.self) { try ShortName(text) }
        #expect(error?.message == "Short URL format is invalid. (\(shown))")
    }

    @Test func namesHaveALength() throws {
        #expect(try ShortName(String(repeating: "a", count: 255)).text.count == 255)
        let error = #expect(throws: ApiError.self) { try ShortName(String(repeating: "a", count: 256)) }
        #expect(error?.message == "Short URL is too long: 256 characters. (aaaaaaaaaaaaaaaaaaaa…)")
    }

    /// The service would take it; links that have it can still be changed.
    @Test func theNameOfTheServicesAPIIsNotGivenToALink() throws {
        let client = try Fixture([]).links(.forsg)
        let error = #expect(throws: ApiError.self) {
            try client.prepareCreate(LongURL("https://www.example.sg"), as: .given(ShortName("api")))
        }
        #expect(error?.message == "Short URL is the service's own. (api)")
        #expect(error?.hint?.hasPrefix("ForSG would create the link") == true)
    }

    @Test func statesAreInCapitals() throws {
        #expect(try LinkState("ACTIVE") == .active)
        let error = #expect(throws: ApiError.self) { try LinkState("active") }
        #expect(error?.message == #""state" must be one of [ACTIVE, INACTIVE]"#)
    }
}
