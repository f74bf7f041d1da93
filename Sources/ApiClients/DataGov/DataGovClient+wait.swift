import FoundationEssentials

extension DataGovClient {
    /// Is told of each new status while an ingestion is waited for.
    public typealias IngestionProgress = @Sendable (IngestionStatus) -> Void

    /// Waits until the ingestion of an upload has ended.
    ///
    /// Asks every second at first, later every 30 seconds. A final status that is still the one from before the upload
    /// is not believed: the state must be seen to move, or the rows or the date of the dataset must confirm it.
    /// Cancelling the task stops before the next request.
    ///
    /// - Throws: ``ApiError``; of kind `ingestion` with the reported errors in `details`, `timeout` after `timeout`,
    ///   `uncertain` if nothing moved in the settling time.
    public func wait(
        _ upload: Upload, timeout: Duration = .seconds(3600), progress: IngestionProgress? = nil
    ) async throws -> IngestionStatus {
        do {
            let status = try await ended(upload, timeout, progress)
            turns?.ingested(upload)
            return status
        } catch let error as ApiError {
            if error.kind == .ingestion { turns?.ingested(upload) }
            throw error
        }
    }

    private func ended(
        _ upload: Upload, _ timeout: Duration, _ progress: IngestionProgress?
    ) async throws -> IngestionStatus {
        var hasMoved = false
        var checks: [Duration] = [.seconds(15), .seconds(30), options.ingestionSettle]
        return try await poll(upload.dataset, timeout, progress) { status in
            if status.data != upload.baseline.status { hasMoved = true }
            if hasMoved || !status.state.isFinal { return hasMoved && status.state.isFinal }
            let age = Duration.saturating(
                seconds: time.date().timeIntervalSince1970 - Double(upload.startedAt) / 1000)
            guard let check = checks.first, age >= check else { return false }
            checks.removeFirst()
            if status.state == .ingestionSuccess, try await isConfirmed(upload) { return true }
            guard age < options.ingestionSettle else {
                throw ApiError(
                    .uncertain,
                    "the ingestion of \(upload.dataset) was not seen to begin within "
                        + options.ingestionSettle.inWords,
                    hint: "Look at the dataset's page whether the upload arrived before you do it again.")
            }
            return false
        }
    }

    /// Waits while something is in progress in a dataset; returns at once if nothing is.
    ///
    /// - Throws: ``ApiError``; of kind `ingestion` if the last ingestion failed, `timeout` after `timeout`.
    public func wait(
        _ dataset: DatasetID, timeout: Duration = .seconds(3600), progress: IngestionProgress? = nil
    ) async throws -> IngestionStatus {
        try await poll(dataset, timeout, progress) { $0.state.isFinal }
    }

    private func poll(
        _ dataset: DatasetID, _ timeout: Duration, _ progress: IngestionProgress?,
        isOver: (IngestionStatus) async throws -> Bool
    ) async throws -> IngestionStatus {
        let call = "datagov.wait"
        var poll = Poll(time: time, timeout: timeout)
        var last: IngestionStatus?
        do {
            while true {
                if let status = try await currentStatus(dataset) {
                    if status != last { progress?(status) }
                    last = status
                    if try await isOver(status) { return try succeeded(dataset, status) }
                }
                guard try await poll.pause() else {
                    let state = last.map { "still \($0.state.rawValue)" } ?? "not known"
                    throw ApiError(
                        .timeout, "the ingestion of \(dataset) is \(state) after \(timeout.inWords)",
                        hint: "It goes on by itself: wait again, or give the wait a longer timeout.")
                }
            }
        } catch {
            throw Self.named(call, error)
        }
    }

    /// The status; nil if the service failed for now, which a long wait survives.
    private func currentStatus(_ dataset: DatasetID) async throws -> IngestionStatus? {
        var run = run("datagov.wait", nil)
        do {
            return try await ingestionStatus(dataset, &run)
        } catch let error as ApiError
            where !error.stopsRun && [.unreachable, .server, .timeout, .rateLimited].contains(error.kind)
        {
            return nil
        }
    }

    private func isConfirmed(_ upload: Upload) async throws -> Bool {
        var run = run("datagov.wait", nil)
        switch upload.mode {
        case .append:
            guard let before = upload.baseline.rows, upload.file.rows > 0 else { return false }
            let (expected, overflow) = before.addingReportingOverflow(upload.file.rows)
            guard !overflow else { return false }
            return try await rowCount(upload.dataset, &run) == expected
        case .replace:
            guard let before = upload.baseline.lastUpdatedAt else { return false }
            return try await lastUpdated(upload.dataset, &run).map { $0 != before } ?? false
        }
    }

    private func succeeded(_ dataset: DatasetID, _ status: IngestionStatus) throws -> IngestionStatus {
        switch status.state {
        case .validationFailed:
            let errors = status.errors
            let first = errors.first.map { ": \($0)" } ?? ""
            let more = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
            throw ApiError(
                .ingestion, "the data for \(dataset) did not pass validation\(first)\(more)",
                hint: "Correct the reported values and upload the file again.", details: errors)
        case .ingestionFailed:
            throw ApiError(
                .ingestion, "\(dataset) could not be ingested", hint: "Upload the file again later.",
                details: status.errors)
        default:
            return status
        }
    }
}
