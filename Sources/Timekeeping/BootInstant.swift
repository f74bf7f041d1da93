/// A moment by the machine's boot clock, which counts nanoseconds from its start, sleep included.
///
/// All processes of one boot agree on it; a moment of another boot's clock means nothing. Moments are read from files
/// and moved by durations that services and scripts choose, so arithmetic stops at the first and last moment instead of
/// trapping. A moment that never was, or never comes, is nil.
package struct BootInstant: InstantProtocol {
    /// What lies between two moments.
    package typealias Duration = Swift.Duration

    /// Nanoseconds since the machine's start, as files store them.
    package let nanoseconds: Int64

    /// A moment that was stored, or that a clock shows.
    @inlinable
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The machine's start.
    @inlinable
    package static var start: BootInstant { BootInstant(nanoseconds: 0) }

    /// The last moment that there is.
    @inlinable
    package static var distantFuture: BootInstant { BootInstant(nanoseconds: .max) }

    /// The moment a duration later, in whole nanoseconds.
    @inlinable
    package func advanced(by duration: Duration) -> BootInstant {
        BootInstant(nanoseconds: Int64(clamping: Int128(nanoseconds) + duration.attoseconds / 1_000_000_000))
    }

    /// The time from this moment to another, exactly.
    @inlinable
    package func duration(to other: BootInstant) -> Duration {
        Duration(attoseconds: (Int128(other.nanoseconds) - Int128(nanoseconds)) * 1_000_000_000)
    }

    /// Whether one moment comes before another.
    @inlinable
    package static func < (first: BootInstant, second: BootInstant) -> Bool { first.nanoseconds < second.nanoseconds }

    /// The moment a duration later.
    @inlinable
    package static func + (moment: BootInstant, duration: Duration) -> BootInstant { moment.advanced(by: duration) }

    /// The moment a duration earlier.
    @inlinable
    package static func - (moment: BootInstant, duration: Duration) -> BootInstant {
        BootInstant(nanoseconds: Int64(clamping: Int128(moment.nanoseconds) - duration.attoseconds / 1_000_000_000))
    }

    /// The time between two moments; negative if the second is the later one.
    @inlinable
    package static func - (later: BootInstant, earlier: BootInstant) -> Duration { earlier.duration(to: later) }
}

/// Comparisons with moments that may never have been, or never come.
extension BootInstant {
    /// Whether a moment is still to come; never for nil.
    @inlinable
    package func isBefore(_ moment: BootInstant?) -> Bool { moment.map { self < $0 } ?? false }

    /// Whether a moment has gone by; always for nil, which stands for one that never was.
    @inlinable
    package func isAfter(_ moment: BootInstant?) -> Bool { moment.map { self > $0 } ?? true }

    /// The time until a moment; nil once it has come, and for nil.
    package func time(until moment: BootInstant?) -> Duration? {
        moment.flatMap { self < $0 ? $0 - self : nil }
    }

    /// The later moment; nil stands for one that never was.
    @inlinable
    package static func latest(_ first: BootInstant?, _ second: BootInstant) -> BootInstant {
        first.map { max($0, second) } ?? second
    }

    /// The later moment of two that may never have been.
    @inlinable
    package static func latest(_ first: BootInstant?, _ second: BootInstant?) -> BootInstant? {
        second.map { latest(first, $0) } ?? first
    }

    /// The earlier moment; nil stands for one that never comes.
    @inlinable
    package static func earliest(_ first: BootInstant?, _ second: BootInstant) -> BootInstant {
        first.map { min($0, second) } ?? second
    }

    /// The earlier moment of two that may never come.
    @inlinable
    package static func earliest(_ first: BootInstant?, _ second: BootInstant?) -> BootInstant? {
        second.map { earliest(first, $0) } ?? first
    }
}

extension BootInstant: Codable {
    /// Reads a number of nanoseconds.
    package init(from decoder: any Decoder) throws {
        self.init(nanoseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes the number of nanoseconds.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }
}
