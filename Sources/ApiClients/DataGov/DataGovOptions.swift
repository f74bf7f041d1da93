/// Rules of the data.gov.sg client that a profile may change.
public struct DataGovOptions: Sendable, Hashable {
    /// How long an append in doubt is watched before it counts as not done.
    public var appendSettle = Duration.seconds(120)
    /// How long an unchanged status is not believed after an upload.
    public var ingestionSettle = Duration.seconds(60)
    /// How long an upload is tried, its transfer included, if the call does not say; a link lives for one hour.
    public var uploadTimeout = Duration.seconds(3600)
    /// How long a transfer may stand still.
    public var stall = Duration.seconds(60)
    /// Whether an append in doubt is never sent again, not even when it was watched and nothing moved.
    public var neverResendsAppends = false
    /// The limit of the admin API; none is documented.
    public var adminLimits = PacingLimits.unpaced
    /// The limit of row searches without a key.
    public var searchLimits = PacingLimits(4, per: .seconds(10)).asDefault
    /// The limit of download requests without a key.
    public var downloadLimits = PacingLimits(2, per: .seconds(10)).asDefault

    /// The defaults.
    public init() {}
}
