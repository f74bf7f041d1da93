/// A source of random numbers that a test can replace.
package struct Randomness: Sendable {
    /// The next 64 random bits.
    package var next: @Sendable () -> UInt64

    /// Wraps a generator; `next` may be called from several tasks at once.
    package init(_ next: @escaping @Sendable () -> UInt64) {
        self.next = next
    }

    /// The system's generator.
    package static let system = Randomness {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    /// A number from 0 up to, but not including, 1.
    func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}
