/// No answer, and what is known of the attempt nevertheless.
package struct WireFailure: Error, Sendable {
    /// How far the attempt came.
    package enum Kind: String, Sendable, Hashable {
        /// Finding the host, connecting, the proxy or the TLS handshake failed: nothing was sent.
        case notConnected
        /// The connection ended before an answer.
        case closed
        /// The attempt made no progress for its time.
        case timedOut
        /// The task was cancelled; the evidence says what of the request may have been seen.
        case cancelled
        /// This side gave up: the body's source, the sink, an address that cannot be used, a missing library, a request
        /// that was held back.
        case local
    }

    /// What was in the way, as far as it is known.
    package enum Reason: Sendable, Hashable {
        /// Nothing more than the kind says.
        case other
        /// The address of the service cannot be used.
        case address
        /// The name of the service, or of the proxy, was not found.
        case nameLookup
        /// The service, or the proxy, did not accept a connection.
        case connecting
        /// The TLS handshake failed before a certificate could be judged.
        case handshake
        /// The peer speaks nothing newer than TLS 1.1.
        case oldTLS
        /// The certificate was refused.
        case certificate(CertificateFault)
        /// The proxy refused with this status.
        case proxy(status: Int)
        /// The file of extra certificate authorities, or the system's, cannot be used.
        case authorities
        /// libcurl is missing or too old.
        case library
        /// ``WireRequest/mayLeave`` said no.
        case heldBack
        /// The body's source or the sink threw; ``WireFailure/cause`` is what.
        case caller
        /// The transport was shut down.
        case shutDown
    }

    /// What is wrong with a certificate.
    package enum CertificateFault: String, Sendable, Hashable {
        case expired, notYetValid, wrongHost, unknownAuthority, selfSigned, other
    }

    /// How far the attempt came.
    package var kind: Kind
    /// What was in the way.
    package var reason: Reason
    /// What happened, in words, with the host or the proxy but without path, query, user and password.
    package var message: String
    /// One sentence that says what to do, if there is something.
    package var hint: String?
    /// What is known of the request.
    package var evidence: WireEvidence
    /// What the body's source or the sink threw.
    package var cause: (any Error)?

    /// Assembles a failure.
    package init(
        _ kind: Kind, _ reason: Reason, _ message: String, hint: String? = nil,
        evidence: WireEvidence = WireEvidence(), cause: (any Error)? = nil
    ) {
        self.kind = kind
        self.reason = reason
        self.message = message
        self.hint = hint
        self.evidence = evidence
        self.cause = cause
    }

    /// Whether the same attempt would fail in the same way until somebody changes something.
    ///
    /// Trying again does harm then: a proxy may lock the account after a few wrong passwords.
    package var isPermanent: Bool {
        switch reason {
        case .address, .oldTLS, .certificate, .authorities, .library, .shutDown: true
        case .proxy(let status): status == 407 || status == 403
        case .other, .nameLookup, .connecting, .handshake, .heldBack, .caller: false
        }
    }
}

extension WireFailure: CustomStringConvertible {
    /// The message.
    package var description: String { message }
}
