import Synchronization

/// A clock on which sleeping takes no time: it leaps to the moment that the sleeper wants.
///
/// The clients and the emulator share one, so that hours of ingestion pass in as long as their requests take.
final class LeapingClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var sinceStart: Swift.Duration

        func advanced(by duration: Swift.Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        func duration(to other: Instant) -> Swift.Duration { other.sinceStart - sinceStart }
        static func < (first: Instant, second: Instant) -> Bool { first.sinceStart < second.sinceStart }
    }

    private let moment = Mutex(Instant(sinceStart: .zero))

    var now: Instant { moment.withLock { $0 } }
    var elapsed: Swift.Duration { now.sinceStart }
    var minimumResolution: Swift.Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Swift.Duration? = nil) async throws {
        try Task.checkCancellation()
        moment.withLock { $0 = max($0, deadline) }
    }

    func leap(by duration: Swift.Duration) {
        moment.withLock { $0 = $0.advanced(by: duration) }
    }
}
