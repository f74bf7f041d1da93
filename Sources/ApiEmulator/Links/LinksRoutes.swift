import HTTPTypes
import Hummingbird

/// GoGovSG or ForSG: the same rules over two stores.
struct LinksRoutes: Sendable {
    let service: EmulatedService
    let store: LinkStore
    let reception: Reception
    let rateRule: RateLimiter.Rule
    let rules: LongURLRules

    func add(to router: Router<EmulatorContext>) {
        let name = RouterPath(service.rawValue)
        router.get("\(name)/api/v1/urls") { try await visit($0, $1, .list, list) }
        router.post("\(name)/api/v1/urls") { try await visit($0, $1, .create, create) }
        router.patch("\(name)/api/v1/urls/:shortUrl") { try await visit($0, $1, .update, update) }
        router.get("\(name)/:shortUrl") { try await follow($0, $1) }
    }

    private typealias Operation = (Request, EmulatorContext, EmulatorAccount, Visit) async throws -> Answer

    private func visit(
        _ request: Request, _ context: EmulatorContext, _ operation: EmulatedOperation, _ handle: Operation
    ) async throws -> Response {
        let header = request.headers[.authorization]
        let parts = header.map { $0.split(separator: " ", omittingEmptySubsequences: false).map(String.init) } ?? []
        let key = parts.first == "Bearer" && parts.count > 1 ? parts[1] : nil
        var caller = Reception.Caller(service: service, operation: operation, key: key)
        if let key {
            let user = reception.keys.account(key, service).map { "user \($0.userId)" } ?? "key \(key)"
            caller.limit = ("\(service.rawValue) \(user)", rateRule)
        }
        return try await reception.receive(request, context, from: caller) { visit in
            if header == nil { throw Answer.message(401, "Authorization header is missing") }
            if parts.first != "Bearer" { throw Answer.message(401, "Invalid authorization header format") }
            guard let key, let account = reception.keys.account(key, service) else {
                throw Answer.message(401, "Invalid API Key")
            }
            return try await handle(request, context, account, visit)
        }
    }

    private func list(
        _ request: Request, _: EmulatorContext, _ account: EmulatorAccount, _ visit: Visit
    ) async throws -> Answer {
        let query = try LinkQuery(Query(request.uri.query))
        try await visit.reachCommit()
        let (links, count) = store.page(query, of: account.userId)
        return .json(["urls": .array(links.map(\.json)), "count": .int(count)])
    }

    private func create(
        _ request: Request, _: EmulatorContext, _ account: EmulatorAccount, _ visit: Visit
    ) async throws -> Answer {
        let body = try LinkRequestBody(creating: try await Self.body(of: request), rules: rules)
        let shortUrl = body.shortUrl ?? store.freeName()
        guard store.isFree(shortUrl) else {
            throw Answer.message(400, "Short link \"\(shortUrl)\" is already used.", type: "ShortUrlError")
        }
        // The database's column; no check comes before it.
        guard shortUrl.utf8.count <= 255 else { throw Answer.message(500, "Server error.") }
        try await visit.reachCommit()
        let now = visit.clock.now
        let link = Link(
            shortUrl: shortUrl, longUrl: body.longUrl ?? "", state: .active, isFile: false, clicks: 0,
            owner: account.userId, createdAt: now, updatedAt: now)
        do {
            try store.create(link) {
                visit.committed()
                visit.ledger.note {
                    $0.creates.append(
                        Ledger.Create(
                            service: service, owner: link.owner, shortUrl: link.shortUrl, longUrl: link.longUrl,
                            request: visit.number))
                }
            }
        } catch LinkStore.Refusal.taken {
            // Its twin was quicker between the look and the insertion: only the database notices.
            throw Answer.message(400, "Validation error")
        }
        return .json(link.json)
    }

    private func update(
        _ request: Request, _ context: EmulatorContext, _ account: EmulatorAccount, _ visit: Visit
    ) async throws -> Answer {
        let shortUrl = context.path("shortUrl")
        let body = try LinkRequestBody(updating: try await Self.body(of: request), rules: rules)
        try await visit.reachCommit()
        if visit.plan.decisive == .unableToEdit {
            throw Answer.message(400, "Unable to edit short link \"\(shortUrl)\"")
        }
        do {
            let link = try store.update(shortUrl, of: account.userId) { link in
                if link.isFile, body.longUrl != nil { throw LinkStore.Refusal.isFile }
                if body.longUrl != nil || body.state != nil { link.updatedAt = visit.clock.now }
                link.longUrl = body.longUrl ?? link.longUrl
                link.state = body.state ?? link.state
            }
            visit.committed()
            visit.ledger.note {
                $0.updates.append(
                    Ledger.Update(
                        service: service, shortUrl: shortUrl, longUrl: link.longUrl, state: link.state.rawValue,
                        request: visit.number))
            }
            return .json(link.json)
        } catch LinkStore.Refusal.notFound {
            throw Answer.message(403, "Short link \"\(shortUrl)\" not found for user.")
        } catch LinkStore.Refusal.isFile {
            throw Answer.message(400, "Cannot update longUrl for file.")
        }
    }

    /// Somebody clicks on a link.
    private func follow(_ request: Request, _ context: EmulatorContext) async throws -> Response {
        let caller = Reception.Caller(service: service, operation: .visit, key: nil)
        return try await reception.receive(request, context, from: caller) { visit in
            try await visit.reachCommit()
            let link = try? store.update(context.path("shortUrl"), of: nil) { link in
                if link.state == .active { link.clicks += 1 }
            }
            guard let link, link.state == .active else { throw Answer.html(404) }
            var answer = Answer.html(302)
            answer.headers[.location] = link.longUrl
            return answer
        }
    }

    /// A body counts only when it says that it is JSON, and must then be an object or an array.
    private static func body(of request: Request) async throws -> Json {
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true else { return [:] }
        let bytes: ByteBuffer
        do {
            bytes = try await request.body.collect(upTo: 100 * 1024)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw Answer.html(500)
        }
        if bytes.readableBytes == 0 { return [:] }
        switch Json(parsing: bytes.readableBytesView) {
        case .some(let value):
            if case .object = value { return value }
            if case .array = value { return value }
            throw Answer.message(400, "Bad Request. JSON is malformed")
        case nil: throw Answer.message(400, "Bad Request. JSON is malformed")
        }
    }
}
