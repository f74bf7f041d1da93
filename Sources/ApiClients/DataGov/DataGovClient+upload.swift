import FoundationEssentials
import Synchronization
import Timekeeping

extension DataGovClient {
    /// Sends the file and returns as soon as the storage has it; the ingestion then runs by itself.
    ///
    /// How far it came is recorded on the way, so that a later start knows whether the storage can have the file.
    /// A link that the storage no longer takes is requested again. `progress` is told the bytes sent so far.
    ///
    /// - Throws: ``ApiError``; of kind `data` if the file was changed since the intent, `uncertain` if it cannot be
    ///   found out whether the file was taken.
    package func perform(
        _ intent: UploadIntent, timeout: Duration? = nil, progress: (@Sendable (Int64) -> Void)? = nil
    ) async throws -> Upload {
        let call = intent.callName
        do {
            let source = try files(intent.path)
            return try await holdingTurn(
                at: intent.dataset, for: CallTime(call, timeout ?? options.uploadTimeout, time)
            ) { turn in
                try await learnEnd(before: intent.id, in: turn)
                if let known = try turn.turn.read()[intent.id], case .ingested = known.end { return known.upload }
                return try await send(intent, source, in: turn, progress)
            }
        } catch {
            throw Self.named(call, error)
        }
    }

    private func send(
        _ intent: UploadIntent, _ source: FileSource, in turn: TurnInHand, _ progress: (@Sendable (Int64) -> Void)?
    ) async throws -> Upload {
        let current = Mutex((intent: intent, baselineAt: try baselineTime(of: intent, in: turn)))
        let upload: @Sendable () -> Upload = { taken(current.withLock { $0.intent }) }
        var body = FileBody(
            source, size: intent.file.size, digest: intent.file.digest, name: source.name ?? intent.path,
            progress: progress)
        body.willEnd = {
            try note(upload(), .handedOver, in: turn)
            try turn.turn.shared?.confirmNow()
        }
        let file = body
        var run = CallAttempts(intent.callName, timeout: turn.call.timeout, within: turn.call)
        let operation = Operation<Upload>(
            effect: .once,
            request: { run in
                guard try source.size() == intent.file.size else { throw file.changed }
                var link = try await link(current.withLock { $0.intent }, &run)
                if current.withLock({ $0.intent.file.md5 }) == nil, SignedHeaders.areWithMD5(link) {
                    // The link signs a digest that the service has not been told.
                    let md5 = try await FileDigest.md5(of: source)
                    let whole = current.withLock { current in
                        current.intent.file.md5 = md5
                        return current.intent
                    }
                    link = try await self.link(whole, &run)
                }
                let signed = link
                let takenAt = current.withLock { $0.baselineAt }
                if let baseline = try await freshBaseline(of: intent, takenAt: takenAt, &run, in: turn) {
                    current.withLock {
                        $0.intent.baseline = baseline
                        $0.baselineAt = time.now()
                    }
                }
                // Whatever was sent before is known not to be stored, or this would not be sent.
                try note(upload(), .unsent, in: turn)
                try await turn.turn.shared?.confirm()
                var request = HTTPRequest(
                    .put, signed, headers: try SignedHeaders.fields(of: signed, for: current.withLock { $0.intent }),
                    body: .file(file),
                    timeout: options.stall)
                request.mayLeave = turn.turn.shared?.mayLeave
                return request
            },
            judge: { judge($0, upload(), in: turn) },
            settle: { _ in try await settle(intent, in: turn) })
        do {
            let result = try await storage.perform(operation, &run)
            // What cannot be recorded now is found out by the next owner of the turn.
            try? note(result, .taken, in: turn)
            return result
        } catch let error as ApiError where !error.inDoubt && error.kind != .uncertain {
            try? note(.unsent, of: intent.id, in: turn)
            throw error
        }
    }

