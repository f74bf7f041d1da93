extension ServiceChannel {
    /// Runs an operation to its end: settle if in doubt, pace, send, judge, and again.
    ///
    /// - Throws: ``ApiError`` only. A write whose fate could not be found out is of kind `uncertain`; errors that stop
    ///   the run, and cancellation, keep their kind and say so by `inDoubt`.
    func perform<Value>(_ operation: Operation<Value>, _ run: inout CallRun) async throws -> Value {
        do {
            return try await tryUntilDone(operation, &run)
        } catch {
            throw finished(error, run)
        }
    }

    private func tryUntilDone<Value>(_ operation: Operation<Value>, _ run: inout CallRun) async throws -> Value {
        var retry = 0
        while true {
            try Task.checkCancellation()
            if run.doubt != nil, let value = try await settled(operation, &run) { return value }
            let failure: ApiError
            switch try await verdict(operation, &run).limited(by: &run) {
            case .done(let value):
                run.doubt = nil
                return value
            case .refused(let error):
                guard operation.settle != nil,
                    run.wasInDoubt && error.kind != .auth || operation.looksInto(error)
                else { throw error }
                if run.wasInDoubt { run.doubt = error }
                if let value = try await settled(operation, &run) { return value }
                throw error
            case .again(let error, _):
                failure = error
            case .doubtful(let error) where operation.isRepeatable:
                failure = error
            case .doubtful(let error):
                run.doubted(error)
                failure = error
            }
            if run.doubt != nil, operation.settle == nil { throw failure }
            do {
                try await pause(before: retry, after: failure, &run)
            } catch let error as ApiError where run.doubt != nil && !error.stopsRun {
                if let value = try await foundAtLast(operation, &run) { return value }
                throw error
            }
            retry += 1
        }
    }

    private func verdict<Value>(
        _ operation: Operation<Value>, _ run: inout CallRun
    ) async throws -> Operation<Value>.Verdict {
        let request = try await operation.request(&run)
        let attemptsBefore = run.attempts
        let response: HTTPResponse
        do {
            response = try await attempt(request, &run)
        } catch let failure as TransportFailure {
            let error = error(for: failure)
            switch failure.kind {
            case .local: return .refused(error)
            case .notSent: return .again(error)
            case .closed, .timedOut: return failure.requestHandedOver ? .doubtful(error) : .again(error)
            }
        } catch let error as CancellationError {
            // Cancelled while it was under way, not while it waited for its slot.
            if run.attempts > attemptsBefore, !operation.isRepeatable { run.doubted(ApiError(.cancelled, "cancelled")) }
            throw error
        }
        if response.status == 429 {
            return .again(
                ApiError(
                    .rateLimited, "\(endpoint.host) refused the request because of its rate limit",
                    status: 429, hint: "Try again later, or set a lower rate.", retryAfter: retryAfter(response)))
        }
        return operation.judge(response)
    }

    /// Waits before the next attempt, or ends the call or the run.
    private func pause(before retry: Int, after failure: ApiError, _ run: inout CallRun) async throws {
        let failing = health.failing(time.now())
        if failing >= policy.patience {
            throw failure.with {
                $0.message =
                    "no success for \(Duration.seconds(failing.components.seconds).inWords) from "
                    + "\(endpoint.host): \(failure.message)"
                $0.hint = "Start the script again when the service is back."
                $0.stopsRun = true
            }
        }
        // After a 429 the pacer waits until the block is over, which does not count.
        var wait = Duration.zero
        if failure.kind != .rateLimited || pacer == nil {
            let backoff = policy.backoff(retry: retry, random: random)
            wait = max(backoff, failure.retryAfter ?? .zero, health.retry(time.now()))
        }
        guard wait < run.remaining else {
            throw failure.with {
                $0.message += "; given up after \(run.timeout.inWords) of trying"
                $0.hint = $0.hint ?? "Try again later, or give the call a longer timeout."
            }
        }
        retryObserver?(
            Retry(
                call: run.name, attempts: run.attempts, service: service, reason: redacted(failure.message),
                pause: wait, isInDoubt: run.doubt != nil))
        try await time.sleep(wait)
        run.spent += wait
    }

    private func error(for failure: TransportFailure) -> ApiError {
        if let cause = failure.cause { return cause }
        let kind: ApiError.Kind = failure.kind == .timedOut ? .timeout : .unreachable
        return ApiError(
            kind, failure.message,
            hint: failure.kind == .notSent ? "Check the network, the service's address and the proxy." : nil)
    }

    /// Adds the facts that every error has, and turns an open doubt into the right kind.
    private func finished(_ error: any Error, _ run: CallRun) -> ApiError {
        var result: ApiError
        switch error {
        case let error as ApiError: result = error
        case is CancellationError: result = ApiError(.cancelled, "cancelled")
        default: result = ApiError(.internal, "\(error)")
        }
        if run.doubt != nil {
            result.inDoubt = true
            if !result.stopsRun, result.kind != .cancelled, result.kind != .uncertain {
                result.kind = .uncertain
                result.message = "it is not known whether this was done: \(result.message)"
            }
            if result.kind == .uncertain {
                result.hint = "Look at the service whether it was done before you do it again."
            }
        }
        result.call = result.call ?? run.name
        result.service = result.service ?? service
        result.attempts = run.attempts
        result.message = redacted(result.message)
        result.details = result.details.map(redacted)
        result.hint = result.hint.map(redacted)
        return result
    }

    func redacted(_ text: String) -> String {
        Redaction.text(Redaction.text(text), without: endpoint.hidden?.revealed ?? "")
    }
}
