/// A moment of the calendar to the millisecond, as services date their records and answers and as journals do.
///
/// Encoded as the number of milliseconds since 1970.
package struct ServiceInstant: CountedInstant, Codable {
    /// A millisecond.
    @inlinable
    package static var unit: Int128 { 1_000_000_000_000_000 }

    /// Milliseconds since 1970.
    package let count: Int64

    /// A moment that was stored, in milliseconds since 1970.
    @inlinable
    package init(count: Int64) { self.count = count }

    /// A moment that was stored, or read from an answer.
    package init(milliseconds: Int64) { self.init(count: milliseconds) }

    /// The moment nearest to a number of seconds since 1970; 1970 for what is not a number.
    package init(secondsSince1970 seconds: Double) {
        let milliseconds = (seconds * 1000).rounded()
        self.init(
            milliseconds: Int64(exactly: milliseconds) ?? (milliseconds.isNaN ? 0 : milliseconds < 0 ? .min : .max))
    }

    /// Milliseconds since 1970.
    package var milliseconds: Int64 { count }

    /// Seconds since 1970, with their fraction.
    package var secondsSince1970: Double { Double(milliseconds) / 1000 }

    /// The moment without its part of a second, as HTTP dates are.
    package var inWholeSeconds: ServiceInstant { ServiceInstant(milliseconds: milliseconds / 1000 * 1000) }
}
