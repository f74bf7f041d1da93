/// One request that was sent, for traces and progress.
package struct Attempt: Sendable {
    /// The call as the script wrote it.
    package let call: String
    /// Which request of the call it was, counted from 1.
    package let number: Int
    /// The service as scripts name it.
    package let service: String
    /// The request without keys; its query is left only if it is of the service's own, which holds no secrets.
    package let request: HTTPRequest
    /// The answer without cookies and queries of URLs; nil if there was none.
    package let response: HTTPResponse?
    /// Why there was no answer.
    package let failure: TransportFailure?
    /// How long the slot was waited for.
    package let slotWait: Duration
    /// From sending to the answer, or to the failure.
    package let duration: Duration
}

/// The decision to send a call's request again, or to look whether it was done.
package struct Retry: Sendable {
    /// The call as the script wrote it.
    package let call: String
    /// How many requests the call has sent so far.
    package let attempts: Int
    /// The service as scripts name it.
    package let service: String
    /// Why the last one was not enough.
    package let reason: String
    /// How long it waits first, slots and blocks left out.
    package let pause: Duration
    /// Whether the write may have been done, so that it is looked up first.
    package let isInDoubt: Bool
}

/// Called for each retry before its pause; called from any task, so it should return at once.
package typealias RetryObserver = @Sendable (Retry) -> Void

/// Called for each attempt as soon as it has ended; called from any task, so it should return at once.
package typealias AttemptObserver = @Sendable (Attempt) -> Void

/// What a call waits for while nothing of it is on the way to its end.
package enum RequestWait: Sendable, Hashable {
    /// A slot of an account's limit.
    case slot(PacingAccount, PacingLimits)
    /// The answer to a request that was sent.
    case answer
    /// The end of a pause before the request is sent again.
    case pause
}

/// Called when a wait begins; what it returns is called when the wait has ended, however it ended.
///
/// Called in the task that makes the call, which continues when it returns.
package typealias WaitObserver = @Sendable (RequestWait) -> (@Sendable () -> Void)?

/// What became of a write whose answer was lost.
package enum LostAnswer: Sendable, Hashable {
    /// A lookup found it done.
    case done
    /// It was sent again: a lookup did not find it, or a second time does no harm.
    case sentAgain
    /// No lookup could tell.
    case unknown
}

/// Called once for each call of a write whose answer was lost, at the end of the call; from any task.
package typealias LostAnswerObserver = @Sendable (LostAnswer) -> Void
