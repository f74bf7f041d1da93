/// A link that exists before the first request.
package struct LinkSeed: Sendable {
    /// `go` or `forsg`.
    package var service: EmulatedService
    package var shortUrl: String
    package var longUrl: String
    package var isActive: Bool
    /// Whether it leads to an uploaded file, as only the services' web pages can make it.
    package var isFile: Bool
    package var clicks: Int
    /// The number of the account it belongs to.
    package var owner: Int
    /// How long before the start it was created.
    package var age: Duration

    package init(
        _ service: EmulatedService, shortUrl: String, longUrl: String, isActive: Bool = true, isFile: Bool = false,
        clicks: Int = 0, owner: Int = 167, age: Duration = .zero
    ) {
        self.service = service
        self.shortUrl = shortUrl
        self.longUrl = longUrl
        self.isActive = isActive
        self.isFile = isFile
        self.clicks = clicks
        self.owner = owner
        self.age = age
    }

    func link(at start: Timestamp) -> Link {
        let created = Timestamp(since1970: start.since1970 - age)
        return Link(
            shortUrl: shortUrl, longUrl: longUrl, state: isActive ? .active : .inactive, isFile: isFile,
            clicks: clicks, owner: owner, createdAt: created, updatedAt: created)
    }
}
