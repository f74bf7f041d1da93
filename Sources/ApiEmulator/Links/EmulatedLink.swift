/// A link as it is in the emulator now, for tests to compare with what they wanted.
package struct EmulatedLink: Sendable, Hashable {
    package let shortUrl: String
    package let longUrl: String
    package let isActive: Bool
    package let clicks: Int
    /// The number of the account it belongs to.
    package let owner: Int

    init(_ link: Link) {
        shortUrl = link.shortUrl
        longUrl = link.longUrl
        isActive = link.state == .active
        clicks = link.clicks
        owner = link.owner
    }
}
