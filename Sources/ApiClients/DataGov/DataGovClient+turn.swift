extension DataGovClient {
    /// Prepares, performs or settles an upload while no other process of the user ingests into the dataset.
    ///
    /// Waits for the dataset's turn, no longer than `timeout`, and before that for the end of an ingestion that this
    /// client began. The turn lasts at least until `body` has returned; where a file was handed over, until
    /// ``wait(_:timeout:progress:)-(Upload,_,_)`` has seen its ingestion end, but no longer than
    /// ``DataGovOptions/ingestionSettle``. Without a queue in the ``ClientEnvironment`` it only runs `body`.
    ///
    /// - Throws: what `body` throws; ``ApiError`` of kind `timeout` or `cancelled` while it waits.
    public func inTurn<Value: Sendable>(
        at dataset: DatasetID, for mode: UploadMode, timeout: Duration = .seconds(3600),
        _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let turns else { return try await body() }
        do {
            if let upload = turns.lastUpload(to: dataset) {
                // How it ended matters to whoever waits for it; here it only has to be over.
                _ = try? await wait(upload, timeout: options.ingestionSettle)
                turns.ingested(upload)
            }
            turns.begin(dataset, try await turns.queue.turn(dataset, admin.endpoint.serviceName, timeout))
        } catch {
            throw Self.named(mode.callName, error)
        }
        defer { turns.leave(dataset, after: options.ingestionSettle) }
        return try await body()
    }
}
