package import FoundationEssentials

/// An answer: at least its header arrived.
package struct HTTPResponse: Sendable {
    /// How much of the body arrived.
    package enum Completeness: String, Sendable, Hashable {
        case complete
        /// The connection ended before the body did.
        case cutOff
        /// The attempt's time ended before the body did.
        case timedOut
        /// The body was longer than is taken into memory.
        case tooLarge
    }

    /// The HTTP status.
    package var status: Int
    /// The header fields.
    package var headers: HeaderFields
    /// The body, as far as it arrived and was not sent to a sink.
    package var body: Data
    /// How much of the body arrived.
    package var completeness: Completeness
    /// Whether the last byte of the request's body had been handed over when the answer came.
    package var requestBodyHandedOver: Bool
    /// What else the transport knows.
    package var evidence: ExchangeEvidence

    /// Assembles an answer.
    package init(
        status: Int, headers: HeaderFields = HeaderFields(), body: Data = Data(),
        completeness: Completeness = .complete, requestBodyHandedOver: Bool = true,
        evidence: ExchangeEvidence = .none
    ) {
        self.evidence = evidence
        self.status = status
        self.headers = headers
        self.body = body
        self.completeness = completeness
        self.requestBodyHandedOver = requestBodyHandedOver
    }

    /// The status in words, `Bad Gateway`; empty for an unusual one.
    package var statusText: String { StatusPhrase.phrase(status) }

    /// The same answer, fit for a log: without cookies, and with no URL's query, not even in the body.
    package var redacted: HTTPResponse {
        var copy = self
        copy.headers = headers.redacted
        copy.body = Data(Redaction.text(String(decoding: body, as: UTF8.self)).utf8)
        return copy
    }

    /// Whether the body looks like a web page rather than an API's answer.
    var isHTML: Bool {
        if headers["content-type"]?.holdsWord("html") == true { return true }
        return body.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) } == UInt8(ascii: "<")
    }
}
