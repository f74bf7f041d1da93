package import ApiClients
import Synchronization

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
