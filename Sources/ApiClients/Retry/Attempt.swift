/// One request that was sent, for traces and progress.
public struct Attempt: Sendable {
    /// The call as the script wrote it.
    public let call: String
    /// Which request of the call it was, counted from 1.
    public let number: Int
    /// The service as scripts name it.
    public let service: String
    /// The request without keys and queries.
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

/// Is told of each attempt as soon as it has ended; called from any task, so it should return at once.
public typealias AttemptObserver = @Sendable (Attempt) -> Void
