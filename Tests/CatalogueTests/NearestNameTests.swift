import Catalogue
import Testing

/// The name that was probably meant.
struct NearestNameTests {
    private let names = ["timeout", "shortUrl", "limit", "state", "strict", "on_error"]

    @Test(arguments: [
        ("timout", "timeout"), ("timeuot", "timeout"), ("TIMEOUT", "timeout"), ("timeouts", "timeout"),
        ("shorturl", "shortUrl"), ("short_url", "shortUrl"), ("limti", "limit"), ("onerror", "on_error"),
        ("stat", "state"), ("strikt", "strict"),
    ])
    func isFound(_ typed: String, _ meant: String) {
        #expect(names.nearest(to: typed) == meant)
    }

    @Test(arguments: ["", "colour", "t", "time", "limitless", "error"])
    func isNotMadeUp(_ typed: String) {
        #expect(names.nearest(to: typed) == nil)
    }

    @Test func theNearerWinsAndThenTheFirst() {
        #expect(["states", "state"].nearest(to: "statee") == "state")
        #expect(["bat", "cat"].nearest(to: "rat") == "bat")
        #expect([].nearest(to: "rat") == nil)
    }
}
