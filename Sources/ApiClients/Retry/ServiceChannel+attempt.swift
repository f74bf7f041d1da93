import FoundationEssentials

extension ServiceChannel {
    /// Sends one request in its slot and tells pacing, health and the observer how it ended.
    ///
    /// - Throws: ``TransportFailure`` if there was no answer, `CancellationError`, errors of the pacing store.
    func attempt(_ request: HTTPRequest, _ run: inout CallRun) async throws -> HTTPResponse {
        guard run.remaining > .zero else {
            throw ApiError(
                .timeout, "given up after \(run.timeout.inWords) of trying",
                hint: "Try again later, or give the call a longer timeout.")
        }
        var request = request
        // A last attempt of a few milliseconds would only bring about a doubt.
        request.timeout = min(request.timeout, max(run.remaining, min(run.timeout, .seconds(5))))
        let slot = try await pacer?.slot()
        if Task.isCancelled {
            if let slot { await pacer?.giveBack(slot, .notSent) }
            throw CancellationError()
        }
        let start = time.now()
        run.attempts += 1
        var record = Record(request: request, slotWait: slot?.waited ?? .zero, start: start)
        do {
            let response = try await transport.send(request)
            run.spent += .nanoseconds(time.now() - start)
            if let slot { await pacer?.giveBack(slot, outcome(of: response)) }
            record.response = response
            noteHealth(response)
            observe(record, run)
            return response
        } catch {
            run.spent += .nanoseconds(time.now() - start)
            if let slot { await pacer?.giveBack(slot, outcome(of: error)) }
            record.failure = error as? TransportFailure
            if let kind = record.failure?.kind, kind != .local { health.failed(time.now()) }
            observe(record, run)
            throw error
        }
    }

    /// The pause that an answer asks for, bounded.
    func retryAfter(_ response: HTTPResponse) -> Duration? {
        RetryAfter.pause(response.headers, now: time.date(), atMost: policy.longestRetryAfter)
    }

    private struct Record {
        let request: HTTPRequest
        let slotWait: Duration
        let start: Int64
        var response: HTTPResponse?
        var failure: TransportFailure?
    }

    private func outcome(of response: HTTPResponse) -> SlotOutcome {
        response.status == 429 ? .refused(retryAfter: retryAfter(response)) : .answered
    }

    private func outcome(of error: any Error) -> SlotOutcome {
        switch (error as? TransportFailure)?.kind {
        case .notSent: .notSent
        case .closed: .closed
        case .local, .timedOut, nil: .abandoned
        }
    }

    private func noteHealth(_ response: HTTPResponse) {
        if let date = response.headers["date"].flatMap(HTTPDate.parse) {
            health.clock(isAheadBy: Double(date) - time.date().timeIntervalSince1970)
        }
        if response.status == 429 || response.status >= 500 || response.completeness != .complete {
            health.failed(time.now())
        } else {
            health.succeeded()
        }
    }

    private func observe(_ record: Record, _ run: CallRun) {
        guard let observer else { return }
        var request = record.request.redacted
        // A pre-signed address, the one kind that has its secret in the query, is of no service's own base URL.
        if !endpoint.baseURL.isEmpty, record.request.url.hasPrefix(endpoint.baseURL) {
            request.url = record.request.url
        }
        if let key = endpoint.hidden { request = request.without(key) }
        var response = record.response?.redacted
        if let key = endpoint.hidden { response = response?.without(key) }
        observer(
            Attempt(
                call: run.name, number: run.attempts, service: service, request: request, response: response,
                failure: record.failure, slotWait: record.slotWait, duration: .nanoseconds(time.now() - record.start)))
    }
}
