extension DataGovClient {
    /// Where a dataset's ingestion stands.
    ///
    /// Soon after an upload this is still the previous ingestion's result.
    package func ingestionStatus(_ dataset: DatasetID, timeout: Duration? = nil) async throws -> IngestionStatus {
        var run = run("datagov.status", timeout)
        return try await ingestionStatus(dataset, &run)
    }

    func ingestionStatus(_ dataset: DatasetID, _ run: inout CallAttempts) async throws -> IngestionStatus {
        try await get(admin, "/v2/admin/api/datasets/\(dataset)/ingestion-status", &run, withKey: true) {
            IngestionStatus(data: try Envelope.open($0))
        }
    }

    /// How many rows the service counts in a dataset; nil if it does not let its rows be searched.
    func rowCount(_ dataset: DatasetID, _ run: inout CallAttempts) async throws -> Int64? {
        try await known { try await rows(RowQuery(dataset, limit: 1), &run).total }
    }

    /// When a dataset was last updated, as the service writes it; nil if it does not say.
    func lastUpdated(_ dataset: DatasetID, _ run: inout CallAttempts) async throws -> String? {
        try await known { try await metadata(dataset, &run).lastUpdatedAt } ?? nil
    }

    /// A fact that helps where it can be had, and is done without where the service refuses it.
    func known<Value>(_ fact: () async throws -> Value) async throws -> Value? {
        do {
            return try await fact()
        } catch let error as ApiError where [.notFound, .rejected, .permission, .auth, .server].contains(error.kind) {
            if error.kind == .server, error.stopsRun { throw error }
            return nil
        }
    }
}
