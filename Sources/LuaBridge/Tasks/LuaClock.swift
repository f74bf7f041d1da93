/// What time it is for a scheduler.
public enum LuaClock: Sendable {
    /// The machine's monotonic clock.
    case system
    /// A clock that stands still while anything can run, and jumps to the next timer when nothing can: tests of hours
    /// of waiting take no time.
    case virtual
}

extension Duration {
    /// The whole duration, rounded down; saturates after 292 years.
    var nanoseconds: Int64 {
        let (seconds, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max / 4 : min(seconds + components.attoseconds / 1_000_000_000, .max / 4)
    }
}
