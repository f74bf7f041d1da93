package import Timekeeping

/// Which part of an account's limit this host may use while several hosts share it, and until when.
package struct LeasedShare: Sendable, Hashable {
    /// What this host is called among those that share the account.
    package var holder: String
    /// How many slots it may use.
    package var slots = 0
    /// Until when, by the boot clock; nil if it never could.
    package var validUntil: BootInstant?
    /// Until when by the wall clock: a machine that was paused shows only there that time has passed.
    package var wallUntil: ServiceInstant?
    /// The limit on which the hosts agree; nil if that is not known yet.
    package var limit: PacingLimits?

    /// A host that may use nothing yet.
    package init(holder: String) {
        self.holder = holder
    }

    /// Whether its slots may be used at a moment of both clocks.
    package func isValid(now: BootInstant, wall: @autoclosure () -> ServiceInstant) -> Bool {
        now.isBefore(validUntil) && wall().isBefore(wallUntil)
    }
}
