import JSONTape

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
    package var body: [UInt8]
    /// How much of the body arrived.
    package var completeness: Completeness
    /// Whether the last byte of the request's body had been handed over when the answer came.
    package var requestBodyHandedOver: Bool
    /// What else the transport knows.
    package var evidence: ExchangeEvidence

    /// Assembles an answer.
    ///
    /// - Parameter body: Is copied, unless it is an array.
    package init(
        status: Int, headers: HeaderFields = HeaderFields(), body: some Collection<UInt8> = [UInt8](),
        completeness: Completeness = .complete, requestBodyHandedOver: Bool = true,
        evidence: ExchangeEvidence = .none
    ) {
        self.evidence = evidence
        self.status = status
        self.headers = headers
        self.body = Array(body)
        self.completeness = completeness
        self.requestBodyHandedOver = requestBodyHandedOver
    }

    /// The status in words, `Bad Gateway`; empty for an unusual one.
    package var statusText: String { StatusPhrase.phrase(status) }

    /// The same answer, fit for a log: without cookies, and with no URL's query, not even in the body.
    package var redacted: HTTPResponse {
        var copy = self
        copy.headers = headers.redacted
        copy.body = Array(Redaction.text(String(decoding: body, as: UTF8.self)).utf8)
        return copy
    }

    /// Whether the body looks like a web page rather than an API's answer.
    var isHTML: Bool {
        if headers["content-type"]?.holdsWord("html") == true { return true }
        return body.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) } == UInt8(ascii: "<")
    }
}

/// Words for HTTP statuses that services are seen to answer with.
enum StatusPhrase {
    private static let phrases = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently", 302: "Found",
        303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request",
        401: "Unauthorized", 402: "Request Failed", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 413: "Content Too Large",
        422: "Unprocessable Content", 429: "Too Many Requests", 500: "Internal Server Error",
        501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    ]

    /// `Service Unavailable`; empty for a status that no service is seen to answer with.
    static func phrase(_ status: Int) -> String { phrases[status] ?? "" }

    /// `HTTP 503 Service Unavailable`.
    static func words(_ status: Int) -> String {
        phrases[status].map { "HTTP \(status) \($0)" } ?? "HTTP \(status)"
    }
}

/// An answer of another form than the service documents.
struct UnreadableAnswer: Error {
    /// The value, if it is there and of the type that it should be.
    static func unwrap<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw UnreadableAnswer() }
        return value
    }
}

extension HTTPResponse {
    /// Reads the body as JSON.
    ///
    /// - Throws: ``JSONSyntaxError`` if it is not JSON, what `read` throws.
    func json<Value>(_ read: (JSONNode) throws -> Value) throws -> Value {
        try body.withUnsafeBytes { try JSONDocument.read($0, read) }
    }
}
