import FoundationEssentials
import HTTPTypes
import Hashing
import Hummingbird

/// Object storage as pre-signed links show it.
struct StorageRoutes: Sendable {
    static let prefix = "/storage"

    let datasets: DatasetStore
    let objects: ObjectStore
    let presigner: Presigner
    let reception: Reception
    let faults: FaultInjector

    func add(to router: Router<EmulatorContext>) {
        let path = RouterPath("\(Self.prefix)/**")
        router.put(path) { try await visit($0, $1, .put) { try await put($0, $1, $2) } }
        router.post(path) { try await visit($0, $1, .put) { try await put($0, $1, $2) } }
        router.get(path) { try await visit($0, $1, .get) { try await get($0, $1, $2) } }
    }

    private func visit(
        _ request: Request, _ context: EmulatorContext, _ operation: EmulatedOperation,
        _ handle: (Request, [String], Visit) async throws -> Response
    ) async throws -> Response {
        let caller = Reception.Caller(service: .storage, operation: operation, key: nil)
        return try await reception.receiveStreaming(request, context, from: caller) { visit in
            for name in ["x-dgs-admin-api-key", "x-api-key"] {
                guard let field = HTTPField.Name(name), request.headers.contains(field) else { continue }
                reception.ledger.note { $0.keysSentToStorage += 1 }
                throw Answer.storage(400, "InvalidRequest", "The header \(name) must never be sent to storage.")
            }
            if request.headers.contains(.authorization) {
                reception.ledger.note { $0.keysSentToStorage += 1 }
                throw Answer.storage(
                    400, "InvalidArgument",
                    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
                        + "parameter or the Authorization header should be specified")
            }
            let path = PercentEncoding.decode(request.uri.path)
            try presigner.check(request, path: path, now: visit.clock.now)
            return try await handle(request, path.split(separator: "/").map(String.init), visit)
        }
    }

    /// Path: `/storage/uploads/DATASET/replace|append/NAME.csv`.
    private func put(_ request: Request, _ path: [String], _ visit: Visit) async throws -> Response {
        guard let length = request.headers[.contentLength].flatMap({ Int($0) }), length >= 0 else {
            throw Answer.storage(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
        }
        guard path.count == 5 else { throw Answer.storage(404, "NoSuchBucket", "The specified bucket does not exist") }
        var wanted: [UInt8]?
        if let text = request.headers[.contentMD5] {
            wanted = Data(base64Encoded: text).map(Array.init)
            if wanted?.count != 16 {
                throw Answer.storage(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
            }
        }
        // A storage that hangs has the whole file by then, so it stores it even if the client has left meanwhile. One
        // that fails has read it as well: an answer before that would tell some clients that nothing was stored.
        let hasRead =
            switch visit.plan.decisive {
            case .serverError: true
            default: visit.plan.delayBefore > .zero
            }
        if !hasRead { try await visit.reachCommit() }
        let half = visit.plan.decisive == .halfUpload ? length / 2 + length % 2 : nil
        let result = try await objects.store(request.body, length: length, md5: wanted, stopAt: half) {
            if hasRead { try await visit.reachCommit() }
        }
        switch result {
        case .cut: throw ConnectionDrop()
        case .wrongDigest:
            throw Answer.storage(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
        case .stored(let id, let md5):
            try datasets.uploaded(
                path[2], object: id, appends: path[3] == "append", md5: md5.hex, request: visit.number,
                fate: faults.ingestionFate())
            visit.committed()
            return Response(status: .ok, headers: [.eTag: "\"\(md5.hex)\""])
        }
    }

    /// Path: `/storage/downloads/DATASET.csv`.
    private func get(_ request: Request, _ path: [String], _ visit: Visit) async throws -> Response {
        try await visit.reachCommit()
        guard path.count == 3, let csv = try datasets.csv(of: String(path[2].dropLast(".csv".count))) else {
            throw Answer.storage(404, "NoSuchKey", "The specified key does not exist.")
        }
        let bytes = Array(csv.utf8)
        let object = ServedObject(bytes, tag: "\"\(try MD5.hash(bytes).hex)\"")
        return try object.response(to: request, number: visit.number)
    }
}

extension HTTPField.Name {
    fileprivate static var contentMD5: HTTPField.Name {
        // The name is well-formed, so the other branch is never taken.
        HTTPField.Name("Content-MD5") ?? .contentEncoding
    }
}
