/// A moment that a clock counts in whole units, as files and C hold it.
///
/// Moments are read from files and moved by durations that services and scripts choose, so arithmetic stops at the
/// first and last moment instead of trapping. A moment that never was, or never comes, is nil.
///
/// The numbers of two clocks are not comparable, and the types keep them apart.
package protocol CountedInstant: InstantProtocol where Duration == Swift.Duration {
    /// The unit of the count, in attoseconds.
    static var unit: Int128 { get }

    /// Units between the clock's start and this moment.
    var count: Int64 { get }

    /// A moment that was stored, or that a clock shows.
    init(count: Int64)
}

extension CountedInstant {
    /// The moment a duration later, in whole units.
    @inlinable
    package func advanced(by duration: Duration) -> Self {
        Self(count: Int64(clamping: Int128(count) + duration.attoseconds / Self.unit))
    }

    /// The time from this moment to another, exactly.
    @inlinable
    package func duration(to other: Self) -> Duration {
        Duration(attoseconds: (Int128(other.count) - Int128(count)) * Self.unit)
    }

    /// Whether one moment comes before another.
    @inlinable
    package static func < (first: Self, second: Self) -> Bool { first.count < second.count }

    /// The moment a duration later.
    @inlinable
    package static func + (moment: Self, duration: Duration) -> Self { moment.advanced(by: duration) }

    /// The moment a duration earlier.
    @inlinable
    package static func - (moment: Self, duration: Duration) -> Self {
        Self(count: Int64(clamping: Int128(moment.count) - duration.attoseconds / Self.unit))
    }

    /// The time between two moments; negative if the second is the later one.
    @inlinable
    package static func - (later: Self, earlier: Self) -> Duration { earlier.duration(to: later) }
}

/// Comparisons with moments that may never have been, or never come.
extension CountedInstant {
    /// Whether a moment is still to come; never for nil.
    @inlinable
    package func isBefore(_ moment: Self?) -> Bool { moment.map { self < $0 } ?? false }

    /// Whether a moment has gone by; always for nil, which stands for one that never was.
    @inlinable
    package func isAfter(_ moment: Self?) -> Bool { moment.map { self > $0 } ?? true }

    /// The time until a moment; nil once it has come, and for nil.
    package func time(until moment: Self?) -> Duration? {
        moment.flatMap { self < $0 ? $0 - self : nil }
    }

    /// The later moment; nil stands for one that never was.
    @inlinable
    package static func latest(_ first: Self?, _ second: Self) -> Self {
        first.map { max($0, second) } ?? second
    }

    /// The later moment of two that may never have been.
    @inlinable
    package static func latest(_ first: Self?, _ second: Self?) -> Self? {
        second.map { latest(first, $0) } ?? first
    }

    /// The earlier moment; nil stands for one that never comes.
    @inlinable
    package static func earliest(_ first: Self?, _ second: Self) -> Self {
        first.map { min($0, second) } ?? second
    }

    /// The earlier moment of two that may never come.
    @inlinable
    package static func earliest(_ first: Self?, _ second: Self?) -> Self? {
        second.map { earliest(first, $0) } ?? first
    }
}

/// A moment that files hold is its count, for `Codable` and in a column.
extension CountedInstant where Self: Codable {
    /// Reads the count.
    package init(from decoder: any Decoder) throws {
        self.init(count: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes the count.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(count)
    }
}
