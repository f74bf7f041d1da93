package import FoundationEssentials
import Glibc

/// The time as pacing and retrying see it: a boot clock in nanoseconds, the calendar, and sleeping.
///
/// The boot clock counts from the machine's start, sleep included, so that all processes of one boot agree on it.
package struct TimeSource: Sendable {
    /// Nanoseconds of the boot clock.
    package var now: @Sendable () -> Int64
    /// The calendar time.
    package var date: @Sendable () -> Date
    /// Sleeps for a while; throws `CancellationError` as soon as its task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void

    /// Assembles a source from its parts.
    package init(
        now: @escaping @Sendable () -> Int64, date: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.date = date
        self.sleep = sleep
    }

    /// The machine's own clocks.
    package static let system = TimeSource(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_BOOTTIME, &time)
            return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) - namespaceOffset
        },
        date: { Date() },
        sleep: { try await Task.sleep(for: $0, clock: .continuous) })

    /// By how many nanoseconds this process's time namespace moves the boot clock (time_namespaces(7)): processes of
    /// one machine share their slots whichever namespace they are in.
    private static let namespaceOffset: Int64 = {
        // A line for each clock: its name, seconds, nanoseconds. There is no such file where there are no namespaces.
        let text = (try? String(contentsOfFile: "/proc/self/timens_offsets", encoding: .utf8)) ?? ""
        return bootOffset(in: text)
    }()

    /// The offset of the boot clock in a text such as `/proc/self/timens_offsets`.
    static func bootOffset(in text: String) -> Int64 {
        for line in text.split(separator: "\n") {
            let fields = line.split { $0 == " " || $0 == "\t" }
            guard fields.count == 3, fields[0] == "boottime" || fields[0] == "7" else { continue }
            return (Int64(fields[1]) ?? 0) &* 1_000_000_000 &+ (Int64(fields[2]) ?? 0)
        }
        return 0
    }

    /// Time by any clock, counted from now, which is taken to be `date`.
    package init<C: Clock>(_ clock: C, date: Date = Date(timeIntervalSince1970: 1_700_000_000))
    where C.Duration == Duration {
        let start = clock.now
        self.init(
            now: { start.duration(to: clock.now).nanoseconds },
            date: { date.addingTimeInterval(start.duration(to: clock.now).inSeconds) },
            sleep: { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) })
    }
}
