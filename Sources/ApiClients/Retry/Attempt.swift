/// One request that was sent, for traces and progress.
public struct Attempt: Sendable {
    /// The call as the script wrote it.
    public let call: String
    /// Which request of the call it was, counted from 1.
    public let number: Int
    /// The service as scripts name it.
    public let service: String
    /// The request without keys; its query is left only if it is of the service's own, which holds no secrets.
    public let request: HTTPRequest
    /// The answer without cookies and queries of URLs; nil if there was none.
    public let response: HTTPResponse?
    /// Why there was no answer.
    public let failure: TransportFailure?
    /// How long the slot was waited for.
    public let slotWait: Duration
    /// From sending to the answer, or to the failure.
    public let duration: Duration
}

/// The decision to send a call's request again, or to look whether it was done.
public struct Retry: Sendable {
    /// The call as the script wrote it.
    public let call: String
    /// How many requests the call has sent so far.
    public let attempts: Int
    /// The service as scripts name it.
    public let service: String
    /// Why the last one was not enough.
    public let reason: String
    /// How long it waits first, slots and blocks left out.
    public let pause: Duration
    /// Whether the write may have been done, so that it is looked up first.
    public let isInDoubt: Bool
}

/// Is told of each retry before its pause; called from any task, so it should return at once.
public typealias RetryObserver = @Sendable (Retry) -> Void

/// Is told of each attempt as soon as it has ended; called from any task, so it should return at once.
public typealias AttemptObserver = @Sendable (Attempt) -> Void
