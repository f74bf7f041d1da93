/// What a transport knows of one exchange besides its answer.
public struct ExchangeEvidence: Sendable, Hashable {
    /// How much of the request the system was given to send.
    public enum HandedOver: String, Sendable, Hashable {
        case nothing, part, whole
    }

    /// How much of the request left; nil if the transport cannot tell exactly.
    public var handedOver: HandedOver?
    /// The shortest round trip that the kernel has measured on this connection, its handshake included, as in
    /// `tcpi_min_rtt` (tcp(7)); nil if it is not known.
    ///
    /// It must be the least over the connection's whole life: the kernel itself forgets after five minutes, and then
    /// gives figures in which the service's own time may be.
    public var minRoundTrip: Duration?
    /// Whether a connection that was given up was reset, so that nothing of the request arrives after the failure.
    public var wasReset: Bool

    /// Assembles evidence; what is left out is not known.
    public init(handedOver: HandedOver? = nil, minRoundTrip: Duration? = nil, wasReset: Bool = false) {
        self.handedOver = handedOver
        self.minRoundTrip = minRoundTrip
        self.wasReset = wasReset
    }

    /// Nothing is known.
    public static let none = ExchangeEvidence()
}
