// Services, scripts and files choose durations, so none of these traps: what does not fit becomes the nearest number.
extension Duration {
    /// A number of seconds, within a hundred years either way; zero for what is not a number.
    ///
    /// Longer times are none that anything waits for, and may overflow as soon as they are added or shown.
    package static func saturating(seconds: Double) -> Duration {
        let bound = 3_155_760_000.0
        return seconds.isNaN ? .zero : .seconds(min(max(seconds, -bound), bound))
    }

    /// Seconds with their fraction.
    package var inSeconds: Double { self / .seconds(1) }

    /// Whole nanoseconds, rounded towards zero; at most 292 years.
    package var nanoseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000) }

    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 { Int64(clamping: attoseconds / Self.attosecondsInMillisecond) }

    /// Whole milliseconds, rounded up.
    package var millisecondsRoundedUp: Int64 {
        let (whole, rest) = attoseconds.quotientAndRemainder(dividingBy: Self.attosecondsInMillisecond)
        return Int64(clamping: rest > 0 ? whole + 1 : whole)
    }

    /// Whole seconds, rounded up.
    package var secondsRoundedUp: Int64 {
        let (whole, rest) = attoseconds.quotientAndRemainder(dividingBy: Self.attosecondsInSecond)
        return Int64(clamping: rest > 0 ? whole + 1 : whole)
    }

    /// The nearest number of whole seconds; half a second counts as one.
    package var roundedSeconds: Int64 {
        let (whole, rest) = attoseconds.quotientAndRemainder(dividingBy: Self.attosecondsInSecond)
        return Int64(clamping: whole + rest * 2 / Self.attosecondsInSecond)
    }

    private static var attosecondsInMillisecond: Int128 { 1_000_000_000_000_000 }
    private static var attosecondsInSecond: Int128 { 1_000_000_000_000_000_000 }
}

/// The ways to write a duration for people.
extension Duration {
    /// The shortest way to say a time that somebody has chosen: `30 s`, `2 min`, `0.25 s`.
    package var inWords: String {
        guard attoseconds % Self.attosecondsInSecond == 0 else { return "\((inSeconds * 100).rounded() / 100) s" }
        let seconds = roundedSeconds
        return seconds >= 120 && seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
    }

    /// A short time that somebody has chosen, to the millisecond: `10 s`, `250 ms`.
    package var inSecondsOrMilliseconds: String {
        let milliseconds = millisecondsRoundedUp
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }

    /// A time that was measured, to the millisecond: `0.120 s`; zero for a negative one.
    package var secondsText: String {
        let milliseconds = max(0, milliseconds)
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) s"
    }

    /// As a clock shows it, in whole seconds: `0:41`, `1:02:03`.
    package var clockText: String {
        func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (minutes, rest) = roundedSeconds.quotientAndRemainder(dividingBy: 60)
        return minutes < 60
            ? "\(minutes):\(padded(rest))" : "\(minutes / 60):\(padded(minutes % 60)):\(padded(rest))"
    }

    /// For a sentence, in whole seconds and at most two units: `0 s`, `42 s`, `3 min 5 s`, `2 h 10 min`.
    package var spokenText: String {
        let seconds = roundedSeconds
        let (minutes, rest) = seconds.quotientAndRemainder(dividingBy: 60)
        if minutes == 0 { return "\(seconds) s" }
        if minutes < 60 { return rest == 0 ? "\(minutes) min" : "\(minutes) min \(rest) s" }
        return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }
}
