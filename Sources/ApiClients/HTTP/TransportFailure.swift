/// No answer: what a ``Transport`` throws, told apart by what pacing and settling need to know.
package struct TransportFailure: Error, Sendable, Hashable {
    /// How far the attempt came.
    package enum Kind: String, Sendable, Hashable {
        /// Nothing was written: name look-up, connecting or the TLS hello failed.
        case notSent
        /// The connection was closed or reset after something may have been written.
        case closed
        /// Our own time-out; the socket was closed.
        case timedOut
        /// The task was cancelled; the connection was closed.
        case cancelled
        /// This side stopped the attempt, such as for a file that could not be read; `cause` says why.
        case local
    }

    /// How far the attempt came.
    package var kind: Kind
    /// What happened, in words.
    package var message: String
    /// Whether the service can have the whole request; if not, nothing or only a part of the body was sent.
    package var requestHandedOver: Bool
    /// The error of this side that stopped a `local` failure.
    package var cause: ApiError?
    /// Whether the next attempt would fail in the same way, such as for a certificate that is not trusted or a proxy
    /// that wants other credentials.
    package var isPermanent: Bool
    /// One sentence that says what to do, if the transport knows.
    package var hint: String?
    /// What else is known.
    package var evidence: ExchangeEvidence

    /// Assembles a failure.
    package init(
        _ kind: Kind, _ message: String, requestHandedOver: Bool, cause: ApiError? = nil, isPermanent: Bool = false,
        evidence: ExchangeEvidence = .none
    ) {
        self.isPermanent = isPermanent
        self.evidence = evidence
        self.kind = kind
        self.message = message
        self.requestHandedOver = requestHandedOver
        self.cause = cause
    }
}

extension TransportFailure {
    /// For how long after the failure the request may still reach the service.
    ///
    /// A reset connection sends nothing more, and two seconds are for what is on its way. Without a reset the kernel
    /// keeps retransmitting what is in its send buffer.
    var mayArriveFor: Duration {
        guard requestHandedOver else { return .zero }
        return (kind == .timedOut || kind == .cancelled) && !evidence.wasReset ? .seconds(30) : .seconds(2)
    }
}
