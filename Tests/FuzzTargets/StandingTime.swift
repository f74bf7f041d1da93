import ApiClients
import FoundationEssentials
import Synchronization

/// Time that passes only by sleeping, and at once.
final class StandingTime: Sendable {
    private let now = Mutex<Int64>(0)
    private let start = Date(timeIntervalSince1970: 1_700_000_000)

    var source: TimeSource {
        TimeSource(
            now: { self.now.withLock { $0 } },
            date: { self.start.addingTimeInterval(Double(self.now.withLock { $0 }) / 1e9) },
            sleep: { duration in
                try Task.checkCancellation()
                let step = max(1, Int64(clamping: Int(min(9e8, duration / .seconds(1)) * 1e9)))
                self.now.withLock { $0 = $0.addingReportingOverflow(step).overflow ? .max : $0 + step }
            })
    }

    /// Begins again.
    func reset() { now.withLock { $0 = 0 } }
}
