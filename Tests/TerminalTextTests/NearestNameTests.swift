import TerminalText
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

    /// Names of other lengths are not compared letter by letter: this would take a hundred million steps for each.
    @Test func whatWasTypedMayBeOfAnyLength() {
        let long = String(repeating: "timeout", count: 2_000_000)
        #expect(names.nearest(to: long) == nil)
        #expect([String(long.prefix(5000))].nearest(to: String(long.prefix(5001))) == nil)
    }

    @Test func theNearerWinsAndThenTheFirst() {
        #expect(["states", "state"].nearest(to: "statee") == "state")
        #expect(["bat", "cat"].nearest(to: "rat") == "bat")
        #expect([].nearest(to: "rat") == nil)
    }
}
