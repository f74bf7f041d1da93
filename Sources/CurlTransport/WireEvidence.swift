/// How much of a request left this process.
package enum HandedOver: String, Sendable, Hashable {
    /// Nothing of the request: the service cannot have seen it.
    case nothing
    /// Something, but not its last byte. A service that heeds `Content-Length` does not act on it.
    case part
    /// All of it: the service may have acted on it. That the kernel took it does not mean that it arrived.
    case whole
}

/// What is known of an attempt's way out, whether there was an answer or not.
package struct WireEvidence: Sendable, Hashable {
    /// How much of the request left.
    package var handedOver: HandedOver
    /// Bytes that the kernel took for the connection during this attempt, TLS records included.
    package var kernelBytes: UInt64
    /// Bytes of the body that were written to the connection.
    package var bodyBytes: Int64
    /// The smallest round trip that the kernel has measured on the connection; nil if there is none.
    ///
    /// By way of a proxy it is the proxy's.
    package var minRoundTrip: Duration?
    /// Connections that were made for this attempt; 0 if a kept one was used.
    package var connectionsMade: Int

    /// Assembles evidence; the defaults are those of an attempt that never began.
    package init(
        _ handedOver: HandedOver = .nothing, kernelBytes: UInt64 = 0, bodyBytes: Int64 = 0,
        minRoundTrip: Duration? = nil, connectionsMade: Int = 0
    ) {
        self.handedOver = handedOver
        self.kernelBytes = kernelBytes
        self.bodyBytes = bodyBytes
        self.minRoundTrip = minRoundTrip
        self.connectionsMade = connectionsMade
    }
}
