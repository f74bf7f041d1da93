extension DataGovClient {
    /// Finds out whether an upload arrived, by what is recorded of it and by watching the dataset.
    ///
    /// It did if the storage's answer is recorded, if the dataset shows the file's rows, or if an ingestion was seen
    /// from its beginning to its end. It surely did not if the file's last bytes were never let go. A replacement that
    /// is not seen is to be sent again, which does no harm. An append is, only if the storage answered with an error
    /// and nothing was seen for ``DataGovOptions/appendSettle``; otherwise it stays `unknown`.
    ///
    /// - Throws: ``ApiError`` if the run has to stop or was cancelled; other failures make it `unknown`.
    package func settle(_ intent: UploadIntent, timeout: Duration? = nil) async throws -> Settlement<Upload> {
        let call = intent.callName
        do {
            return try await Settlement.orUnknown {
                try await holdingTurn(
                    at: intent.dataset, for: CallTime(call, timeout ?? options.uploadTimeout, time)
                ) { turn in
                    try await learnEnd(before: intent.id, in: turn)
                    return try await settle(intent, in: turn)
                }
            }
        } catch {
            throw Self.named(call, error)
        }
    }

    func settle(_ intent: UploadIntent, in turn: TurnInHand) async throws -> Settlement<Upload> {
        guard let tracked = try turn.turn.read()[intent.id] else {
            // The record is lost, or was made elsewhere: whether anything was sent cannot be known.
            let unknown = TrackedUpload(
                upload: taken(intent), stage: .handedOver, since: time.now(), boot: Self.noBoot, sender: queue.sender)
            return try await settle(unknown, in: turn)
        }
        switch tracked.end {
        case .unsent: return .notHappened
        case .ingested, .failed: return .happened(tracked.upload)
        case .unseen, nil: break
        }
        switch tracked.stage {
        case .taken: return .happened(tracked.upload)
        // After a loss of power the last that was recorded may be missing.
        case .unsent where tracked.boot == queue.boot: return .notHappened
        case .unsent, .handedOver, .answeredWithError: return try await settle(tracked, in: turn)
        }
    }

    private func settle(
        _ tracked: TrackedUpload, in turn: TurnInHand
    ) async throws -> Settlement<Upload> {
        let upload = tracked.upload
        let isReplacement = upload.mode == .replace
        let settle = isReplacement ? options.replaceSettle : options.appendSettle
        WaitWords.current?.tell("looking whether the file for \(upload.dataset) has arrived")
        switch try await watch(tracked, turn.call, settle: settle) {
        case .ended(let end):
            try note(end, of: upload.id, in: turn)
            return .happened(upload)
        case .unseen where isReplacement:
            return .notHappened
        case .unseen(_, asBefore: true) where tracked.stage == .answeredWithError && !options.neverResendsAppends:
            return .notHappened
        case .unseen(let words, _):
            // Watched long enough: who uploads next need not watch it again.
            try note(.unseen(words), of: upload.id, in: turn)
            return .unknown(words)
        case .timeout(let known):
            guard !isReplacement || known.last?.state.isFinal == false else { return .notHappened }
            return .unknown("the ingestion of \(upload.dataset) is \(known.words)")
        }
    }
}
