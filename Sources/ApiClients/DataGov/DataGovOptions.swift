/// Rules of the data.gov.sg client that a profile may change.
package struct DataGovOptions: Sendable, Hashable {
    /// How long an append in doubt is watched: after an error of the storage it is then sent again, without any answer
    /// it stays in doubt.
    package var appendSettle = Duration.seconds(900)
    /// The same for a replacement, which is sent again after either.
    package var replaceSettle = Duration.seconds(15)
    /// How long a final status must stand before it says that nothing more comes: statuses were seen to be late by ten
    /// minutes.
    package var ingestionSettle = Duration.seconds(900)
    /// How long a failed ingestion must stand before it is believed to be the upload's own.
    ///
    /// It may be another officer's, behind which the status hides an ingestion that has just begun. Statuses are
    /// ordinarily late by seconds; where this one was seen to be later than this time, ``ingestionSettle`` counts.
    package var failureSettle = Duration.seconds(60)
    /// How long an upload is tried, its transfer included, if the call does not say; a link lives for one hour.
    package var uploadTimeout = Duration.seconds(3600)
    /// How long a transfer may stand still.
    package var stall = Duration.seconds(60)
    /// Whether an append in doubt is never sent again, not even when it was watched and nothing moved.
    package var neverResendsAppends = false
    /// The limit of the admin API; none is documented.
    package var adminLimits = PacingLimits.unpaced
    /// Which limits the key of the public APIs has; nil if it is not set.
    package var publicTier: PublicTier?
    /// The limit of row searches; nil for the documented one.
    package var searchLimits: PacingLimits?
    /// The limit of download requests; nil for the documented one.
    package var downloadLimits: PacingLimits?
    /// Whether the slots of documented limits are kept for a whole window after each answer.
    package var isStrict = false

    /// The defaults.
    package init() {}

    /// The limits of searches and of download requests, for a caller with or without a key.
    func publicLimits(withKey hasKey: Bool) -> (search: PacingLimits, download: PacingLimits) {
        let documented = PublicLimits(hasKey ? publicTier ?? .assumed : nil)
        func kept(_ own: PacingLimits?, _ documented: PacingLimits) -> PacingLimits {
            var limits = own ?? documented
            limits.strict = limits.strict || isStrict
            // A tier that somebody chose holds for every process that uses the key.
            if hasKey, publicTier != nil { limits.isConfigured = true }
            return limits
        }
        return (kept(searchLimits, documented.search), kept(downloadLimits, documented.download))
    }
}