    /// A link to which the file of an intent can be sent, once, within an hour.
    ///
    /// A service that refuses one while an ingestion is in progress, which the status may not show yet, is asked again.
    private func link(_ intent: UploadIntent, _ run: inout CallAttempts) async throws -> String {
        var poll = Poll(time: time, timeout: run.remaining(time.now()))
        while true {
            do {
                return try await freshLink(intent, &run)
            } catch let error as ApiError where error.kind == .conflict {
                let start = time.now()
                WaitWords.current?.tell(
                    "waiting for an earlier ingestion of \(intent.dataset), for which no link is given")
                guard try await poll.pause() else { throw error }
                run.spent += time.now() - start
            }
        }
    }

    private func freshLink(_ intent: UploadIntent, _ run: inout CallAttempts) async throws -> String {
        let operation = intent.mode == .append ? "append-link" : "upload-link"
        let query = QueryString.build([("md5", intent.file.md5)])
        let path = "/v2/admin/api/datasets/\(intent.dataset)/\(operation)\(query)"
        return try await get(admin, path, &run, withKey: true) { response in
            guard let url = try Envelope.open(response)["url"]?.string else { throw UnreadableAnswer() }
            return try admin.endpoint.checked(url)
        }
    }

    /// When the baseline of an intent was taken, by this boot's clock; nil if that is not known.
    private func baselineTime(of intent: UploadIntent, in turn: TurnInHand) throws -> BootInstant? {
        guard let tracked = try turn.turn.read()[intent.id], tracked.stage == .unsent, tracked.boot == queue.boot
        else { return nil }
        return tracked.since
    }

    /// What the dataset looks like now, where the upload was prepared a while ago: what others did meanwhile must not
    /// be taken for its own ingestion.
    ///
    /// Nil where what was prepared still counts, and for an append that may be there already: its rows are compared
    /// with those from before its first sending.
    private func freshBaseline(
        of intent: UploadIntent, takenAt: BootInstant?, _ run: inout CallAttempts, in turn: TurnInHand
    ) async throws -> IngestionBaseline? {
        if let takenAt, time.now() - takenAt <= Self.promptly { return nil }
        let isUnsent = try turn.turn.read()[intent.id]?.stage == .unsent
        guard intent.mode == .replace || isUnsent else { return nil }
        let status = try await ingestionStatus(intent.dataset, &run)
        var now = try await baseline(of: intent.dataset, intent.mode, intent.sample, status, &run)
        // Rows that an earlier attempt has brought are the upload's own, too.
        if !isUnsent { now.hadRows = intent.baseline.hadRows }
        return now
    }

    private func judge(
        _ response: HTTPResponse, _ upload: Upload, in turn: TurnInHand
    ) -> Operation<Upload>.Verdict {
        let fault = StorageFault(response)
        let words = "the storage refused the file: \(fault.words)"
        switch response.status {
        case 200..<300:
            return .done(upload)
        case 300..<400:
            return .refused(ApiError(.rejected, "the storage answered with a redirect", status: response.status))
        case 400..<500:
            // Nothing is stored; with a fresh link it may be, if the old one had expired.
            return .notExecuted(
                ApiError(.rejected, words, status: response.status), limit: .storageRefusal)
        default:
            let error = ApiError(
                .server, "the storage failed: \(fault.words)", status: response.status,
                retryAfter: storage.retryAfter(response))
            guard response.requestBodyHandedOver else { return .notExecuted(error) }
            // Where that cannot be recorded, the append counts as one without an answer, which is never sent again.
            try? note(upload, .answeredWithError, in: turn)
            return .doubtful(error)
        }
    }

    /// The upload of an intent, taken now.
    func taken(_ intent: UploadIntent) -> Upload {
        Upload(
            id: intent.id, dataset: intent.dataset, mode: intent.mode, file: intent.file, baseline: intent.baseline,
            sample: intent.sample, startedAt: time.calendar)
    }
}

extension UploadIntent {
    var callName: String { mode.callName }
}

extension UploadMode {
    /// The call that uploads in this way.
    var callName: String { self == .append ? "datagov.append" : "datagov.upload" }
}
