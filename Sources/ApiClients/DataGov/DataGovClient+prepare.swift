extension DataGovClient {
    /// Reads the file and the dataset's state for an upload that takes the place of all rows; sends no file.
    ///
    /// Waits first until an ingestion that is in progress has ended, up to `timeout` (default one hour).
    ///
    /// - Throws: ``ApiError``; of kind `data` for a file that cannot be read or is empty.
    public func prepareUpload(
        _ dataset: DatasetID, path: String, timeout: Duration = .seconds(3600)
    ) async throws -> UploadIntent {
        try await prepare("datagov.upload", dataset, .replace, path, timeout)
    }

    /// The same for an upload whose rows are added.
    public func prepareAppend(
        _ dataset: DatasetID, path: String, timeout: Duration = .seconds(3600)
    ) async throws -> UploadIntent {
        try await prepare("datagov.append", dataset, .append, path, timeout)
    }

    private func prepare(
        _ call: String, _ dataset: DatasetID, _ mode: UploadMode, _ path: String, _ timeout: Duration
    ) async throws -> UploadIntent {
        let file: FileFacts
        do {
            file = try await FileFacts.read(try files(path), name: path)
        } catch {
            throw Self.named(call, error)
        }
        let status = try await idleStatus(call, dataset, timeout)
        var run = run(call, nil)
        let baseline = IngestionBaseline(
            status: status.data, rows: mode == .append ? try await rowCount(dataset, &run) : nil,
            lastUpdatedAt: mode == .replace ? try await lastUpdated(dataset, &run) : nil)
        return UploadIntent(dataset: dataset, mode: mode, path: path, file: file, baseline: baseline)
    }

    /// The status once nothing is in progress any more.
    private func idleStatus(_ call: String, _ dataset: DatasetID, _ timeout: Duration) async throws -> IngestionStatus {
        var poll = Poll(time: time, timeout: timeout)
        while true {
            var run = run(call, nil)
            let status = try await ingestionStatus(dataset, &run)
            if status.state.isFinal { return status }
            do {
                guard try await poll.pause() else {
                    throw ApiError(
                        .timeout,
                        "the last ingestion of \(dataset) is still \(status.state.rawValue) after \(timeout.inWords)",
                        hint: "Try again when it has ended.")
                }
            } catch {
                throw Self.named(call, error)
            }
        }
    }

    /// An error of this side as a call's.
    static func named(_ call: String, _ error: any Error) -> ApiError {
        let result =
            error is CancellationError
            ? ApiError(.cancelled, "cancelled") : error as? ApiError ?? ApiError(.internal, "\(error)")
        return result.with {
            $0.call = $0.call ?? call
            $0.service = $0.service ?? "datagov"
        }
    }
}
