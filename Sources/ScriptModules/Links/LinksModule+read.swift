import ApiClients
import Catalogue
import LuaBridge
import Timekeeping

extension LinksModule {
    static let get = Binding<LinksModule>(
        "links.get", "Finds one of your links by its exact name.",
        .required("shortUrl", ShortName.self, "The link's name."),
        .callTimeout,
        returns: .init(.init(Link.shape, optional: true, "Nil if you have no link of this name.")) { link in
            [link.map(Link.shape.table) ?? .nil]
        },
        example: """
            links.create("https://www.example.gov.sg/b", { shortUrl = "b-link" })
            local link = links.get("b-link")
            print(link and link.longUrl or "there is no such link")
            """,
        read: { links, name, timeout in try await links.client.find(name, timeout: timeout) })

    static let list = Binding<LinksModule>(
        "links.list", "Returns one page of your links.",
        .option("limit", default: 1000, "How many at most, 0 to 1000."),
        .option("offset", default: 0, "How many to leave out before the first."),
        .option("searchText", String?.self, "Part of the short or the long URL; % and _ are wildcards."),
        .option("state", LinkState?.self, "Only links in this state."),
        .option("orderBy", LinkQuery.Order?.self, "createdAt if left out."),
        .option("sortDirection", LinkQuery.Direction?.self, "desc if left out."),
        .option("isFile", Bool?.self, "Only links to files, or only others."),
        .callTimeout,
        returns: .init(
            .init(
                Link.shape, list: true, "The links.",
                more: [.init(name: "count", type: "integer", summary: "How many match in all.")])
        ) { page in
            [.table(LuaTable(array: page.urls.map(Link.shape.table))), page.count.lua]
        },
        example: "local page, count = links.list({ limit = 10 })\nprint(#page, count)",
        read: { links, limit, offset, text, state, order, direction, isFile, timeout in
            let query = LinkQuery(
                LinkFilter(searchText: text, state: state, isFile: isFile), limit: limit, offset: offset,
                orderBy: order, sortDirection: direction)
            return try await links.client.list(query, timeout: timeout)
        })

    static let each = Binding<LinksModule>(
        "links.each", "Iterates over all of your links, oldest first.",
        .option("searchText", String?.self, "Part of the short or the long URL; % and _ are wildcards."),
        .option("state", LinkState?.self, "Only links in this state."),
        .option("isFile", Bool?.self, "Only links to files, or only others."),
        returns: .iterator(Link.shape),
        example: "for link in links.each({ state = \"ACTIVE\" }) do print(link.shortUrl) end",
        run: { links, text, state, isFile in
            let cursor = LinkCursor(try links.client.pages(LinkFilter(searchText: text, state: state, isFile: isFile)))
            return PagedSource { try await cursor.next() }.iterator("links.each", label: "reading a page of links")
        })

    static let limits = Binding<LinksModule>(
        "links.limits",
        "Returns how many requests the script has sent to the service, and how much of the rate limit it used.",
        returns: .record(ServiceUse.shape),
        example: "print(links.limits().refusals)",
        run: { links in ServiceUse(try links.services.use(of: links.service)) })
}

/// Reads one page of links after the other. Used by one caller at a time.
private actor LinkCursor {
    private var pages: LinkPages

    init(_ pages: LinkPages) {
        self.pages = pages
    }

    func next() async throws -> [Link]? {
        var ahead = pages
        let page = try await ahead.next()
        pages = ahead
        return page
    }
}

/// How far a limit was used.
struct ServiceUse: Sendable {
    var requests = 0
    var refusals = 0
    var seconds = Duration.zero
    var rate = 0.0
    var use: Double?

    init(_ statistics: (now: PacingStatistics, start: PacingStatistics)?) {
        guard let (now, start) = statistics else { return }
        requests = now.requests - start.requests
        refusals = now.refusals - start.refusals
        seconds = now.now - start.now
        rate = Double(now.limits.slots) / now.limits.window.inSeconds
        use = PacingUse(now: now, start: start).share
    }

    static let shape = RecordShape<ServiceUse>(
        "links.Use",
        RecordField("requests", \.requests, "Requests that were sent."),
        RecordField("refusals", \.refusals, "How many of them were refused because of the rate limit."),
        RecordField("seconds", \.seconds, "Since the first use."),
        RecordField("rate", \.rate, "The limit in requests per second; 0 for none."),
        RecordField("use", \.use, "The share of the limit that was used, 0 to 1."))
}
