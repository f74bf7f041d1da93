package import Timekeeping

/// Tests write moments of the boot clock as nanoseconds, or as a time since its start.
extension BootInstant: ExpressibleByIntegerLiteral {
    package init(integerLiteral nanoseconds: Int64) { self.init(nanoseconds: nanoseconds) }

    /// So many seconds after the start.
    package static func seconds(_ seconds: Int) -> BootInstant { start + .seconds(seconds) }

    /// So many milliseconds after the start.
    package static func milliseconds(_ milliseconds: Int) -> BootInstant { start + .milliseconds(milliseconds) }
}
