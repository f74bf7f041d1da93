import HTTPTypes
import Hummingbird

/// The Write APIs of data.gov.sg.
struct AdminRoutes: Sendable {
    let store: DatasetStore
    let presigner: Presigner
    let reception: Reception
    let faults: FaultInjector
    let linkLifetime: Duration
    let random: SeededRandom

    func add(to router: Router<EmulatorContext>) {
        let group = router.group("datagov/v2/admin/api")
        group.get("auth/whoami") { try await visit($0, $1, .whoami, whoami) }
        group.get("datasets") { try await visit($0, $1, .datasets, datasets) }
        group.get("datasets/:id/upload-link") { try await visit($0, $1, .uploadLink, uploadLink) }
        group.get("datasets/:id/append-link") { try await visit($0, $1, .appendLink, appendLink) }
        group.get("datasets/:id/ingestion-status") { try await visit($0, $1, .status, status) }
    }

    private typealias Operation = (Request, EmulatorContext, EmulatorAccount) async throws -> Answer

    private func visit(
        _ request: Request, _ context: EmulatorContext, _ operation: EmulatedOperation, _ handle: Operation
    ) async throws -> Response {
        let key = HTTPField.Name("x-dgs-admin-api-key").flatMap { request.headers[$0] }
        let caller = Reception.Caller(service: .datagov, operation: operation, key: key)
        return try await reception.receive(request, context, from: caller) { visit in
            guard let key, let account = reception.keys.account(key, .datagov) else {
                throw Answer.failure(401, code: 3, name: "UNAUTHORIZED", "Invalid API key.")
            }
            try await visit.reachCommit()
            return try await handle(request, context, account)
        }
    }

    private func whoami(_: Request, _: EmulatorContext, _ account: EmulatorAccount) async throws -> Answer {
        .json(["user": ["userId": .string(String(account.userId)), "email": .string(account.email)]])
    }

    private func datasets(_ request: Request, _: EmulatorContext, _: EmulatorAccount) async throws -> Answer {
        .data(try DatasetPage(of: try store.all, request).json)
    }

    private func uploadLink(_ request: Request, _ context: EmulatorContext, _: EmulatorAccount) async throws -> Answer {
        var headers: [String: String] = [:]
        if let md5 = Query(request.uri.query)["md5"] {
            guard isDigest(md5) else {
                throw Answer.failure(400, code: 2, name: "BAD_REQUEST", "md5 must be the Base64 of an MD5 digest.")
            }
            headers["content-md5"] = md5
        }
        return try link(request, context, "replace", headers)
    }

    private func appendLink(_ request: Request, _ context: EmulatorContext, _: EmulatorAccount) async throws -> Answer {
        try link(request, context, "append", [:])
    }

    private func link(
        _ request: Request, _ context: EmulatorContext, _ mode: String, _ headers: [String: String]
    ) throws -> Answer {
        let dataset = try find(context)
        guard dataset.isPublished else {
            throw Answer.failure(400, code: 5, name: "NOT_PUBLISHED", "The dataset must be published first.")
        }
        guard dataset.rows > 0 else {
            throw Answer.failure(400, code: 6, name: "NO_DATA", "The dataset must already contain data.")
        }
        guard dataset.ingestions.isEmpty else {
            throw Answer.failure(
                409, code: 7, name: "INGESTION_IN_PROGRESS", "Another ingestion of the dataset is in progress.")
        }
        var signedAt = reception.clock.now
        if faults.linkIsExpired() {
            signedAt.since1970 -= linkLifetime + .seconds(1)
        }
        let name = random.text(of: "0123456789abcdef", count: 32)
        let url = presigner.url(
            .put, "\(StorageRoutes.prefix)/uploads/\(dataset.id)/\(mode)/\(name).csv",
            host: request.head.authority ?? "", headers: headers, signedAt: signedAt, lifetime: linkLifetime)
        return .data(["url": .string(url)], status: 201)
    }

    private func status(_: Request, _ context: EmulatorContext, _: EmulatorAccount) async throws -> Answer {
        guard let status = store.status(of: try find(context)) else {
            throw Answer.failure(404, code: 8, name: "NO_INGESTION", "The dataset has no ingestion.")
        }
        return .data(status.json)
    }

    private func find(_ context: EmulatorContext) throws -> Dataset {
        try store.findOrRefuse(context.path("id"))
    }

    private func isDigest(_ text: String) -> Bool {
        text.utf8.count == 24 && text.hasSuffix("==")
            && text.dropLast(2).utf8.allSatisfy { byte in
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.contains(byte)
            }
    }
}

extension DatasetStore {
    /// The dataset, or the refusal that both sides of the service give.
    func findOrRefuse(_ id: String) throws -> Dataset {
        guard let dataset = try find(id) else {
            throw Answer.failure(404, code: 4, name: "NOT_FOUND", "Dataset \(id) was not found.")
        }
        return dataset
    }
}
