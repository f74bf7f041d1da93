/// One request on its way through a service.
struct Visit: Sendable {
    let number: Int
    let service: EmulatedService
    let plan: FaultPlan
    let clock: EmulatorClock
    let ledger: LedgerBook

    /// Lets the faults before the commit strike.
    ///
    /// Called once the request is known to be in order, before its effect.
    ///
    /// - Throws: an ``Answer`` or ``ConnectionDrop``, after which nothing may be changed.
    func reachCommit() async throws {
        try await clock.sleep(for: plan.delayBefore)
        switch plan.decisive {
        case .serverError(let status, .before, let wish): throw serverError(status, wish)
        case .drop(.before): throw ConnectionDrop()
        case .databaseError: throw Answer.message(500, "Server error.")
        default: break
        }
    }

    /// Notes that the request has taken effect.
    func committed() { ledger.markCommitted(number) }

    /// An answer with this status, which asks for silence if there is a wish.
    func serverError(_ status: Int, _ wish: Fault.Wish?) -> Answer {
        let answer: Answer =
            if service != .storage {
                .html(status)
            } else if status == 503 {
                .storage(503, "SlowDown", "Please reduce your request rate.")
            } else {
                .storage(status, "InternalError", "We encountered an internal error. Please try again.")
            }
        return answer.asking(wish, now: clock.now)
    }
}
