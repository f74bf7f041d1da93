import FoundationEssentials
import HTTPTypes
import Hummingbird

/// The read side of data.gov.sg, which shows published datasets to everybody.
struct PublicRoutes: Sendable {
    let store: DatasetStore
    let presigner: Presigner
    let reception: Reception
    /// Whether the documented limits of searches and downloads hold.
    let isLimited: Bool

    func add(to router: Router<EmulatorContext>) {
        let root = router.group("datagov")
        root.get("v2/public/api/datasets") { request, context in
            try await visit(request, context, .datasets) {
                .data(try DatasetPage(of: try store.all.filter(\.isPublished), request).json)
            }
        }
        root.get("v2/public/api/datasets/:id/metadata") { request, context in
            try await visit(request, context, .metadata) { .data(try metadata(context)) }
        }
        root.get("api/action/datastore_search") { request, context in
            try await visit(request, context, .search) { try search(request) }
        }
        root.get("v1/public/api/datasets/:id/initiate-download") { request, context in
            try await visit(request, context, .initiateDownload) {
                let dataset = try find(context)
                return .data(["message": .string("Download of \(dataset.name) started.")], status: 201)
            }
        }
        root.get("v1/public/api/datasets/:id/poll-download") { request, context in
            try await visit(request, context, .pollDownload) { try pollDownload(request, context) }
        }
    }

    private func visit(
        _ request: Request, _ context: EmulatorContext, _ operation: EmulatedOperation,
        _ handle: () throws -> Answer
    ) async throws -> Response {
        let key = HTTPField.Name("x-api-key").flatMap { request.headers[$0] }
        let account = key.flatMap { reception.keys.account($0, .publicData) }
        var caller = Reception.Caller(service: .publicData, operation: operation, key: key)
        caller.overLimit = .failure(429, code: 9, name: "TOO_MANY_REQUESTS", "Too many requests.")
        if isLimited, let (kind, requests) = limit(of: operation, account) {
            let rule = RateLimiter.Rule(requests: requests, window: .seconds(10), block: .zero)
            // An unknown key does not get a window of its own.
            caller.limit = ("public \(kind) \(account?.key ?? "")", rule)
        }
        return try await reception.receive(request, context, from: caller) { visit in
            guard HTTPField.Name("x-dgs-admin-api-key").map(request.headers.contains) != true else {
                throw Answer.failure(
                    400, code: 2, name: "BAD_REQUEST", "The admin key must never be sent to the public APIs.")
            }
            // The documents do not say what becomes of an unknown key. A refusal shows that a client sends a wrong one.
            guard key == nil || account != nil else { throw Answer.json(["message": "Forbidden"], status: 403) }
            try await visit.reachCommit()
            return try handle()
        }
    }

    /// Requests in 10 seconds without a key, with a developer's, with a production key.
    private func limit(
        of operation: EmulatedOperation, _ account: EmulatorAccount?
    ) -> (kind: String, requests: Int)? {
        let tier = account.map { $0.isProduction ? 2 : 1 } ?? 0
        return switch operation {
        case .search: ("search", [4, 8, 20][tier])
        case .initiateDownload, .pollDownload: ("download", [2, 4, 10][tier])
        default: nil
        }
    }

    private func metadata(_ context: EmulatorContext) throws -> Json {
        let dataset = try find(context)
        guard case .object(let summary) = dataset.summary else { return nil }
        let ids = dataset.columns.indices.map { "c_\($0 + 1)" }
        let mapping = zip(ids, dataset.columns).map { id, column in
            Json.Member(
                name: id,
                value: [
                    "name": .string(column.name), "columnTitle": .string(column.name),
                    "dataType": .string(column.type == .numeric ? "Numeric" : "Text"),
                    "isCategorical": .bool(column.type != .numeric),
                ])
        }
        let size = try store.csv(of: dataset.id)?.utf8.count ?? 0
        return .object(
            summary + [
                .init(name: "datasetSize", value: .int(size)),
                .init(
                    name: "columnMetadata",
                    value: ["order": .array(ids.map { .string($0) }), "metaMapping": .object(mapping)]),
            ])
    }

    private func search(_ request: Request) throws -> Answer {
        let query = Query(request.uri.query)
        let id = query["resource_id"] ?? ""
        guard let dataset = try store.find(id), dataset.isPublished else {
            let message = "Not found: Resource \"\(id)\" was not found."
            let error: Json = ["message": .string(message), "__type": "Not Found Error"]
            throw Answer.json(["success": false, "error": error], status: 404)
        }
        let search = try DatastoreSearch(query, columns: dataset.columns)
        return .json(["success": true, "result": search.result(dataset, rows: try store.rows(of: dataset))])
    }

    private func pollDownload(_ request: Request, _ context: EmulatorContext) throws -> Answer {
        let dataset = try find(context)
        let url = presigner.url(
            .get, "\(StorageRoutes.prefix)/downloads/\(dataset.id).csv", host: request.head.authority ?? "",
            signedAt: reception.clock.now, lifetime: .seconds(300))
        return .data(["status": "DOWNLOAD_SUCCESS", "url": .string(url)])
    }

    private func find(_ context: EmulatorContext) throws -> Dataset {
        let dataset = try store.findOrRefuse(context.path("id"))
        guard dataset.isPublished else {
            throw Answer.failure(404, code: 4, name: "NOT_FOUND", "Dataset \(dataset.id) was not found.")
        }
        return dataset
    }
}
