/// One request as a ``Transport`` sends it: an absolute URL, and nothing that the transport would add by itself.
package struct HTTPRequest: Sendable {
    /// The methods that the services know.
    package enum Method: String, Sendable, Hashable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
    }

    /// What is sent after the header.
    package enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// A file, streamed with its `Content-Length`.
        case file(FileBody)
    }

    /// What messages call the service that is asked.
    package struct Service: Sendable, Hashable {
        /// The service: `GoGovSG`.
        package var title: String
        /// Its address, for what to check: `the address https://go.gov.sg/api`.
        package var address: String
    }

    /// The method.
    package var method: Method
    /// The absolute URL, which may hold a signature in its query.
    package var url: String
    /// What messages call the service, in place of its address; nil for the address.
    package var service: Service?
    /// The header fields, the key among them.
    package var headers: HeaderFields
    /// What follows the header.
    package var body: Body
    /// How long the attempt may go without progress: without an answer, or, while a file moves, without a chunk.
    package var timeout: Duration
    /// How long the attempt may take in all, however well it moves; nil for no end.
    package var limit: Duration?
    /// Where the body of a 2xx answer goes instead of into memory.
    package var sink: ByteSink?
    /// Is asked right before the first byte would leave.
    ///
    /// False means that it must not leave any more, and that the attempt ends as ``TransportFailure/Kind/notSent``. Nil
    /// allows it. It runs on the thread that serves all requests.
    package var mayLeave: (@Sendable () -> Bool)?

    /// Assembles a request.
    package init(
        _ method: Method, _ url: String, headers: HeaderFields = HeaderFields(), body: Body = .none,
        timeout: Duration = .seconds(30), sink: ByteSink? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.sink = sink
    }

    /// The items of the URL's query, unescaped.
    package var query: [(name: String, value: String)] { QueryString.items(of: url) }

    /// The same request, fit for a log.
    package var redacted: HTTPRequest {
        var copy = self
        copy.url = Redaction.url(url)
        copy.headers = headers.redacted
        return copy
    }
}

extension HTTPRequest: CustomStringConvertible {
    /// Method and URL, without the query.
    package var description: String { "\(method.rawValue) \(Redaction.url(url))" }
}
