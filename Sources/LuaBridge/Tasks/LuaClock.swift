import CLua
import Timekeeping

/// What time it is for a scheduler.
///
/// Sleeps are measured by it.
public enum LuaClock: Sendable {
    /// The machine's monotonic clock.
    case system
    /// A clock that stands still while anything can run, and jumps to the next timer when nothing can: tests of hours
    /// of waiting take no time.
    case virtual
}

/// A moment by a scheduler's clock: the machine's monotonic one, which stands still while it sleeps, or a virtual one.
struct SchedulerInstant: CountedInstant {
    /// A nanosecond.
    static var unit: Int128 { 1_000_000_000 }

    /// Nanoseconds since the clock's start.
    let count: Int64

    init(count: Int64) { self.count = count }

    /// The moment that the machine's clock shows.
    static var now: SchedulerInstant { SchedulerInstant(count: clua_now()) }

    /// Where a virtual clock begins.
    static var start: SchedulerInstant { SchedulerInstant(count: 0) }
}

extension SchedulerInstant? {
    /// As C compares it with its clock: the largest number for a moment that never comes.
    var count: Int64 { self?.count ?? .max }
}
