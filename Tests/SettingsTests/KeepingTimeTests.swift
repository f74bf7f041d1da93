import Settings
import Testing
import Timekeeping

struct KeepingTimeTests {
    @Test(
        arguments: [
            ("12h", .seconds(12 * 3600)), ("90d", .seconds(90 * 86_400)), ("52w", .seconds(52 * 604_800)),
            ("60m", .seconds(3600)), ("1.5d", .seconds(129_600)), ("3653d", .seconds(3653 * 86_400)),
        ] as [(String, Duration)])
    func timesAreReadAsOnTheCommandLine(_ text: String, _ time: Duration) {
        #expect(KeepingTime(text) == .during(time))
        #expect(Duration(amount: text) == time)
    }

    @Test(arguments: ["90", "0d", "59m", "90s", "3654d", "-1d", "d", "", "1y", "1e3d", "٣d", "for ever"])
    func whatIsNoTimeToKeepSomethingIsRefused(_ text: String) { #expect(KeepingTime(text) == nil) }

    @Test func forever() { #expect(KeepingTime("forever")?.duration == nil && KeepingTime("forever") != nil) }
}
