import ApiClients

/// The calls as scripts make them, texts in and links out.
extension LinksClient {
    @discardableResult
    func create(_ longUrl: String, as name: String? = nil) async throws -> Link {
        let choice = try name.map { NameChoice.given(try ShortName($0)) } ?? .random
        return try await perform(prepareCreate(LongURL(longUrl), as: choice))
    }

    @discardableResult
    func update(_ name: String, longUrl: String? = nil, state: LinkState? = nil) async throws -> Link {
        let changes = LinkChanges(longUrl: try longUrl.map { try LongURL($0) }, state: state)
        return try await perform(prepareUpdate(ShortName(name), changes))
    }

    func get(_ name: String) async throws -> Link? {
        try await find(ShortName(name))
    }

    /// All links, page after page.
    func all(_ filter: LinkFilter = LinkFilter(), size: Int = 1000) async throws -> [Link] {
        var pages = pages(filter, size: size)
        var links: [Link] = []
        while let page = try await pages.next() { links += page }
        return links
    }
}
