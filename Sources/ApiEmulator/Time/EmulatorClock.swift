/// The injected clock, erased: a wall-clock start and what has passed since.
struct EmulatorClock: Sendable {
    private let read: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void
    private let start: Timestamp

    init(_ clock: some Clock<Duration>, startingAt start: Timestamp) {
        let origin = clock.now
        read = { origin.duration(to: clock.now) }
        wait = { try await clock.sleep(for: $0) }
        self.start = start
    }

    var now: Timestamp { start + read() }

    func sleep(for duration: Duration) async throws {
        if duration > .zero { try await wait(duration) }
    }
}
