import Timekeeping

extension ServiceChannel {
    /// Runs an operation to its end, by the table of ``RetryRules``: every move is chosen there, and only made here.
    ///
    /// - Throws: ``ApiError`` only. A write whose fate could not be found out is of kind `uncertain`; errors that stop
    ///   the run, and cancellation, keep their kind and say so by `inDoubt`.
    func perform<Value>(_ operation: Operation<Value>, _ run: inout CallAttempts) async throws -> Value {
        var moves = Moves<Value>()
        // A look has a call of its own, which belongs to the one in doubt.
        let isLook = run.wasEverInDoubt
        defer { if !isLook, run.wasEverInDoubt { lostAnswerObserver?(moves.lostAnswer(run.fate)) } }
        do {
            while true {
                let pause = pause(after: moves)
                let allowance = allowance(for: pause, run, moves.isTimeUp)
                let (fate, move) = operation.rules.next(run.fate, moves.verdict, allowance)
                run.fate = fate
                // An answer that came in spite of a stop counts; nothing else follows a cancellation.
                if move != .succeed { try Task.checkCancellation() }
                switch move {
                case .send:
                    do {
                        moves.note(try await send(operation, &run).limited(by: &run))
                    } catch let end as CallTimeIsUp {
                        moves.note(end)
                    }
                case .wait:
                    try await wait(pause, moves.failure, &run)
                    moves.retries += 1
                    moves.verdict = .waited
                case .look(let reason):
                    try await look(operation, because: reason, &run, &moves)
                case .succeed:
                    guard let value = moves.value else {
                        throw ApiError(.internal, "a call succeeded without a result")
                    }
                    return value
                case .fail:
                    throw failure(moves, allowance, run)
                }
            }
        } catch {
            throw finished(error, run)
        }
    }

    /// What a call has done so far.
    private struct Moves<Value: Sendable> {
        var verdict = RetryRules.Verdict.begin
        var value: Value?
        /// What went wrong last.
        var failure: ApiError?
        var retries = 0
        /// Whether a request did not leave any more for want of time.
        var isTimeUp = false
        /// Why a look could not tell.
        var unknown: String?

        mutating func note(_ attempt: Operation<Value>.Verdict) {
            switch attempt {
            case .done(let value):
                self.value = value
                verdict = .done
            case .refused(let error, let refusal):
                failure = error
                verdict = .refused(error.kind == .auth ? .final : refusal)
            case .notExecuted(let error, limit: _):
                failure = error
                verdict = .notExecuted
            case .doubtful(let error):
                failure = error
                verdict = .doubtful
            }
        }

        /// What became of the write, at the end of a call that was in doubt.
        func lostAnswer(_ fate: WriteFate) -> LostAnswer {
            if fate == .inDoubt { return .unknown }
            return if case .found = verdict { .done } else { .sentAgain }
        }

        /// A request was not sent, because no time was left for it.
        mutating func note(_ end: CallTimeIsUp) {
            isTimeUp = true
            verdict = .notExecuted
            guard let words = end.waitedInVain else {
                failure = failure ?? ApiError(.timeout, "nothing was sent")
                return
            }
            failure = failure?.with { $0.message += "; then \(words)" } ?? ApiError(.timeout, words)
        }
    }

    /// Sends the operation's request once, and judges what came of it.
    ///
    /// - Throws: ``CallTimeIsUp``, `CancellationError`, what the operation throws instead of a request.
    private func send<Value>(
        _ operation: Operation<Value>, _ run: inout CallAttempts
    ) async throws -> Operation<Value>.Verdict {
        let request = try await operation.request(&run)
        let attemptsBefore = run.attempts
        let response: HTTPResponse
        do {
            response = try await attempt(request, &run)
        } catch let failure as TransportFailure {
            if failure.requestHandedOver {
                if operation.effect != .read { run.hasLeft = true }
                operation.doubted(failure.mayArriveFor)
            }
            let error = error(for: failure)
            if failure.isPermanent { return .refused(error.with { $0.stopsRun = true }, .final) }
            switch failure.kind {
            case .local: return .refused(error)
            case .notSent: return .notExecuted(error)
            case .cancelled:
                if failure.requestHandedOver, operation.effect != .read { run.fate = .inDoubt }
                throw CancellationError()
            case .closed, .timedOut: return failure.requestHandedOver ? .doubtful(error) : .notExecuted(error)
            }
        } catch let error as CancellationError {
            // Cancelled while it was in progress, not while it waited for its slot.
            if run.attempts > attemptsBefore, operation.effect != .read {
                run.fate = .inDoubt
                run.hasLeft = true
                operation.doubted(TransportFailure(.timedOut, "", requestHandedOver: true).mayArriveFor)
            }
            throw error
        }
        if response.status == 429 {
            return .notExecuted(
                ApiError(
                    .rateLimited,
                    "\(title) refused the request because of its rate limit" + wishBeyondPatience(response),
                    status: 429, hint: "Try again later, or set a lower rate.", retryAfter: retryAfter(response)))
        }
        if operation.effect != .read { run.hasLeft = true }
        let verdict = operation.judge(response)
        if case .doubtful = verdict { operation.doubted(.seconds(2)) }
        return verdict
    }

