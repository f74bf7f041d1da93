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
            let name = source.name ?? path
            let scan = try await scan(source, name)
            let file = scan.facts
            guard file.size > 0 else {
                throw ApiError(.data, "\(name) is empty", hint: "Write at least a header and a row.")
            }
            let sample = try await RowSample.read(source, scan)
            return try await holdingTurn(at: dataset, for: whole) { turn in
                try await learnEnd(before: nil, in: turn)
                if let upload = try await arrivedAfterAll(file, source, dataset, mode, in: turn) {
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
                if status.state != last?.state {
                    WaitWords.current?.tell("waiting for an earlier ingestion of \(dataset): \(status.state.rawValue)")
                }
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
        _ file: FileFacts, _ source: FileSource, _ dataset: DatasetID, _ mode: UploadMode, in turn: TurnInHand
    ) async throws -> Upload? {
        var same: TrackedUpload?
        for tracked in try turn.turn.read().uploads.reversed() where tracked.upload.mode == mode {
            if case .unsent = tracked.end { continue }
            guard try await tracked.upload.file.areOf(source, file) else { continue }
            same = tracked
            break
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
        WaitWords.current?.tell("waiting until it is certain that the failed append to \(failed.dataset) stays away")
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

    /// A digest of a file in a few characters, by which a durable run tells whether the same is sent.
    ///
    /// Nil if the file cannot be read.
    ///
    /// - Parameter asSHA256: As earlier versions recorded it, which takes much longer.
    /// - Throws: `CancellationError`.
    package func content(of path: String, asSHA256: Bool = false) async throws -> String? {
        do {
            let source = try files(path)
            let digest =
                asSHA256 ? try await .sha256(of: source) : try await scan(source, path).facts.digest
            return switch digest {
            case .sha256(let text): text
            case .xxh3(let text): "xxh3:" + text
            }
        } catch is ApiError {
            return nil
        }
    }

    /// What reading the file tells.
    ///
    /// A change that its stamp does not show is found when it is sent.
    private func scan(_ source: FileSource, _ name: String) async throws -> FileScan {
        try await scans.scan(name, stamp: source.stamp) { try await FileScan.read(source, name: name) }
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
