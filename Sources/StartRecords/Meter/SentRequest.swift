/// A request that has ended, as ``WorkMeter`` counts it.
package struct SentRequest: Sendable {
    /// What came of a request.
    package enum Outcome: Sendable, Hashable {
        case answered
        /// Because of the rate limit.
        case refused
        /// Without an answer, or by an error of the service's own.
        case failed
    }

    /// As scripts name it: `go`.
    package var service: String
    /// As people do: `GoGovSG`.
    package var title: String
    package var outcome: Outcome
    /// From sending to the answer, or to the failure.
    package var took: Duration

    package init(service: String, title: String, outcome: Outcome, took: Duration) {
        self.service = service
        self.title = title
        self.outcome = outcome
        self.took = took
    }
}

/// What became of a write whose answer was lost.
package enum LostAnswerOutcome: Sendable, Hashable {
    case done, sentAgain, unknown
}

/// The limit of a service: that many requests in each window.
package struct ServiceLimit: Sendable, Hashable {
    /// As scripts name it: `go`.
    package var service: String
    package var slots: Int
    package var window: Duration

    package init(service: String, slots: Int, window: Duration) {
        self.service = service
        self.slots = slots
        self.window = window
    }
}
