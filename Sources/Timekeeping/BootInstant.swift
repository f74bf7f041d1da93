/// A moment by the machine's boot clock, which counts nanoseconds from its start, sleep included.
///
/// All processes of one boot agree on it; a moment of another boot's clock means nothing.
package struct BootInstant: CountedInstant, Codable {
    /// A nanosecond.
    @inlinable
    package static var unit: Int128 { 1_000_000_000 }

    /// Nanoseconds since the machine's start.
    package let count: Int64

    /// A moment that was stored, or that a clock shows, in nanoseconds since the machine's start.
    @inlinable
    package init(count: Int64) { self.count = count }

    /// A moment that was stored, or that a clock shows.
    @inlinable
    package init(nanoseconds: Int64) { self.init(count: nanoseconds) }

    /// Nanoseconds since the machine's start, as files store them.
    @inlinable
    package var nanoseconds: Int64 { count }

    /// The machine's start.
    @inlinable
    package static var start: BootInstant { BootInstant(nanoseconds: 0) }

    /// The last moment that there is.
    @inlinable
    package static var distantFuture: BootInstant { BootInstant(nanoseconds: .max) }
}
