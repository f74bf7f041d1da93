extension Duration {
    /// The whole duration, rounded down; saturates after 292 years.
    var nanoseconds: Int64 {
        let (seconds, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max / 4 : min(seconds + components.attoseconds / 1_000_000_000, .max / 4)
    }
}
