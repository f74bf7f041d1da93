/// A link as it is in the emulator now, for tests to compare with what they wanted.
public struct EmulatedLink: Sendable, Hashable {
    public let shortUrl: String
    public let longUrl: String
    public let isActive: Bool
    public let clicks: Int
    /// The number of the account it belongs to.
    public let owner: Int

    init(_ link: Link) {
        shortUrl = link.shortUrl
        longUrl = link.longUrl
        isActive = link.state == .active
        clicks = link.clicks
        owner = link.owner
    }
}
