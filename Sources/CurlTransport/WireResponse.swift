/// An answer: at least its header arrived.
package struct WireResponse: Sendable {
    /// How much of the body arrived.
    package enum Completeness: String, Sendable, Hashable {
        case complete
        /// The connection ended before the body did.
        case cutOff
        /// The attempt's time ended before the body did.
        case timedOut
        /// The body was longer than ``CurlTransport/Options/responseLimit``.
        case tooLarge
    }

    /// The HTTP status, 200 or above.
    package var status: Int
    /// The header fields, in their order; those of a 1xx are not among them.
    package var headers: [(name: String, value: String)]
    /// The body, as far as it arrived and was not given to a sink.
    package var body: [UInt8]
    /// How much of the body arrived.
    package var completeness: Completeness
    /// What is known of the request.
    ///
    /// An early answer, such as a 413, leaves ``HandedOver/part``.
    package var evidence: WireEvidence

    /// The first field of that name, without regard to case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
