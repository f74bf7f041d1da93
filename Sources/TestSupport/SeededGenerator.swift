package import ApiClients
import Synchronization

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed on every machine.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts at a seed.
    package init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Randomness {
    /// The same numbers each time.
    package static func seeded(_ seed: UInt64) -> Randomness {
        let generator = Generator(seed)
        return Randomness { generator.state.withLock { $0.next() } }
    }

    private final class Generator: Sendable {
        let state: Mutex<SeededGenerator>

        init(_ seed: UInt64) { state = Mutex(SeededGenerator(seed: seed)) }
    }
}
