import TerminalText
import Testing

struct DurationTextTests {
    @Test(arguments: [
        (Duration.zero, "0.000 s"), (.milliseconds(7), "0.007 s"), (.microseconds(1999), "0.001 s"),
        (.seconds(61.25), "61.250 s"), (.seconds(-1), "0.000 s"), (.seconds(3600), "3600.000 s"),
    ])
    func secondsAreWrittenToTheMillisecond(_ duration: Duration, _ text: String) {
        #expect(duration.millisecondText == text)
    }

    @Test func aTextIsCutWhereAnotherMeasureSaysSo() {
        #expect(TextWidth.clip("abcdef", to: 4) == "abc…")
        #expect(TextWidth.clip("abcdef", to: 4) { 2 * $0.count } == "a…")
        #expect(TextWidth.clip("ab", to: 4) { 2 * $0.count } == "ab")
    }
}
