/// An answer: at least its header arrived.
public struct WireResponse: Sendable {
    /// How much of the body arrived.
    public enum Completeness: String, Sendable, Hashable {
        case complete
        /// The connection ended before the body did.
        case cutOff
        /// The attempt's time ended before the body did.
        case timedOut
        /// The body was longer than ``CurlTransport/Options/responseLimit``.
        case tooLarge
    }

    /// The HTTP status, 200 or above.
    public var status: Int
    /// The header fields, in their order; those of a 1xx are not among them.
    public var headers: [(name: String, value: String)]
    /// The body, as far as it arrived and was not given to a sink.
    public var body: [UInt8]
    /// How much of the body arrived.
    public var completeness: Completeness
    /// What is known of the request.
    ///
    /// An early answer, such as a 413, leaves ``HandedOver/part``.
    public var evidence: WireEvidence

    /// The first field of that name, without regard to case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
