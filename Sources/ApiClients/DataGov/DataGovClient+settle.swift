extension DataGovClient {
    /// Finds out whether an upload arrived, by watching the dataset.
    ///
    /// It did if the status has moved or, for an append, if exactly its rows were added. Where nothing has moved for
    /// ``DataGovOptions/appendSettle`` (or ``DataGovOptions/ingestionSettle`` for a replacement) it did not. Any
    /// other count of rows leaves it `unknown`.
    ///
    /// - Throws: ``ApiError`` if the run has to stop or was cancelled; other failures make it `unknown`.
    public func settle(_ intent: UploadIntent, timeout: Duration? = nil) async throws -> Settlement<Upload> {
        var run = run(intent.callName, timeout ?? options.uploadTimeout)
        do {
            return try await Settlement.orUnknown { try await settle(intent, &run) }
        } catch {
            throw Self.named(intent.callName, error)
        }
    }

    func settle(_ intent: UploadIntent, _ run: inout CallRun) async throws -> Settlement<Upload> {
        let watch = intent.mode == .append ? options.appendSettle : options.ingestionSettle
        var poll = Poll(time: time, timeout: watch)
        while true {
            let status = try await ingestionStatus(intent.dataset, &run)
            let hasMoved = status.data != intent.baseline.status
            let isLast = poll.elapsed >= watch
            if intent.mode == .append, hasMoved || isLast {
                if let settlement = try await settleByRows(intent, hasMoved: hasMoved, &run) { return settlement }
            }
            if hasMoved { return .happened(taken(intent)) }
            if isLast {
                let now = try await intent.mode == .replace ? lastUpdated(intent.dataset, &run) : nil
                if let now, let before = intent.baseline.lastUpdatedAt, now != before {
                    return .happened(taken(intent))
                }
                return .notHappened
            }
            let start = time.now()
            _ = try await poll.pause()
            run.spent += .nanoseconds(time.now() - start)
        }
    }

    /// What the count of rows says about an append; nil if it is as before, or cannot be had although the status moved.
    private func settleByRows(
        _ intent: UploadIntent, hasMoved: Bool, _ run: inout CallRun
    ) async throws -> Settlement<Upload>? {
        let dataset = intent.dataset
        guard let before = intent.baseline.rows, let now = try await rowCount(dataset, &run) else {
            return hasMoved ? nil : .unknown("the rows of \(dataset) cannot be counted, so the append may be in it")
        }
        let (expected, overflow) = before.addingReportingOverflow(intent.file.rows)
        if intent.file.rows > 0, !overflow, now == expected { return .happened(taken(intent)) }
        if now != before {
            return .unknown(
                "\(dataset) had \(before) rows and now has \(now)"
                    + (overflow ? "" : ", where the append would make \(expected)")
            )
        }
        if !hasMoved, options.neverResendsAppends {
            return .unknown("the append to \(dataset) was not seen to arrive, and appends are never sent again")
        }
        return nil
    }
}
