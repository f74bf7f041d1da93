import Synchronization
package import Timekeeping

/// The time that a script gives a write, for all of its parts together: lookups of it and of others, and its sending.
///
/// It begins when the first part asks when it ends: until then the write may wait for other tasks of the script, and
/// what is recorded as done takes none of it.
package final class TimeAllowed: Sendable {
    /// What the script gave.
    package let timeout: Duration
    private let end = Mutex<BootInstant?>(nil)

    /// A time that has not begun.
    package init(_ timeout: Duration) { self.timeout = timeout }

    /// When it ends; it begins `now` if it has not yet.
    package func end(from now: BootInstant) -> BootInstant {
        end.withLock { end in
            let known = end ?? now + timeout
            end = known
            return known
        }
    }
}