    private func look<Value>(
        _ operation: Operation<Value>, because reason: RetryRules.LookReason, _ run: inout CallAttempts,
        _ moves: inout Moves<Value>
    ) async throws {
        guard let settle = operation.settle else { throw ApiError(.internal, "there is nothing to look at") }
        // The last look is beyond the call's time, and the only thing that ever is.
        let isLast = reason == .end
        var look = isLast ? run.lastLook(policy.lastLook, time.now()) : run.look()
        defer {
            run.attempts = look.attempts
            run.spent = look.spent
        }
        do {
            switch try await settle(&look) {
            case .happened(let value):
                moves.value = value
                moves.verdict = .found(reason)
            case .notHappened:
                moves.verdict = .absent(reason)
            case .unknown(let words):
                if !isLast { moves.unknown = words }
                moves.verdict = .unknown(reason)
            }
        } catch let error as ApiError where isLast && !error.stopsRun && error.kind != .cancelled {
            moves.verdict = .unknown(reason)
        } catch {
            if run.fate != .clear { run.fate = .inDoubt }
            throw error
        }
    }

    /// How long to wait before the next attempt; zero where a slot is waited for anyway.
    private func pause<Value>(after moves: Moves<Value>) -> Duration {
        guard moves.verdict == .notExecuted || moves.verdict == .doubtful else { return .zero }
        // After a 429 the block is waited for, which does not count.
        if moves.failure?.kind == .rateLimited, pacer != nil { return .zero }
        return max(policy.backoff(retry: moves.retries, random: random), health.retry(time.now()))
    }

    private func allowance(for pause: Duration, _ run: CallAttempts, _ isTimeUp: Bool) -> RetryRules.Allowance {
        if health.failing(time.now()) >= policy.patience { return .patienceIsUp }
        if isTimeUp { return .timeIsUp }
        return pause + run.shortestAttempt <= run.remaining(time.now()) ? .enough : .timeIsUp
    }

    private func wait(_ pause: Duration, _ failure: ApiError?, _ run: inout CallAttempts) async throws {
        retryObserver?(
            Retry(
                call: run.name, attempts: run.attempts, service: service, reason: redacted(failure?.message ?? ""),
                pause: max(pause, failure?.retryAfter ?? .zero), isInDoubt: run.fate == .inDoubt))
        let waited = waitObserver?(.pause)
        defer { waited?() }
        try await time.sleep(pause)
        run.spent += pause
    }

    /// The error with which a call ends.
    private func failure<Value>(
        _ moves: Moves<Value>, _ allowance: RetryRules.Allowance, _ run: CallAttempts
    ) -> ApiError {
        let failure = moves.failure ?? ApiError(.internal, "a call failed without a reason")
        switch moves.verdict {
        case .unknown(let reason) where reason != .end:
            return ApiError(.uncertain, moves.unknown ?? failure.message, status: failure.status, inDoubt: true)
        case .notExecuted, .doubtful, .absent(.end), .unknown(.end):
            guard allowance == .patienceIsUp else { break }
            return failure.with {
                $0.message =
                    "no success for \(Duration.seconds(health.failing(time.now()).components.seconds).inWords) from "
                    + "\(title): \(failure.message)"
                $0.hint = "Run the same command again when the service is back."
                $0.stopsRun = true
            }
        default:
            return failure
        }
        // Without a way to look, a doubt is not a matter of time.
        if allowance == .enough { return failure }
        return failure.with {
            $0.message += "; gave up after \(run.allotted(time.now()).inWords)"
            $0.hint = $0.hint ?? "Try again later, or give the call a longer timeout."
        }
    }

    private func error(for failure: TransportFailure) -> ApiError {
        if let cause = failure.cause { return cause }
        let kind: ApiError.Kind = failure.kind == .timedOut ? .timeout : .unreachable
        // The address belongs into the hint: it is what there is to check.
        let address = words?.address ?? "the service's address"
        return ApiError(
            kind, failure.message,
            hint: failure.hint
                ?? (failure.kind == .notSent ? "Check the network, \(address) and the proxy." : nil))
    }

    /// Adds the facts that every error has, and turns an open doubt into the right kind.
    private func finished(_ error: any Error, _ run: CallAttempts) -> ApiError {
        var result: ApiError
        switch error {
        case let error as ApiError: result = error
        case is CancellationError: result = ApiError(.cancelled, "cancelled")
        default: result = ApiError(.internal, "\(error)")
        }
        if run.fate == .inDoubt {
            result.inDoubt = true
            if !result.stopsRun, result.kind != .cancelled, result.kind != .uncertain {
                result.kind = .uncertain
                result.message = "the outcome is unknown: \(result.message)"
            }
            if result.kind == .uncertain {
                result.hint = "Check at the service whether it was done before you repeat it."
            }
        }
        result.call = result.call ?? run.name
        result.service = result.service ?? service
        result.attempts = run.attempts
        result.hasLeft = result.hasLeft || run.hasLeft
        result.message = redacted(result.message)
        result.details = result.details.map(redacted)
        result.hint = result.hint.map(redacted)
        return result
    }

    func redacted(_ text: String) -> String {
        let text = Redaction.text(text)
        return hidden.reduce(text) { Redaction.text($0, without: $1) }
    }
}
