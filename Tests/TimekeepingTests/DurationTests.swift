import Testing
import Timekeeping

struct DurationTests {
    private static let extremes = [
        Duration(attoseconds: .max), Duration(attoseconds: .min), .seconds(Int64.max), .seconds(Int64.min),
    ]

    @Test(
        arguments: [
            (Duration(attoseconds: 1_999_999_999), 1, 0, 1, 0, 1), (.nanoseconds(-1), -1, 0, 0, 0, 0),
            (.milliseconds(1_500), 1_500_000_000, 1_500, 1_500, 2, 2),
            (.microseconds(1_500_001), 1_500_001_000, 1_500, 1_501, 2, 2),
            (.milliseconds(1_499), 1_499_000_000, 1_499, 1_499, 1, 2),
            (.milliseconds(-1_500), -1_500_000_000, -1_500, -1_500, -2, -1),
        ] as [(Duration, Int64, Int64, Int64, Int64, Int64)])
    func wholeNumbersAreRounded(
        _ duration: Duration, _ nanoseconds: Int64, _ milliseconds: Int64, _ up: Int64, _ seconds: Int64,
        _ secondsUp: Int64
    ) {
        #expect(duration.nanoseconds == nanoseconds)
        #expect(duration.milliseconds == milliseconds)
        #expect(duration.millisecondsRoundedUp == up)
        #expect(duration.roundedSeconds == seconds)
        #expect(duration.secondsRoundedUp == secondsUp)
    }

    /// No duration, whoever chose it, ends the program.
    @Test(arguments: extremes)
    func whatDoesNotFitBecomesTheNearestNumber(_ duration: Duration) {
        let nearest: Int64 = duration > .zero ? .max : .min
        #expect(duration.nanoseconds == nearest)
        #expect(duration.milliseconds == nearest && duration.millisecondsRoundedUp == nearest)
        #expect(abs(duration.inSeconds) >= 9e18)
        let texts = [
            duration.inWords, duration.inSecondsOrMilliseconds, duration.secondsText, duration.clockText,
            duration.spokenText,
        ]
        #expect(texts.allSatisfy { !$0.isEmpty })
        #expect(abs(Double(duration.roundedSeconds)) >= 9e18 && abs(Double(duration.secondsRoundedUp)) >= 9e18)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300, 0, 5.5])
    func secondsOfAnySizeCanBeAddedAndShown(_ seconds: Double) {
        let duration = Duration.saturating(seconds: seconds)
        #expect(!(duration + duration + duration).inWords.isEmpty)
        #expect((duration * 2).nanoseconds != 0 || seconds == 0 || seconds.isNaN)
    }

    @Test(
        arguments: [
            (.seconds(30), "30 s"), (.seconds(119), "119 s"), (.seconds(120), "2 min"), (.seconds(121), "121 s"),
            (.milliseconds(250), "0.25 s"), (.milliseconds(1_499), "1.5 s"), (.zero, "0 s"), (.seconds(-5), "-5 s"),
        ] as [(Duration, String)])
    func aChosenTimeIsSaidInTheShortestWay(_ duration: Duration, _ words: String) {
        #expect(duration.inWords == words)
    }

    @Test(
        arguments: [
            (.seconds(10), "10 s"), (.milliseconds(250), "250 ms"), (.microseconds(1_500), "2 ms"),
        ] as [(Duration, String)])
    func aShortTimeIsSaidToTheMillisecond(_ duration: Duration, _ words: String) {
        #expect(duration.inSecondsOrMilliseconds == words)
    }

    @Test(
        arguments: [
            (.milliseconds(120), "0.120 s"), (.microseconds(61_005_900), "61.005 s"), (.seconds(-1), "0.000 s"),
        ] as [(Duration, String)])
    func aMeasuredTimeHasMilliseconds(_ duration: Duration, _ text: String) {
        #expect(duration.secondsText == text)
    }

    @Test(
        arguments: [
            (.milliseconds(40_600), "0:41", "41 s"), (.seconds(0), "0:00", "0 s"), (.seconds(60), "1:00", "1 min"),
            (.seconds(185), "3:05", "3 min 5 s"), (.seconds(3_600), "1:00:00", "1 h"),
            (.seconds(7_803), "2:10:03", "2 h 10 min"),
        ] as [(Duration, String, String)])
    func wholeSecondsAreShownAsAClockAndInASentence(_ duration: Duration, _ clock: String, _ words: String) {
        #expect(duration.clockText == clock)
        #expect(duration.spokenText == words)
    }
}
