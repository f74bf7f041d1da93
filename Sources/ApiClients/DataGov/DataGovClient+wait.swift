import Synchronization
import Timekeeping

extension DataGovClient {
    /// Waits until the ingestion of an upload has ended.
    ///
    /// Takes the dataset's turn, so that no other upload of the user comes between, or learns the end from whoever has
    /// it. A failure that was told earlier is compared with the rows once more: it may have been another officer's.
    /// Asks every second at first, later every 30 seconds. A final status alone is not believed: the dataset must show
    /// the file's rows or, where they cannot be compared, an ingestion must have been seen in progress. Cancelling the
    /// task stops before the next request.
    ///
    /// - Throws: ``ApiError``; of kind `ingestion`, with the reported errors in `details` and `failedUpload` set, if
    ///   this upload's ingestion failed, so that it may be sent again; `timeout` after `timeout`; `uncertain` if
    ///   nothing was seen of it in ``DataGovOptions/ingestionSettle``.
    package func wait(
        _ upload: Upload, timeout: Duration = .seconds(3600), progress: IngestionProgress? = nil
    ) async throws -> IngestionStatus {
        let call = CallTime("datagov.wait", timeout, time)
        let found = Mutex<UploadEnd?>(nil)
        let turn = try await taken(upload.dataset, call) { record in
            guard let tracked = record[upload.id], let end = tracked.end, end.isKnown, !isOldFailure(tracked) else {
                return false
            }
            found.withLock { $0 = end }
            return true
        }
        guard let turn else { return try status(of: upload, after: found.withLock { $0 }) }
        defer { turn.end() }
        let hand = TurnInHand(dataset: upload.dataset, host: admin.endpoint.serviceName, turn: turn, call: call)
        do {
            try await learnEnd(before: upload.id, in: hand)
            let tracked =
                try turn.read()[upload.id]
                ?? TrackedUpload(
                    upload: upload, stage: .taken, since: time.now(), boot: Self.noBoot, sender: queue.sender)
            if let end = tracked.end, end.isKnown {
                if isOldFailure(tracked), try await hasArrived(upload, in: hand) { return .success }
                return try status(of: upload, after: end)
            }
            switch try await watch(tracked, call, settle: options.ingestionSettle, progress: progress) {
            case .ended(let end):
                try note(end, of: upload.id, in: hand)
                return try status(of: upload, after: end)
            case .unseen(let words, _):
                try note(.unseen(words), of: upload.id, in: hand)
                throw ApiError(
                    .uncertain, words,
                    hint: "Look at the dataset's page whether the upload arrived before you do it again.")
            case .timeout(let known): throw timedOut(upload.dataset, known, timeout)
            }
        } catch {
            throw Self.named(call.name, error)
        }
    }

    /// Waits while something is in progress in a dataset; returns at once if nothing is.
    ///
    /// - Throws: ``ApiError``; of kind `ingestion` if the last ingestion failed, `timeout` after `timeout`.
    package func wait(
        _ dataset: DatasetID, timeout: Duration = .seconds(3600), progress: IngestionProgress? = nil
    ) async throws -> IngestionStatus {
        let call = CallTime("datagov.wait", timeout, time)
        var poll = Poll(time: time, timeout: timeout)
        var known = StatusWatch()
        do {
            while true {
                if let status = try await currentStatus(dataset, call, &known) {
                    if known.isNew { progress?(status) }
                    if status.state.isFinal {
                        if let error = failure(dataset, status) { throw error }
                        return status
                    }
                }
                guard try await poll.pause() else { throw timedOut(dataset, known, timeout) }
            }
        } catch {
            throw Self.named(call.name, error)
        }
    }

    /// Whether the ingestion was found to have failed before the caller began to wait.
    private func isOldFailure(_ tracked: TrackedUpload) -> Bool {
        guard case .failed = tracked.end else { return false }
        guard let endedAt = tracked.endedAt, tracked.boot == queue.boot, time.now() >= endedAt else { return true }
        return time.now() - endedAt > Self.promptly
    }

    private func status(of upload: Upload, after end: UploadEnd?) throws -> IngestionStatus {
        switch end {
        case .ingested(let status): return status
        case .failed(let status):
            throw (failure(upload.dataset, status) ?? ApiError(.ingestion, "\(upload.dataset) could not be ingested"))
                .with {
                    $0.call = "datagov.wait"
                    $0.service = "datagov"
                    $0.failedUpload = upload.id
                }
        case .unsent, .unseen, nil: throw ApiError(.internal, "the end of an upload is missing")
        }
    }

    private func timedOut(_ dataset: DatasetID, _ known: StatusWatch, _ timeout: Duration) -> ApiError {
        ApiError(
            .timeout, "the ingestion of \(dataset) is \(known.words) after \(timeout.inWords)",
            hint: "The ingestion continues without this script: wait again, or give the wait a longer timeout.")
    }

    private func failure(_ dataset: DatasetID, _ status: IngestionStatus) -> ApiError? {
        switch status.state {
        case .validationFailed:
            let errors = status.errors
            let first = errors.first.map { ": \($0)" } ?? ""
            let more = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
            return ApiError(
                .ingestion, "the data for \(dataset) did not pass validation\(first)\(more)",
                hint: "Correct the reported values and upload the file again.", details: errors
            ).with { $0.rows = status.rows }
        case .ingestionFailed:
            return ApiError(
                .ingestion, "\(dataset) could not be ingested", hint: "Upload the file again later.",
                details: status.errors)
        default: return nil
        }
    }
}

extension UploadEnd {
    /// Whether the ingestion was seen to end.
    fileprivate var isKnown: Bool {
        switch self {
        case .ingested, .failed: true
        case .unsent, .unseen: false
        }
    }
}
