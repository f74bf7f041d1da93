/// A moment of the calendar to the millisecond, as services date their records and answers.
///
/// It is encoded as the number of milliseconds since 1970, which files and journals hold. Any number may be read from
/// them, so arithmetic stops at the first and last moment instead of trapping.
package struct ServiceInstant: InstantProtocol {
    /// What lies between two moments.
    package typealias Duration = Swift.Duration

    /// Milliseconds since 1970.
    package let milliseconds: Int64

    /// A moment that was stored, or read from an answer.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The moment nearest to a number of seconds since 1970; 1970 for what is not a number.
    package init(secondsSince1970 seconds: Double) {
        let milliseconds = (seconds * 1000).rounded()
        self.init(
            milliseconds: Int64(exactly: milliseconds) ?? (milliseconds.isNaN ? 0 : milliseconds < 0 ? .min : .max))
    }

    /// Seconds since 1970, with their fraction.
    package var secondsSince1970: Double { Double(milliseconds) / 1000 }

    /// The moment without its part of a second, as HTTP dates are.
    package var inWholeSeconds: ServiceInstant { ServiceInstant(milliseconds: milliseconds / 1000 * 1000) }

    /// The moment a duration later, in whole milliseconds.
    package func advanced(by duration: Duration) -> ServiceInstant {
        ServiceInstant(
            milliseconds: Int64(clamping: Int128(milliseconds) + duration.attoseconds / 1_000_000_000_000_000))
    }

    /// The time from this moment to another, exactly.
    package func duration(to other: ServiceInstant) -> Duration {
        Duration(attoseconds: (Int128(other.milliseconds) - Int128(milliseconds)) * 1_000_000_000_000_000)
    }

    /// Whether one moment comes before another.
    package static func < (first: ServiceInstant, second: ServiceInstant) -> Bool {
        first.milliseconds < second.milliseconds
    }

    /// The moment a duration later.
    package static func + (moment: ServiceInstant, duration: Duration) -> ServiceInstant {
        moment.advanced(by: duration)
    }

    /// The time between two moments; negative if the second is the later one.
    package static func - (later: ServiceInstant, earlier: ServiceInstant) -> Duration { earlier.duration(to: later) }
}

extension ServiceInstant: Codable {
    /// Reads a number of milliseconds since 1970.
    package init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes the number of milliseconds since 1970.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
