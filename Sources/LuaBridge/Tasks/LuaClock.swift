/// What time it is for a scheduler.
public enum LuaClock: Sendable {
    /// The machine's monotonic clock.
    case system
    /// A clock that stands still while anything can run, and jumps to the next timer when nothing can: tests of hours
    /// of waiting take no time.
    case virtual
}
