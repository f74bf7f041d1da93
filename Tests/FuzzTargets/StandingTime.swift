import ApiClients
import FoundationEssentials
import Synchronization
import Timekeeping

/// Time that passes only by sleeping, and at once.
final class StandingTime: Sendable {
    private let now = Mutex(BootInstant.start)
    private let start = Date(timeIntervalSince1970: 1_700_000_000)

    var source: TimeSource {
        TimeSource(
            now: { self.now.withLock { $0 } },
            date: { self.start.addingTimeInterval((self.now.withLock { $0 } - .start) / .seconds(1)) },
            sleep: { duration in
                try Task.checkCancellation()
                let step = max(.nanoseconds(1), min(.seconds(900_000_000), duration))
                self.now.withLock { $0 = $0 + step }
            })
    }

    /// Begins again.
    func reset() { now.withLock { $0 = .start } }
}
