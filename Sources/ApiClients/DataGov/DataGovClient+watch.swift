import Timekeeping

extension DataGovClient {
    /// Called with each new status while an ingestion is waited for.
    package typealias IngestionProgress = @Sendable (IngestionStatus) -> Void

    /// How soon after an upload a watch begins to see all that follows it.
    static let promptly = Duration.seconds(30)
    /// How late a status is at most in ordinary times.
    private static let usualLag = Duration.seconds(60)

    /// What watching an upload has shown.
    enum Sighting: Sendable {
        case ended(UploadEnd)
        /// A final status has stood for the settling time without a trace of it, for this reason; `asBefore` where the
        /// dataset is known to have the rows that it had before.
        case unseen(String, asBefore: Bool)
        /// The time was up first; this is what is known by then.
        case timeout(StatusWatch)
    }

    /// Watches a dataset until the end of an upload is known.
    ///
    /// No timer ends that while something is in progress. Where a final status stands, the rows decide: if they are the
    /// file's, it was ingested, whatever the status says. A status alone is believed only of an ingestion that was seen
    /// in progress, and where the rows do not say otherwise.
    func watch(
        _ tracked: TrackedUpload, _ call: CallTime, settle: Duration,
        progress: IngestionProgress? = nil
    ) async throws -> Sighting {
        let upload = tracked.upload
        let start = time.now()
        let knownAge = age(of: tracked)
        let ageAtStart = knownAge ?? .zero
        let isFromStart = knownAge.map { $0 <= Self.promptly } ?? false
        var sight = IngestionSight(baseline: upload.baseline.status)
        var looks = LookTimes()
        var poll = Poll(time: time, timeout: call.remaining(time.now()))
        var known = StatusWatch()
        do {
            while true {
                if let status = try await currentStatus(upload.dataset, call, &known) {
                    if known.isNew { progress?(status) }
                    sight.note(status, at: time.now())
                }
                let now = time.now()
                let age = ageAtStart + (now - start)
                let lag = sight.movedAt.map { ageAtStart + ($0 - start) }
                if let standing = sight.standing,
                    looks.isDue(
                        hasMoved: lag != nil, standing.status, age, settle: settle, now,
                        decisive: standing.since + failureSettle(lag, settle))
                {
                    let rows = try await rows(of: upload, call)
                    let facts = Facts(
                        tracked: tracked, rows: rows, status: standing.status,
                        stood: time.now() - standing.since, age: age,
                        lag: lag, settle: settle, isFromStart: isFromStart)
                    if let sighting = try await conclusion(facts, sight, call) { return sighting }
                }
                guard try await poll.pause() else { return .timeout(known) }
            }
        } catch {
            throw Self.named(call.name, error)
        }
    }

    private struct Facts {
        let tracked: TrackedUpload
        let rows: RowEvidence
        let status: IngestionStatus
        let stood: Duration
        let age: Duration
        /// How long after the upload the status moved.
        let lag: Duration?
        let settle: Duration
        /// Whether the dataset was watched from the upload on, so that what was seen in progress began after it.
        let isFromStart: Bool

        /// Whether nothing of the upload can be still to come, as far as the settling time goes.
        ///
        /// Before an append is sent again the status must have been seen to stand.
        var isSettled: Bool {
            stood >= settle || lag == nil && age >= settle && tracked.stage != .answeredWithError
        }
    }

    private func conclusion(_ facts: Facts, _ sight: IngestionSight, _ call: CallTime) async throws -> Sighting? {
        let upload = facts.tracked.upload
        let isSuccess = facts.status.state == .ingestionSuccess
        switch facts.rows {
        case .ours:
            if try await isNew(upload, facts, sight, call) {
                return .ended(.ingested(isSuccess ? facts.status : .success))
            }
        case .unreadable where isSuccess && sight.sawProgress && facts.isFromStart:
            return .ended(.ingested(facts.status))
        // One whose watch has ended without a sight of it may have been followed by another upload, which updates, too.
        case .unreadable where isSuccess && facts.tracked.mayBeTheLatest && upload.mode == .replace:
            if try await isUpdated(upload, call) { return .ended(.ingested(facts.status)) }
        case .unreadable, .asBefore, .others:
            if !isSuccess, isFailure(facts, sight), try await !isUpdated(upload, call) {
                return .ended(.failed(facts.status))
            }
        case .unavailable:
            break
        }
        guard facts.isSettled else { return nil }
        switch facts.rows {
        case .ours: return .ended(.ingested(isSuccess ? facts.status : .success))
        case .asBefore: return .unseen(notSeen(upload, facts), asBefore: true)
        case .others(let words):
            let isUntouched = upload.mode == .replace && facts.lag == nil
            return .unseen(isUntouched ? notSeen(upload, facts) : words, asBefore: false)
        case .unreadable, .unavailable:
            return .unseen(
                notSeen(upload, facts) + ", and the rows of \(upload.dataset) cannot be compared", asBefore: false)
        }
    }

