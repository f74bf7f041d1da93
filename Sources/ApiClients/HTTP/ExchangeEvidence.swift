/// What a transport knows of one exchange besides its answer.
package struct ExchangeEvidence: Sendable, Hashable {
    /// How much of the request the system was given to send.
    package enum HandedOver: String, Sendable, Hashable {
        case nothing, part, whole
    }

    /// How much of the request left; nil if the transport cannot tell exactly.
    package var handedOver: HandedOver?
    /// The shortest round trip that the kernel has measured on this connection, its handshake included, as in
    /// `tcpi_min_rtt` (tcp(7)); nil if it is not known.
    ///
    /// It must be the least over the connection's whole life: the kernel itself forgets after five minutes, and then
    /// gives figures in which the service's own time may be.
    package var minRoundTrip: Duration?
    /// Whether a connection that was given up was reset, so that nothing of the request arrives after the failure.
    package var wasReset: Bool

    /// Assembles evidence; what is left out is not known.
    package init(handedOver: HandedOver? = nil, minRoundTrip: Duration? = nil, wasReset: Bool = false) {
        self.handedOver = handedOver
        self.minRoundTrip = minRoundTrip
        self.wasReset = wasReset
    }

    /// Nothing is known.
    package static let none = ExchangeEvidence()
}
