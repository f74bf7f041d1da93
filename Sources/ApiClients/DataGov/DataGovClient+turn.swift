import Timekeeping

extension DataGovClient {
    /// Prepares, performs or settles an upload while no other process of the user ingests into the dataset, on this
    /// machine or on one that shares its turns.
    ///
    /// Waits for the dataset's turn. All that `body` does with the dataset ends, like that wait, when `timeout` has
    /// passed. The turn ends when `body` has returned; what was handed over in it stays recorded, and whoever uploads
    /// next first learns how its ingestion ended.
    ///
    /// - Throws: what `body` throws; ``ApiError`` of kind `timeout` or `cancelled` while it waits.
    package func inTurn<Value: Sendable>(
        at dataset: DatasetID, for mode: UploadMode, timeout: Duration = .seconds(3600),
        _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await holdingTurn(at: dataset, for: CallTime(mode.callName, timeout, time)) { _ in try await body() }
    }

    /// Runs `body` with the turn at a dataset: the one that the task has, or one of its own.
    func holdingTurn<Value: Sendable>(
        at dataset: DatasetID, for call: CallTime,
        _ body: @Sendable (TurnInHand) async throws -> Value
    ) async throws -> Value {
        let host = admin.endpoint.serviceName
        if var turn = TurnInHand.current, turn.dataset == dataset, turn.host == host {
            turn.call = call.within(turn.call)
            return try await body(turn)
        }
        guard let held = try await taken(dataset, call, isNeedless: { _ in false }) else {
            throw ApiError(.internal, "no turn at \(dataset)", call: call.name)
        }
        defer { held.end() }
        let turn = TurnInHand(dataset: dataset, host: host, turn: held, call: call)
        return try await TurnInHand.$current.withValue(turn) { try await body(turn) }
    }

    /// A turn of one's own; nil if `isNeedless` says so.
    func taken(
        _ dataset: DatasetID, _ call: CallTime,
        isNeedless: @escaping @Sendable (DatasetRecord) -> Bool
    ) async throws -> HeldTurn? {
        WaitWords.current?.tell("waiting for the turn at \(dataset)")
        do {
            return try await queue.take(dataset, admin.endpoint.serviceName, call.end, isNeedless)
        } catch {
            throw Self.named(call.name, error)
        }
    }

    /// A run of requests within a call that takes longer.
    ///
    /// What begins when the call's time is up or nearly up, as the last question of a poll does, may end
    /// ``RetryPolicy/lastLook`` after it.
    func run(_ call: CallTime) -> CallAttempts {
        let isLast = call.remaining(time.now()) < .seconds(2)
        var within = call
        if isLast { within.end = lastMoment(of: call) }
        return CallAttempts(call.name, timeout: admin.policy.call, within: within)
    }

    /// When the last question of a call ends at the latest.
    func lastMoment(of call: CallTime) -> BootInstant { call.end + admin.policy.lastLook }
}

/// The turn that the present task has at a dataset, and the time of the call that uses it.
struct TurnInHand: Sendable {
    let dataset: DatasetID
    let host: String
    let turn: HeldTurn
    var call: CallTime

    @TaskLocal static var current: TurnInHand?

    /// Changes the dataset's record.
    func note(_ upload: TrackedUpload) throws {
        var record = try turn.read()
        record.note(upload)
        try turn.write(record)
    }
}

extension DataGovClient {
    /// The boot of uploads of which nothing is recorded.
    static let noBoot = "unknown"

    /// Records how far an upload has come.
    func note(_ upload: Upload, _ stage: UploadStage, in turn: TurnInHand) throws {
        try turn.note(
            TrackedUpload(
                upload: upload, stage: stage, since: time.now(), boot: queue.boot, sender: queue.sender))
    }

    /// Records how an upload ended, unless nothing is known of it.
    func note(_ end: UploadEnd, of id: String, in turn: TurnInHand) throws {
        guard var tracked = try turn.turn.read()[id] else { return }
        tracked.end = end
        tracked.endedAt = time.now()
        tracked.boot = queue.boot
        try turn.note(tracked)
    }

    /// How long ago an upload came to its stage; nil if the clock was another one then.
    func age(of upload: TrackedUpload) -> Duration? {
        guard upload.boot == queue.boot, time.now() >= upload.since else { return nil }
        return time.now() - upload.since
    }

    /// Learns how the upload before ended, if that is not known, so that another one may follow.
    ///
    /// As long as its ingestion is in progress that is waited for, without an end of its own. Where machines have begun
    /// to share turns, each may have one that has not ended.
    ///
    /// - Throws: ``ApiError`` of kind `timeout` that names who sent it.
    func learnEnd(before id: String?, in turn: TurnInHand) async throws {
        while let open = try turn.turn.read().uploads.last(where: { $0.end == nil && $0.upload.id != id }) {
            try await learnEnd(of: open, in: turn)
        }
    }

    private func learnEnd(of open: TrackedUpload, in turn: TurnInHand) async throws {
        // A process that died before the last bytes were let go, or one that ended without sending.
        if open.stage == .unsent, open.boot == queue.boot {
            return try note(.unsent, of: open.upload.id, in: turn)
        }
        let dataset = open.upload.dataset
        let words = "waiting for the ingestion of \(dataset) that \(open.senderInWords) sent"
        WaitWords.current?.tell(words)
        let progress: IngestionProgress = { WaitWords.current?.tell("\(words): \($0.state.rawValue)") }
        switch try await watch(open, turn.call, settle: options.ingestionSettle, progress: progress) {
        case .ended(let end): try note(end, of: open.upload.id, in: turn)
        case .unseen(let words, _): try note(.unseen(words), of: open.upload.id, in: turn)
        case .timeout(let known):
            throw ApiError(
                .timeout,
                "the ingestion of \(open.upload.dataset) that \(open.senderInWords) sent is \(known.words)",
                call: turn.call.name, hint: "Try again when it has ended, or give a longer timeout.")
        }
    }
}

extension TrackedUpload {
    fileprivate var senderInWords: String { sender.isEmpty ? "an earlier upload of this script" : sender }
}
