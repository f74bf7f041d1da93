import Synchronization

/// A random generator whose sequence depends on its seed alone (SplitMix64), safe to share.
package final class SeededRandom: Sendable {
    private let state: Mutex<UInt64>

    /// A generator at the beginning of its sequence.
    package init(seed: UInt64) {
        state = Mutex(seed)
    }

    /// The next number of the sequence.
    package func next() -> UInt64 {
        state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// Uniform in 0..<1.
    func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    func text(of alphabet: String, count: Int) -> String {
        let characters = Array(alphabet)
        return String((0..<count).map { _ in characters[Int(next() % UInt64(characters.count))] })
    }
}
