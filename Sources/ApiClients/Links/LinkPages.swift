/// All links of a filter, oldest first, one page at a time.
///
/// Each link comes once, and none is left out, although links are made meanwhile, or changed so that they no longer
/// match, as by a script that switches off the links it walks through: each page begins with the last link of the one
/// before, and where that is gone, an earlier page is read again.
package struct LinkPages: Sendable {
    private let client: LinksClient
    private let filter: LinkFilter
    private let size: Int
    private var seen: Set<String> = []
    private var last: Link?
    private var offset = 0
    private var isAtEnd = false
    /// How often all is read again from the first page for one page of new links.
    ///
    /// Each time, links have to vanish faster than they are read; a service whose pages never fit together would keep a
    /// script for good.
    private static let restarts = 20

    init(_ client: LinksClient, _ filter: LinkFilter, size: Int) {
        self.client = client
        self.filter = filter
        self.size = min(max(size, 2), 1000)
    }

    /// The next links that were not returned before; nil when there are no more.
    ///
    /// One request as a rule.
    package mutating func next(timeout: Duration? = nil) async throws -> [Link]? {
        var run = client.run("links.each", timeout)
        var restarts = 0
        while !isAtEnd {
            let start = last == nil ? 0 : max(0, offset - 1)
            if start == 0 { restarts += 1 }
            guard restarts <= Self.restarts else {
                throw client.endless("pages of links that do not follow each other", run)
            }
            let page = try await client.list(
                LinkQuery(filter, limit: size, offset: start, orderBy: .createdAt, sortDirection: .asc), &run)
            guard start == 0 || joins(page) else {
                offset = max(0, max(0, min(start, page.count)) - size + 1)
                continue
            }
            let fresh = page.urls.filter { seen.insert($0.shortUrl).inserted }
            offset = start + page.urls.count
            last = page.urls.last ?? last
            isAtEnd = page.urls.count < size
            if !fresh.isEmpty { return fresh }
        }
        return nil
    }

    /// Whether a page follows what was read without a gap.
    private func joins(_ page: LinkPage) -> Bool {
        guard let first = page.urls.first, let last else { return false }
        return seen.contains(first.shortUrl) || first.createdAt < last.createdAt
    }
}
