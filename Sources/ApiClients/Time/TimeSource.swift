public import FoundationEssentials
import Glibc

/// The time as pacing and retrying see it: a boot clock in nanoseconds, the calendar, and sleeping.
///
/// The boot clock counts from the machine's start, sleep included, so that all processes of one boot agree on it.
public struct TimeSource: Sendable {
    /// Nanoseconds of the boot clock.
    public var now: @Sendable () -> Int64
    /// The calendar time.
    public var date: @Sendable () -> Date
    /// Sleeps for a while; throws `CancellationError` as soon as its task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void

    /// Assembles a source from its parts.
    public init(
        now: @escaping @Sendable () -> Int64, date: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.date = date
        self.sleep = sleep
    }

    /// The machine's own clocks.
    public static let system = TimeSource(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_BOOTTIME, &time)
            return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        },
        date: { Date() },
        sleep: { try await Task.sleep(for: $0, clock: .continuous) })

    /// Time by any clock, counted from now, which is taken to be `date`.
    public init<C: Clock>(_ clock: C, date: Date = Date(timeIntervalSince1970: 1_700_000_000))
    where C.Duration == Duration {
        let start = clock.now
        self.init(
            now: { start.duration(to: clock.now).nanoseconds },
            date: { date.addingTimeInterval(start.duration(to: clock.now).inSeconds) },
            sleep: { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) })
    }
}
