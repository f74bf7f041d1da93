/// How many requests a service takes from one account.
public struct PacingLimits: Sendable, Hashable, Codable {
    /// How many requests may arrive in any window; 0 means unpaced.
    public var slots: Int
    /// The window's length.
    public var window: Duration
    /// Whether slots are kept until one whole window after each answer, which needs no assumption about the network.
    public var strict: Bool

    /// Assembles limits; negative numbers count as 0.
    public init(_ slots: Int, per window: Duration = .seconds(1), strict: Bool = false) {
        self.slots = max(0, slots)
        self.window = window
        self.strict = strict
    }

    /// No limit is known.
    ///
    /// Blocks after a refusal are kept nevertheless.
    public static let unpaced = PacingLimits(0)
}
