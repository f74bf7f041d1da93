import ApiClients

/// The calls as scripts make them.
extension DataGovClient {
    func upload(_ dataset: DatasetID, _ path: String) async throws -> Upload {
        try await perform(prepareUpload(dataset, path: path))
    }

    func append(_ dataset: DatasetID, _ path: String) async throws -> Upload {
        try await perform(prepareAppend(dataset, path: path))
    }

    @discardableResult
    func publish(_ dataset: DatasetID, _ path: String) async throws -> IngestionStatus {
        try await wait(upload(dataset, path))
    }
}
