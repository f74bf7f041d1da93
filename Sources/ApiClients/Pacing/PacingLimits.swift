import Timekeeping

/// How many requests a service takes from one account.
package struct PacingLimits: Sendable, Hashable, Codable {
    /// How many requests may arrive in any window; 0 means unpaced.
    package var slots: Int
    /// The window's length.
    package var window: Duration
    /// Whether slots are kept until one whole window after each answer, which needs no assumption about the network.
    package var strict: Bool
    /// Whether a person chose them: what somebody configured holds for all processes of an account, before any default.
    package var isConfigured = true

    /// Assembles limits that somebody chose; negative numbers count as 0, and a window has at least a microsecond.
    package init(_ slots: Int, per window: Duration = .seconds(1), strict: Bool = false) {
        self.slots = max(0, slots)
        self.window = max(window, .microseconds(1))
        self.strict = strict
    }

    /// The same limits where nobody has chosen any.
    package var asDefault: PacingLimits {
        var limits = self
        limits.isConfigured = false
        return limits
    }

    /// Requests per second.
    var rate: Double { Double(slots) / window.inSeconds }

    /// Whether they are the same limits, whatever they come from.
    package static func == (first: PacingLimits, second: PacingLimits) -> Bool {
        first.slots == second.slots && first.window == second.window && first.strict == second.strict
    }

    /// Hashes what is compared.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(slots)
        hasher.combine(window)
        hasher.combine(strict)
    }

    /// No limit is known.
    ///
    /// Blocks after a refusal are kept nevertheless.
    package static let unpaced = PacingLimits(0).asDefault
}
