import Synchronization

/// A clock on which time stands still, and sleepers sleep until the test opens the gate.
final class GatedClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        func advanced(by duration: Swift.Duration) -> Instant { self }
        func duration(to other: Instant) -> Swift.Duration { .zero }
        static func < (first: Instant, second: Instant) -> Bool { false }
    }

    private struct Gate {
        var isOpen = false
        var sleepers: [AsyncStream<Never>.Continuation] = []
    }

    private let gate = Mutex(Gate())

    var now: Instant { Instant() }
    var minimumResolution: Swift.Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Swift.Duration? = nil) async throws {
        let (wakening, sleeper) = AsyncStream<Never>.makeStream()
        gate.withLock { gate in
            if gate.isOpen { sleeper.finish() } else { gate.sleepers.append(sleeper) }
        }
        for await _ in wakening {}
        try Task.checkCancellation()
    }

    var hasSleepers: Bool { gate.withLock { !$0.sleepers.isEmpty } }

    func open() {
        let sleepers = gate.withLock { gate in
            gate.isOpen = true
            return gate.sleepers
        }
        for sleeper in sleepers { sleeper.finish() }
    }
}
