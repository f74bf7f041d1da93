import FoundationEssentials
import Timekeeping

/// The short-link API of GoGovSG or ForSG, with one caller's key.
///
/// Every method throws ``ApiError`` only; cancelling the task ends the request in progress. A `timeout` bounds all that
/// a call does, waits for slots included, as a ``TimeAllowed`` does for all parts of a write; without one it is
/// ``RetryPolicy/call``, in which those do not count.
package struct LinksClient: Sendable {
    /// Which of the two services it is.
    package let service: LinksService
    /// The caller's account there.
    package let channel: ServiceChannel
    let lateChanges: LateChanges

    /// Makes a client; the channel's service should be named as `service` is.
    ///
    /// - Parameter changes: What other processes change; nil where there are none.
    package init(_ service: LinksService, channel: ServiceChannel, changes: LateChangeStore? = nil) {
        self.service = service
        self.channel = channel
        lateChanges = LateChanges(changes)
    }

    /// One page of the caller's links.
    package func list(_ query: LinkQuery = LinkQuery(), timeout: Duration? = nil) async throws -> LinkPage {
        var run = run("links.list", timeout)
        return try await list(query, &run)
    }

    /// The caller's own link of exactly this name; nil if there is none.
    ///
    /// The services have no such operation: it takes one request, more only for a name that is part of over 1,000 URLs.
    package func find(_ name: ShortName, timeout: Duration? = nil) async throws -> Link? {
        var run = run("links.get", timeout)
        return try await find(name, &run)
    }

    /// All of the caller's links, oldest first, page by page.
    package func pages(_ filter: LinkFilter = LinkFilter(), size: Int = 1000) -> LinkPages {
        LinkPages(self, filter, size: size)
    }

    func run(_ name: String, _ timeout: Duration?) -> CallAttempts {
        CallAttempts(name, timeout.map { CallTime(name, $0, channel.time) }, channel.policy)
    }

    /// A part of a write.
    func run(_ name: String, within time: TimeAllowed?) -> CallAttempts {
        CallAttempts(name, time.map { CallTime(name, $0, channel.time) }, channel.policy)
    }

    func list(_ query: LinkQuery, _ run: inout CallAttempts) async throws -> LinkPage {
        let operation = Operation<LinkPage>(
            effect: .read,
            request: { _ in
                try query.check()
                return try request(.get, "/v1/urls\(query.text)")
            },
            judge: { response in
                channel.judge(response) { try $0.json(LinkPage.init) }
            })
        return try await channel.perform(operation, &run)
    }

    func find(_ name: ShortName, _ run: inout CallAttempts) async throws -> Link? {
        var offset = 0
        while true {
            guard offset < Self.mostMatches else {
                throw endless("more than \(Self.mostMatches) links for the name \"\(name.text)\"", run)
            }
            let page = try await list(
                LinkQuery(
                    LinkFilter(searchText: name.text), limit: 1000, offset: offset, orderBy: .createdAt,
                    sortDirection: .desc), &run)
            if let link = page.urls.first(where: { $0.shortUrl == name.text }) { return link }
            offset += page.urls.count
            if page.urls.isEmpty || offset >= page.count { return nil }
        }
    }

    /// As many links are read to find one by its name: the count is the service's own, and may have no end.
    private static let mostMatches = 100_000

    /// The error for answers that would keep a call for good.
    func endless(_ what: String, _ run: CallAttempts) -> ApiError {
        ApiError(
            .server, "\(channel.title) answers with \(what)", service: service.rawValue, call: run.name,
            attempts: run.attempts)
    }

    /// Reads the answer to a change, whose time the service's clock has reached.
    func changed(_ response: HTTPResponse) throws -> Link {
        let link = try response.json(Link.init)
        if let updatedAt = Timestamp.parse(link.updatedAt) {
            channel.health.clock(isAheadByAtLeast: updatedAt - channel.time.calendar)
        }
        return link
    }

    /// A request with the caller's key.
    func request(
        _ method: HTTPRequest.Method, _ path: String, body: [String: JSONValue]? = nil
    ) throws -> HTTPRequest {
        let key = try channel.endpoint.requiredKey(of: service.title, variable: service.keyVariable)
        var headers = HeaderFields([("Authorization", "Bearer \(key.revealed)"), ("Accept", "application/json")])
        var content = HTTPRequest.Body.none
        if let body {
            headers.append("Content-Type", "application/json")
            content = .bytes(JSONValue.object(body).bytes)
        }
        return HTTPRequest(
            method, channel.endpoint.baseURL + path, headers: headers, body: content, timeout: channel.policy.attempt)
    }
}
