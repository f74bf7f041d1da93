/// How a request that held a slot ended, which decides when its slot is free again.
package enum SlotOutcome: Sendable, Hashable {
    /// The service answered: one window after the answer, less the lead.
    case answered
    /// The service answered and asked to be left alone for this long, as a 503 with `Retry-After` does.
    case deferred(Duration)
    /// The service answered 429; the account is blocked, for longer if it asked for that.
    case refused(retryAfter: Duration?)
    /// Nothing was written: at once.
    case notSent
    /// The connection was closed or reset: one window later.
    case closed
    /// We gave up waiting and closed the socket: one window and two seconds later.
    ///
    /// Until something that was sent later is answered, the service may still hold this request in a queue: its slot
    /// stays taken until then, at most for a minute from its sending.
    case abandoned
}
