import Timekeeping

extension ServiceChannel {
    /// Sends one request in its slot and tells pacing, health and the observer how it ended.
    ///
    /// A request whose slot's lease ended before it was written waits for another slot.
    ///
    /// - Throws: ``TransportFailure`` if there was no answer, ``CallTimeIsUp`` if it was not sent for want of time,
    ///   `CancellationError`, errors of the pacing store.
    func attempt(_ request: HTTPRequest, _ run: inout CallAttempts) async throws -> HTTPResponse {
        while true {
            do {
                return try await attemptOnce(request, &run)
            } catch is LeaseLapsed {
                continue
            }
        }
    }

    /// The slot's lease ended before the request was written.
    private struct LeaseLapsed: Error {}

    private func attemptOnce(_ request: HTTPRequest, _ run: inout CallAttempts) async throws -> HTTPResponse {
        guard run.remaining(time.now()) > .zero else { throw CallTimeIsUp() }
        let slot = try await leave(run)
        var request = request
        let rest = run.remaining(time.now())
        request.timeout = min(request.timeout, rest)
        request.limit = rest
        request.service = words
        let look = LastLook(slot, time)
        if let look {
            let mayLeave = request.mayLeave
            request.mayLeave = { look.mayLeave() && mayLeave?() ?? true }
        }
        let start = time.now()
        run.attempts += 1
        var record = Record(request: request, slotWait: slot?.waited ?? .zero, start: start)
        let waited = waitObserver?(.answer)
        do {
            let response = try await transport.send(request)
            waited?()
            run.spent += time.now() - start
            // Before the slot: the next owner of a slot has to know of a key that was refused.
            noteHealth(response)
            if let slot {
                await pacer?.giveBack(slot, outcome(of: response), minRoundTrip: response.evidence.minRoundTrip)
            }
            record.response = response
            observe(record, run)
            return response
        } catch {
            waited?()
            run.spent += time.now() - start
            if let slot { await pacer?.giveBack(slot, outcome(of: error)) }
            if let look, look.hasLapsed, outcome(of: error) == .notSent {
                run.attempts -= 1
                throw LeaseLapsed()
            }
            record.failure = error as? TransportFailure
            if let kind = record.failure?.kind, kind != .local, kind != .cancelled { health.failed(time.now()) }
            observe(record, run)
            throw error
        }
    }

    /// Waits until a request may leave: for the end of a pause that the service asked for, and for a slot.
    ///
    /// That it may leave is found out again after each wait: the key may have been refused meanwhile, and a process
    /// that was stopped may have lost its slot to another one.
    private func leave(_ run: CallAttempts) async throws -> Pacer.Slot? {
        let call = run.number
        // What would be left for the answer later is too little.
        let end = run.within.map { $0.end - run.shortestAttempt }
        if let end, time.now() > end { throw CallTimeIsUp() }
        let waited = pacer.flatMap { waitObserver?(.slot($0.account, $0.limits)) }
        defer { waited?() }
        while true {
            try health.checkKey(call)
            guard let pacer else {
                let (now, heldUntil) = (time.now(), health.heldUntil)
                guard let pause = now.time(until: heldUntil) else { return nil }
                if let end, now >= end { throw CallTimeIsUp(waitedInVain: "\(title) has asked for a pause") }
                try await time.sleep(end.map { min(pause, $0 - now) } ?? pause)
                continue
            }
            let slot = try await pacer.slot(patience: policy.patience, until: end) { [health] in
                try health.checkKey(call)
            }
            guard let slot else { throw CallTimeIsUp(waitedInVain: pacer.obstacle) }
            do {
                try Task.checkCancellation()
                try health.checkKey(call)
            } catch {
                await pacer.giveBack(slot, .notSent)
                throw error
            }
            if time.now() <= slot.leaveBy, !slot.hasLapsed(time) { return slot }
            await pacer.giveBack(slot, .notSent)
        }
    }

    /// The pause that an answer asks for, no longer than the patience.
    func retryAfter(_ response: HTTPResponse) -> Duration? {
        RetryAfter.pause(response.headers, now: time.calendar, atMost: policy.patience)
    }

    /// What is said of an answer that asks for a longer pause than the patience; empty for others.
    func wishBeyondPatience(_ response: HTTPResponse) -> String {
        let most = Duration.seconds(365 * 86_400)
        guard let wish = RetryAfter.pause(response.headers, now: time.calendar, atMost: most), wish > policy.patience
        else { return "" }
        let words = wish == most ? "a year or more" : wish.inWords
        return " and asks for a pause of \(words), which is longer than the patience of \(policy.patience.inWords)"
    }

    private struct Record {
        let request: HTTPRequest
        let slotWait: Duration
        let start: BootInstant
        var response: HTTPResponse?
        var failure: TransportFailure?
    }

    private func outcome(of response: HTTPResponse) -> SlotOutcome {
        let pause = retryAfter(response)
        if response.status == 429 { return .refused(retryAfter: pause) }
        guard let pause, response.asksToWait else { return .answered }
        return .deferred(pause)
    }

    private func outcome(of error: any Error) -> SlotOutcome {
        guard let failure = error as? TransportFailure else { return .abandoned }
        if failure.evidence.handedOver == .nothing { return .notSent }
        return switch failure.kind {
        case .notSent: .notSent
        case .closed: .closed
        case .local, .timedOut, .cancelled: .abandoned
        }
    }

    private func noteHealth(_ response: HTTPResponse) {
        if let date = response.headers["date"].flatMap(HTTPDate.parse) {
            health.clock(isAheadBy: date - time.calendar)
        }
        if pacer == nil, response.asksToWait, let pause = retryAfter(response) {
            health.hold(until: time.now() + pause)
        }
        if response.status == 401, endpoint.key != nil {
            health.keyRefused(refused(response, ServiceFault(response)), through: CallAttempts.latest)
        }
        if response.status == 429 || response.status >= 500 || response.completeness != .complete {
            health.failed(time.now())
        } else {
            health.succeeded()
        }
    }

    private func observe(_ record: Record, _ run: CallAttempts) {
        guard let observer else { return }
        var request = record.request.redacted
        // A pre-signed address, the one kind that has its secret in the query, is of no service's own base URL.
        if !endpoint.baseURL.isEmpty, record.request.url.hasPrefix(endpoint.baseURL) {
            request.url = record.request.url
        }
        request = hidden.reduce(request) { $0.without($1) }
        let response = record.response.map { hidden.reduce($0.redacted) { $0.without($1) } }
        observer(
            Attempt(
                call: run.name, number: run.attempts, service: service, request: request, response: response,
                failure: record.failure, slotWait: record.slotWait, duration: time.now() - record.start))
    }
}

extension HTTPResponse {
    /// Whether a `Retry-After` of this answer means every request to the service.
    fileprivate var asksToWait: Bool { status == 429 || status == 408 || status == 425 || status >= 500 }
}
