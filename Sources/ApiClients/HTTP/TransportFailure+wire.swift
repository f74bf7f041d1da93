import CurlTransport

extension TransportFailure {
    /// What became of an attempt on the wire, as the retry rules need it.
    ///
    /// The wire's kind says who ended the attempt; the evidence decides whether anything of it was sent.
    init(_ failure: WireFailure, isDirect: Bool) {
        let evidence = ExchangeEvidence(failure.evidence, isDirect: isDirect)
        let cause = Self.cause(of: failure)
        self.init(
            Self.kind(of: failure), failure.reason == .heldBack ? Self.lostSlot : cause?.message ?? failure.message,
            requestHandedOver: failure.evidence.handedOver == .whole, cause: cause, isPermanent: failure.isPermanent,
            evidence: evidence)
        hint = failure.hint
    }

    /// Something on this side that stopped an attempt.
    init(local error: any Error, evidence: ExchangeEvidence) {
        let cause = error as? ApiError ?? ApiError(.data, "\(error)")
        self.init(.local, cause.message, requestHandedOver: false, cause: cause, evidence: evidence)
    }

    private static let lostSlot = "the request's slot had passed to another"

    private static func kind(of failure: WireFailure) -> Kind {
        let isNothingSent = failure.evidence.handedOver == .nothing
        switch failure.kind {
        case .notConnected: return .notSent
        case .closed: return isNothingSent ? .notSent : .closed
        case .timedOut: return isNothingSent ? .notSent : .timedOut
        case .cancelled: return .cancelled
        case .local:
            switch failure.reason {
            case .heldBack, .address: return .notSent
            // Ended by this side, yet the service may have what was sent before.
            case .shutDown where !isNothingSent: return .closed
            default: return .local
            }
        }
    }

    /// The error behind a failure of this side.
    private static func cause(of failure: WireFailure) -> ApiError? {
        guard kind(of: failure) == .local else { return nil }
        switch failure.reason {
        case .caller:
            return failure.cause as? ApiError ?? ApiError(.data, failure.message, hint: failure.hint)
        case .authorities:
            return ApiError(.usage, failure.message, hint: failure.hint, stopsRun: true).with {
                $0.isConfiguration = true
            }
        case .library:
            return ApiError(.usage, failure.message, hint: failure.hint, stopsRun: true)
        case .shutDown:
            return ApiError(.internal, "a request was made after the transport had been shut down")
        default:
            return ApiError(.internal, failure.message, hint: failure.hint)
        }
    }
}

extension ExchangeEvidence {
    /// A connection that ends with bytes on their way is reset; that reaches the service only on a direct connection.
    init(_ evidence: WireEvidence, isDirect: Bool) {
        let handedOver: HandedOver =
            switch evidence.handedOver {
            case .nothing: .nothing
            case .part: .part
            case .whole: .whole
            }
        self.init(handedOver: handedOver, minRoundTrip: evidence.minRoundTrip, wasReset: isDirect)
    }
}
