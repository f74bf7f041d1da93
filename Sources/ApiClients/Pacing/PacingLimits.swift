/// How many requests a service takes from one account.
public struct PacingLimits: Sendable, Hashable, Codable {
    /// How many requests may arrive in any window; 0 means unpaced.
    public var slots: Int
    /// The window's length.
    public var window: Duration
    /// Whether slots are kept until one whole window after each answer, which needs no assumption about the network.
    public var strict: Bool
    /// Whether a person chose them: what somebody configured holds for all processes of an account, before any default.
    public var isConfigured = true

    /// Assembles limits that somebody chose; negative numbers count as 0, and a window has at least a microsecond.
    public init(_ slots: Int, per window: Duration = .seconds(1), strict: Bool = false) {
        self.slots = max(0, slots)
        self.window = max(window, .microseconds(1))
        self.strict = strict
    }

    /// The same limits where nobody has chosen any.
    public var asDefault: PacingLimits {
        var limits = self
        limits.isConfigured = false
        return limits
    }

    /// Requests per second.
    var rate: Double { Double(slots) / window.inSeconds }

    /// Whether they are the same limits, whoever chose them.
    public static func == (first: PacingLimits, second: PacingLimits) -> Bool {
        first.slots == second.slots && first.window == second.window && first.strict == second.strict
    }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(slots)
        hasher.combine(window)
        hasher.combine(strict)
    }

    /// No limit is known.
    ///
    /// Blocks after a refusal are kept nevertheless.
    public static let unpaced = PacingLimits(0).asDefault
}
