package import ApiClients

/// What the clients ask the services for, each with an answer as the service's documents have it.
///
/// The raw values are those of the emulator's operations, so that a test can compare the lists.
package enum HostileOperation: String, Sendable, CaseIterable {
    case list, create, update
    case whoami
    case uploadLink = "upload-link"
    case appendLink = "append-link"
    case status
    case datasets, metadata, search
    case initiateDownload = "initiate-download"
    case pollDownload = "poll-download"
    case put, get

    /// The operation that a request is for.
    package init?(method: String, path: String) {
        let path = path.prefix { $0 != "?" }
        switch (method, path) {
        case (_, _) where path.contains("/storage/"): self = method == "PUT" ? .put : .get
        case ("GET", _) where path.hasSuffix("/v1/urls"): self = .list
        case ("POST", _) where path.hasSuffix("/v1/urls"): self = .create
        case ("PATCH", _) where path.contains("/v1/urls/"): self = .update
        case (_, _) where path.hasSuffix("/auth/whoami"): self = .whoami
        case (_, _) where path.hasSuffix("/upload-link"): self = .uploadLink
        case (_, _) where path.hasSuffix("/append-link"): self = .appendLink
        case (_, _) where path.hasSuffix("/ingestion-status"): self = .status
        case (_, _) where path.hasSuffix("/v2/public/api/datasets"): self = .datasets
        case (_, _) where path.hasSuffix("/metadata"): self = .metadata
        case (_, _) where path.hasSuffix("/datastore_search"): self = .search
        case (_, _) where path.hasSuffix("/initiate-download"): self = .initiateDownload
        case (_, _) where path.hasSuffix("/poll-download"): self = .pollDownload
        default: return nil
        }
    }

    /// A good answer; links lead to `storage`, an address before `/storage/…`.
    package func answer(storage: String) -> JSONValue {
        let link: JSONValue = .object([
            "shortUrl": .string("a"), "longUrl": .string("https://www.example.gov.sg/a"), "state": .string("ACTIVE"),
            "clicks": .int(1), "createdAt": .string("2022-09-19T03:31:00.131Z"),
            "updatedAt": .string("2022-09-19T03:31:00.131Z"),
        ])
        func data(_ members: [String: JSONValue]) -> JSONValue { .object(["code": .int(0), "data": .object(members)]) }
        let signed = "?X-Amz-Algorithm=AWS4&X-Amz-Signature=\(HostileAnswer.signature)&X-Amz-SignedHeaders=host"
        switch self {
        case .list: return .object(["urls": .array([link]), "count": .int(1)])
        case .create, .update: return link
        case .whoami: return .object(["user": .object(["userId": .string("7"), "email": .string("a@b.gov.sg")])])
        case .uploadLink, .appendLink: return data(["url": .string("\(storage)/storage/put.csv\(signed)")])
        case .status:
            return data([
                "status": .string("INGESTION_SUCCESS"), "errors": .array([.object(["message": .string("m")])]),
            ])
        case .datasets:
            let dataset: JSONValue = .object([
                "datasetId": .string(Self.dataset), "name": .string("n"), "status": .string("active"),
                "format": .string("CSV"), "createdAt": .string("2022-09-19T03:31:00+08:00"),
            ])
            return data(["datasets": .array([dataset]), "pages": .int(1)])
        case .metadata:
            let column: JSONValue = .object([
                "name": .string("short_url"), "columnTitle": .string("Short"), "dataType": .string("Text"),
            ])
            return data([
                "name": .string("n"), "format": .string("CSV"), "datasetSize": .int(9),
                "lastUpdatedAt": .string("2022-09-19T03:31:00+08:00"),
                "columnMetadata": .object(["order": .array([.string("c")]), "metaMapping": .object(["c": column])]),
            ])
        case .search:
            return .object([
                "success": .bool(true),
                "result": .object([
                    "fields": .array([.object(["id": .string("short_url"), "type": .string("text")])]),
                    "records": .array([.object(["_id": .int(1), "short_url": .string("a")])]), "total": .int(1),
                ]),
            ])
        case .initiateDownload, .pollDownload: return data(["url": .string("\(storage)/storage/get.csv\(signed)")])
        case .put, .get: return .object([:])
        }
    }

    /// The dataset that the answers are about.
    package static let dataset = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
}
