import HTTPTypes
import Hummingbird

/// What befalls every request of every service: the ledger, the limit, the faults, the late answer.
struct Reception: Sendable {
    let clock: EmulatorClock
    let ledger: LedgerBook
    let faults: FaultInjector
    let limiter = RateLimiter()
    let keys: KeyRing
    let answerDelay: ClosedRange<Duration>
    let delays: SeededRandom

    /// What a request is, before it is looked into.
    struct Caller {
        let service: EmulatedService
        let operation: EmulatedOperation
        let key: String?
        /// Whom the limit counts for, and how.
        var limit: (account: String, rule: RateLimiter.Rule)?
        /// What a request over the limit is told.
        var overLimit = Answer.html(429)
    }

    func receive(
        _ request: Request, _ context: EmulatorContext, from caller: Caller,
        handle: (Visit) async throws -> Answer
    ) async throws -> Response {
        try await receiveStreaming(request, context, from: caller) { try await handle($0).response }
    }

    /// As ``receive(_:_:from:handle:)``, for answers with a body that is streamed.
    func receiveStreaming(
        _ request: Request, _ context: EmulatorContext, from caller: Caller,
        respond: (Visit) async throws -> Response
    ) async throws -> Response {
        let (service, operation) = (caller.service, caller.operation)
        if let limit = caller.limit, !limiter.admits(limit.account, at: context.arrival, by: limit.rule) {
            let number = ledger.open(service, operation, at: context.arrival, key: caller.key, faults: [])
            ledger.note { $0.refusals[service, default: 0] += 1 }
            ledger.close(number, as: .refused)
            return caller.overLimit.response
        }
        let plan = faults.plan(service, operation)
        if plan.revokesKey, let key = caller.key { keys.revoke(key, service) }
        let number = ledger.open(service, operation, at: context.arrival, key: caller.key, faults: plan.names)
        if case .refusal(let wish) = plan.decisive {
            ledger.close(number, as: .refused)
            let refusal =
                service == .storage ? Answer.storage(429, "SlowDown", "Please reduce your request rate.") : .html(429)
            return refusal.asking(wish, now: clock.now).response
        }
        let visit = Visit(number: number, service: service, plan: plan, clock: clock, ledger: ledger)
        do {
            let response = try await answer(visit, respond)
            ledger.close(number, as: plan.decisive == .dropMidway ? .dropped : .answered(status: response.status.code))
            return response
        } catch {
            // Whatever went wrong here (a drop, a lost client, a stopping server), there is nobody to answer.
            ledger.close(number, as: .dropped)
            await context.close()
            throw ConnectionDrop()
        }
    }

    private func answer(_ visit: Visit, _ respond: (Visit) async throws -> Response) async throws -> Response {
        var response: Response
        do {
            response = try await respond(visit)
        } catch let answer as Answer {
            response = answer.response
        }
        try await clock.sleep(for: lateness() + visit.plan.delayAfter)
        switch visit.plan.decisive {
        case .serverError(let status, .after, let wish): return visit.serverError(status, wish).response
        case .drop(.after): throw ConnectionDrop()
        case .dropMidway: return response.brokenOff
        case .html: return Answer.html(200).response
        case .wrongJson: return Answer.json(["unexpected": [true, nil]], status: response.status.code).response
        case .truncatedJson: return try await response.truncated
        default: return response
        }
    }

    private func lateness() -> Duration {
        let (least, most) = (answerDelay.lowerBound, answerDelay.upperBound)
        return most == least ? least : least + (most - least) * delays.fraction()
    }
}
