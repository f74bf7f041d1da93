/// One request on its way through a service.
struct Visit: Sendable {
    let number: Int
    let service: EmulatedService
    let plan: FaultPlan
    let clock: EmulatorClock
    let ledger: LedgerBook

    /// Lets the faults before the commit strike. Called once the request is known to be in order, before its effect.
    ///
    /// - Throws: an ``Answer`` or ``ConnectionDrop``, after which nothing may be changed.
    func reachCommit() async throws {
        try await clock.sleep(for: plan.delayBefore)
        switch plan.decisive {
        case .serverError(let status, .before): throw serverError(status)
        case .drop(.before): throw ConnectionDrop()
        case .databaseError: throw Answer.message(500, "Server error.")
        default: break
        }
    }

    /// Notes that the request has taken effect.
    func committed() { ledger.markCommitted(number) }

    func serverError(_ status: Int) -> Answer {
        guard service == .storage else { return .html(status) }
        return status == 503
            ? .storage(503, "SlowDown", "Please reduce your request rate.")
            : .storage(status, "InternalError", "We encountered an internal error. Please try again.")
    }
}
