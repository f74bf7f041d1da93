/// What data.gov.sg's public APIs let a caller with a key do; the key itself does not tell.
package enum PublicTier: String, Sendable, Hashable, CaseIterable {
    case developer, production

    /// What is assumed of a key whose tier is not set: the lower limits are never too much.
    package static let assumed = PublicTier.developer
}

/// How many requests the public APIs take in any ten seconds, as data.gov.sg documents it.
///
/// Each kind has a window of its own. The service counts the requests without a key by the caller's address.
struct PublicLimits {
    /// Searches of rows.
    let search: PacingLimits
    /// Downloads: a request for the file, and each question whether it is ready.
    let download: PacingLimits

    /// The limits of a caller; nil for one without a key.
    init(_ tier: PublicTier?) {
        switch tier {
        case nil: self.init(search: 4, download: 2)
        case .developer: self.init(search: 8, download: 4)
        case .production: self.init(search: 20, download: 10)
        }
    }

    private init(search: Int, download: Int) {
        self.search = PacingLimits(search, per: .seconds(10)).asDefault
        self.download = PacingLimits(download, per: .seconds(10)).asDefault
    }
}
