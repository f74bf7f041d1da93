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
    /// The limit of row searches without a key.
    package var searchLimits = PacingLimits(4, per: .seconds(10)).asDefault
    /// The limit of download requests without a key.
    package var downloadLimits = PacingLimits(2, per: .seconds(10)).asDefault

    /// The defaults.
    package init() {}
}
