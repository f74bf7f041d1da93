/// Which of the caller's links are meant.
package struct LinkFilter: Sendable, Hashable {
    /// A part of the short or the long URL.
    ///
    /// The service lower-cases it and reads `%` and `_` as wildcards.
    package var searchText: String?
    /// Only links in this state.
    package var state: LinkState?
    /// Only links to files, or only others.
    package var isFile: Bool?

    /// All links, or fewer.
    package init(searchText: String? = nil, state: LinkState? = nil, isFile: Bool? = nil) {
        self.searchText = searchText
        self.state = state
        self.isFile = isFile
    }
}

/// One page of the caller's links: which, in which order, from where and how many.
package struct LinkQuery: Sendable, Hashable {
    /// What links are ordered by.
    package enum Order: String, Sendable, Hashable, CaseIterable {
        case createdAt, clicks
    }

    /// The order's direction.
    package enum Direction: String, Sendable, Hashable, CaseIterable {
        case asc, desc
    }

    /// Which links.
    package var filter: LinkFilter
    /// How many links at most: 0 to 1000; nil leaves it to the service, which then gives up to 1000.
    package var limit: Int?
    /// How many links are left out before the first.
    package var offset: Int?
    /// What they are ordered by; nil for the service's `createdAt`.
    package var orderBy: Order?
    /// In which direction; nil for the service's `desc`.
    package var sortDirection: Direction?

    /// Assembles a query; what is nil is left to the service (newest first).
    package init(
        _ filter: LinkFilter = LinkFilter(), limit: Int? = nil, offset: Int? = nil, orderBy: Order? = nil,
        sortDirection: Direction? = nil
    ) {
        self.filter = filter
        self.limit = limit
        self.offset = offset
        self.orderBy = orderBy
        self.sortDirection = sortDirection
    }

    func check() throws {
        if let limit, !(0...1000).contains(limit) {
            throw ApiError(.usage, "limit must be from 0 to 1000, not \(limit)", hint: "Use links.each for all links.")
        }
        if let offset, offset < 0 {
            throw ApiError(.usage, "offset must not be negative, as \(offset) is")
        }
    }

    var text: String {
        QueryString.build([
            ("limit", limit.map(String.init)), ("offset", offset.map(String.init)),
            ("searchText", filter.searchText), ("state", filter.state?.rawValue),
            ("orderBy", orderBy?.rawValue), ("sortDirection", sortDirection?.rawValue),
            ("isFile", filter.isFile.map { $0 ? "true" : "false" }),
        ])
    }
}

/// One page of links.
package struct LinkPage: Sendable, Hashable, Codable {
    /// The links of this page.
    package var urls: [Link]
    /// How many links match in all.
    package var count: Int

    /// Assembles a page.
    package init(urls: [Link], count: Int) {
        self.urls = urls
        self.count = count
    }
}
