import Timekeeping

/// Asks again and again until a deadline: every second for 15 seconds, then less and less often, down to every 30.
struct Poll: Sendable {
    private let time: TimeSource
    private let start: BootInstant
    private let deadline: BootInstant
    private var interval = Duration.seconds(1)

    init(time: TimeSource, timeout: Duration) {
        self.time = time
        start = time.now()
        deadline = start + timeout
    }

    /// The time since the first question.
    var elapsed: Duration { time.now() - start }

    /// Waits before the next question; false if the deadline has passed.
    ///
    /// Two questions are never closer than a second: the last one is at the deadline, however the intervals fall.
    mutating func pause() async throws -> Bool {
        let rest = deadline - time.now()
        guard rest > .zero else { return false }
        if elapsed >= .seconds(15) { interval = min(.seconds(30), .nanoseconds((interval * 1.3).nanoseconds)) }
        try await time.sleep(rest < interval + Self.least ? rest : interval)
        return rest >= Self.least
    }

    /// The least time between two questions.
    private static let least = Duration.seconds(1)
}
