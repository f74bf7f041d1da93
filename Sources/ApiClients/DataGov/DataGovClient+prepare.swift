import FoundationEssentials
import Timekeeping

extension DataGovClient {
    /// Reads the file and the dataset's state for an upload that takes the place of all rows; sends no file.
    ///
    /// Waits first for the dataset's turn and until the ingestion before has ended, up to `timeout` (default one hour).
    ///
    /// - Throws: ``ApiError``; of kind `data` for a file that cannot be read or is empty.
    package func prepareUpload(
        _ dataset: DatasetID, path: String, timeout: Duration = .seconds(3600)
    ) async throws -> UploadIntent {
        try await prepare("datagov.upload", dataset, .replace, path, timeout)
    }

    /// The same for an upload whose rows are added.
    package func prepareAppend(
        _ dataset: DatasetID, path: String, timeout: Duration = .seconds(3600)
    ) async throws -> UploadIntent {
        try await prepare("datagov.append", dataset, .append, path, timeout)
    }

    private func prepare(
        _ call: String, _ dataset: DatasetID, _ mode: UploadMode, _ path: String, _ timeout: Duration
    ) async throws -> UploadIntent {
        let whole = CallTime(call, timeout, time)
        do {
            let source = try files(path)
            let file = try await FileFacts.read(source, name: path)
            let sample = try await RowSample.read(source, rows: file.rows)
            return try await holdingTurn(at: dataset, for: whole) { turn in
                try await learnEnd(before: nil, in: turn)
                if let upload = try await arrivedAfterAll(file, dataset, mode, in: turn) {
                    return UploadIntent(upload, path: path)
                }
                let status = try await idleStatus(turn.call, dataset)
                var run = run(turn.call)
                let baseline = try await baseline(of: dataset, mode, sample, status, &run)
                let id = String(UInt64.random(in: .min ... .max), radix: 36)
                let intent = UploadIntent(
                    id: id, dataset: dataset, mode: mode, path: path, file: file, baseline: baseline, sample: sample)
                try note(taken(intent), .unsent, in: turn)
                return intent
            }
        } catch {
            throw Self.named(call, error)
        }
    }

    /// The status once nothing is in progress any more.
    private func idleStatus(
        _ call: CallTime, _ dataset: DatasetID
    ) async throws -> IngestionStatus {
        var poll = Poll(time: time, timeout: call.remaining(time.now()))
        var last: IngestionStatus?
        while true {
            if try await pace.wait(for: dataset, until: lastMoment(of: call)) {
                var run = run(call)
                let status = try await ingestionStatus(dataset, &run)
                pace.asked(dataset)
                if status.state.isFinal { return status }
                last = status
            }
            guard try await poll.pause() else {
                let state = last.map { "still \($0.state.rawValue)" } ?? "not known"
                throw ApiError(
                    .timeout, "the last ingestion of \(dataset) is \(state) after \(call.timeout.inWords)",
                    hint: "Try again when it has ended.")
            }
        }
    }

    /// The upload of the same file whose ingestion was taken for failed, if the dataset has its rows after all.
    ///
    /// A failure may have been another officer's, behind which the status hid this upload. Before an append is sent
    /// again, the failure must have stood for the settling time.
    private func arrivedAfterAll(
        _ file: FileFacts, _ dataset: DatasetID, _ mode: UploadMode, in turn: TurnInHand
    ) async throws -> Upload? {
        let same = try turn.turn.read().uploads.last { tracked in
            if case .unsent = tracked.end { return false }
            return tracked.upload.mode == mode && tracked.upload.file.sha256 == file.sha256
        }
        guard let same, case .failed = same.end else { return nil }
        if mode == .append { try await letFailureStand(same.upload, in: turn) }
        return try await hasArrived(same.upload, in: turn) ? same.upload : nil
    }

    /// Whether an upload whose ingestion was taken for failed is in the dataset; that is recorded then.
    func hasArrived(_ failed: Upload, in turn: TurnInHand) async throws -> Bool {
        guard try await rows(of: failed, turn.call) == .ours else { return false }
        if failed.mode == .replace, try await !isUpdated(failed, turn.call) { return false }
        try note(.ingested(.success), of: failed.id, in: turn)
        return true
    }

    private func letFailureStand(_ failed: Upload, in turn: TurnInHand) async throws {
        let call = turn.call
        var poll = Poll(time: time, timeout: call.remaining(time.now()))
        var sight = IngestionSight(baseline: failed.baseline.status)
        var known = StatusWatch()
        while true {
            if let status = try await currentStatus(failed.dataset, call, &known) { sight.note(status, at: time.now()) }
            if let standing = sight.standing,
                time.now() - standing.since >= options.ingestionSettle
            {
                return
            }
            guard try await poll.pause() else {
                throw ApiError(
                    .timeout, "it is not yet certain that the failed append to \(failed.dataset) stays away",
                    hint: "Try again with a longer timeout.")
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
