extension Duration {
    /// Whole nanoseconds, at most what an `Int64` holds (292 years).
    package var nanoseconds: Int64 {
        let (seconds, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (components.seconds < 0 ? .min : .max) : seconds &+ components.attoseconds / 1_000_000_000
    }

    /// Seconds with their fraction.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }

    /// The shortest way to say it: `30 s`, `2 min`, `0.25 s`.
    var inWords: String {
        let seconds = inSeconds
        if seconds >= 120, seconds.truncatingRemainder(dividingBy: 60) == 0 {
            return "\(Int(saturating: seconds / 60)) min"
        }
        if seconds == seconds.rounded() { return "\(Int(saturating: seconds)) s" }
        return "\((seconds * 100).rounded() / 100) s"
    }
}