    /// Whether rows that are the file's came with the upload: a replacement may hold what was there before.
    private func isNew(
        _ upload: Upload, _ facts: Facts, _ sight: IngestionSight, _ call: CallTime
    ) async throws -> Bool {
        if upload.mode == .append || sight.sawProgress || upload.baseline.hadRows == false { return true }
        if let before = upload.baseline.rows, before != upload.file.rows { return true }
        return try await isUpdated(upload, call)
    }

    func isUpdated(_ upload: Upload, _ call: CallTime) async throws -> Bool {
        guard let before = upload.baseline.lastUpdatedAt else { return false }
        var run = run(call)
        return try await transiently { try await lastUpdated(upload.dataset, &run) }?.map { $0 != before } ?? false
    }

    /// Whether a failure may be this upload's: it has stood for as long as an ingestion of ours that was queued behind
    /// another's may be hidden; one that was not seen in progress, for the settle time.
    ///
    /// That the dataset was not updated since shows besides that ours was not ingested.
    private func isFailure(_ facts: Facts, _ sight: IngestionSight) -> Bool {
        guard facts.lag != nil else { return false }
        if facts.isFromStart, sight.sawProgress { return facts.stood >= failureSettle(facts.lag, facts.settle) }
        return facts.tracked.stage == .taken && facts.stood >= facts.settle
    }

    /// How long a failure must stand: at least as long as the status was seen to be late, and for the settling time
    /// where it was later than statuses ever are in ordinary times.
    private func failureSettle(_ lag: Duration?, _ settle: Duration) -> Duration {
        let least = options.failureSettle
        guard let lag else { return least }
        return max(least, lag <= max(least, Self.usualLag) ? lag : settle)
    }

    private func notSeen(_ upload: Upload, _ facts: Facts) -> String {
        "the ingestion of \(upload.dataset) was not seen to begin within \(facts.settle.inWords)"
    }

    /// The status; nil if the service failed for now, which a long wait survives.
    func currentStatus(
        _ dataset: DatasetID, _ call: CallTime, _ known: inout StatusWatch
    ) async throws -> IngestionStatus? {
        guard try await pace.wait(for: dataset, until: lastMoment(of: call)) else { return nil }
        defer { pace.asked(dataset) }
        var run = run(call)
        do {
            let status = try await ingestionStatus(dataset, &run)
            known.note(status)
            return status
        } catch let error as ApiError where error.isTransient {
            known.failure = error.message
            return nil
        }
    }

    /// What a read gives; nil if the service failed for now.
    func transiently<Value>(_ read: () async throws -> Value) async throws -> Value? {
        do {
            return try await read()
        } catch let error as ApiError where error.isTransient {
            return nil
        }
    }
}

extension TrackedUpload {
    /// Whether the storage has it and no later upload of the user is known to have been sent: before one is, the end of
    /// this one is learnt or given up.
    fileprivate var mayBeTheLatest: Bool { stage == .taken && end == nil && boot != DataGovClient.noBoot }
}

extension ApiError {
    /// Whether it may pass, so that a long wait survives it.
    fileprivate var isTransient: Bool {
        !stopsRun && [.unreachable, .server, .timeout, .rateLimited].contains(kind)
    }
}

/// What a wait has learnt of an ingestion, for its error and its progress.
struct StatusWatch: Sendable {
    private(set) var last: IngestionStatus?
    /// Whether the latest status differed from the one before.
    private(set) var isNew = false
    /// Why the latest question had no answer.
    var failure: String?

    mutating func note(_ status: IngestionStatus) {
        isNew = status != last
        last = status
        failure = nil
    }

    /// `still PENDING_INGESTION`, or `not known`, with what keeps it from being known.
    var words: String {
        let state = last.map { "still \($0.state.rawValue)" } ?? "not known"
        return failure.map { "\(state) (\($0))" } ?? state
    }
}

/// When rows are to be looked at: they have a limit of requests that is much lower than the status has.
private struct LookTimes {
    private var early: [Duration] = [.seconds(15), .seconds(30), .seconds(60)]
    /// Nil until there was a look.
    private var next: BootInstant?
    private var pause = Duration.seconds(5)
    private var seen: JSONValue?
    private var wasLast = false

    /// - Parameter decisive: When a failure has stood long enough; it is not to be missed by a long pause.
    mutating func isDue(
        hasMoved: Bool, _ status: IngestionStatus, _ age: Duration, settle: Duration, _ now: BootInstant,
        decisive: BootInstant
    ) -> Bool {
        if !hasMoved {
            if age >= settle, !wasLast {
                wasLast = true
                return true
            }
            if let first = early.first {
                guard age >= first else { return false }
                early.removeAll { age >= $0 }
                next = now + .seconds(60)
                return true
            }
            guard !now.isBefore(next) else { return false }
            next = now + .seconds(60)
            return true
        }
        if seen != status.data {
            seen = status.data
            pause = .seconds(5)
        } else {
            guard !now.isBefore(next) else { return false }
            pause = min(pause * 2, .seconds(60))
        }
        let later = now + pause
        next = status.state != .ingestionSuccess && decisive > now ? min(later, decisive) : later
        return true
    }
}
