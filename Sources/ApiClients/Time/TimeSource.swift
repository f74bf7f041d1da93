package import FoundationEssentials
import Glibc
package import Timekeeping

/// The time as pacing and retrying see it: the boot clock, the calendar, and sleeping.
package struct TimeSource: Sendable {
    /// The moment that the boot clock shows.
    package var now: @Sendable () -> BootInstant
    /// The calendar time.
    package var date: @Sendable () -> Date
    /// Sleeps for a while; throws `CancellationError` as soon as its task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// Where unstructured tasks run; nil for the concurrency pool.
    package var executor: (any TaskExecutor)?

    /// Assembles a source from its parts.
    package init(
        now: @escaping @Sendable () -> BootInstant, date: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async throws -> Void, executor: (any TaskExecutor)? = nil
    ) {
        self.now = now
        self.date = date
        self.sleep = sleep
        self.executor = executor
    }

    /// The machine's own clocks.
    package static let system = TimeSource(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_BOOTTIME, &time)
            return BootInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)) - namespaceOffset
        },
        date: { Date() },
        sleep: { try await Task.sleep(for: $0, clock: .continuous) })

    /// How far this process's time namespace moves the boot clock (time_namespaces(7)): processes of one machine share
    /// their slots whichever namespace they are in.
    private static let namespaceOffset: Duration = {
        // A line for each clock: its name, seconds, nanoseconds. There is no such file where there are no namespaces.
        let text = (try? String(contentsOfFile: "/proc/self/timens_offsets", encoding: .utf8)) ?? ""
        return bootOffset(in: text)
    }()

    /// The offset of the boot clock in a text such as `/proc/self/timens_offsets`.
    static func bootOffset(in text: String) -> Duration {
        for line in text.split(separator: "\n") {
            let fields = line.split { $0 == " " || $0 == "\t" }
            guard fields.count == 3, fields[0] == "boottime" || fields[0] == "7" else { continue }
            return .seconds(Int64(fields[1]) ?? 0) + .nanoseconds(Int64(fields[2]) ?? 0)
        }
        return .zero
    }

    /// Time by any clock, counted from now, which is taken to be `date`.
    package init<C: Clock>(_ clock: C, date: Date = Date(timeIntervalSince1970: 1_700_000_000))
    where C.Duration == Duration {
        let start = clock.now
        self.init(
            now: { BootInstant.start + start.duration(to: clock.now) },
            date: { date.addingTimeInterval(start.duration(to: clock.now).inSeconds) },
            sleep: { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) })
    }
}

extension TimeSource {
    /// Virtual time, in whose lane all tasks run; its start is taken to be `date`.
    package init(_ lane: VirtualLane, date: Date) {
        self.init(
            now: { BootInstant(nanoseconds: lane.now.count) },
            date: { date.addingTimeInterval(Duration.nanoseconds(lane.now.count).inSeconds) },
            sleep: { try await lane.sleep(until: lane.now + $0) }, executor: lane)
    }

    /// The calendar time as services date things, to the millisecond.
    package var calendar: ServiceInstant { ServiceInstant(secondsSince1970: date().timeIntervalSince1970) }
}
