public import ApiClients
import FoundationEssentials
import Synchronization

/// A transport that answers by a script and remembers what it was asked.
public final class ScriptedTransport: Sendable {
    /// Answers one request; `number` counts from 1.
    ///
    /// Throws ``TransportFailure`` where there is no answer.
    public typealias Script = @Sendable (_ request: HTTPRequest, _ number: Int) async throws -> HTTPResponse

    private let script: Script
    private let log = Mutex<[HTTPRequest]>([])

    /// Answers each request by a function.
    public init(_ script: @escaping Script) {
        self.script = script
    }

    /// Answers requests with these, in order; a request beyond them fails with "the script has ended".
    public convenience init(_ answers: [ScriptedAnswer]) {
        self.init { _, number in
            guard number <= answers.count else {
                throw TransportFailure(.local, "the script has ended", requestHandedOver: false)
            }
            return try answers[number - 1].get()
        }
    }

    /// The requests so far.
    public var requests: [HTTPRequest] { log.withLock { $0 } }

    /// The requests so far as `GET /path?query`.
    public var lines: [String] {
        requests.map { request in
            let path = request.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).dropFirst(2)
            return "\(request.method.rawValue) /\(path.first ?? "")"
        }
    }

    /// The transport to give to a client.
    public var transport: Transport {
        Transport { request in
            let number = self.log.withLock { log in
                log.append(request)
                return log.count
            }
            return try await self.script(request, number)
        }
    }
}

/// An answer or a failure.
public typealias ScriptedAnswer = Result<HTTPResponse, TransportFailure>

extension Result where Success == HTTPResponse, Failure == TransportFailure {
    /// An answer with a JSON body.
    public static func json(_ status: Int = 200, _ text: String, headers: [(String, String)] = []) -> Self {
        .success(
            HTTPResponse(
                status: status, headers: HeaderFields([("Content-Type", "application/json")] + headers),
                body: Data(text.utf8)))
    }

    /// A web page.
    public static func html(_ status: Int) -> Self {
        .success(
            HTTPResponse(
                status: status, headers: HeaderFields([("Content-Type", "text/html")]),
                body: Data("<html><body>Sorry</body></html>".utf8)))
    }

    /// Nothing was sent.
    public static var notSent: Self {
        .failure(TransportFailure(.notSent, "cannot connect", requestHandedOver: false))
    }

    /// The connection was reset after the request had been sent.
    public static var reset: Self {
        .failure(TransportFailure(.closed, "connection reset", requestHandedOver: true))
    }

    /// No answer in time.
    public static var timedOut: Self {
        .failure(TransportFailure(.timedOut, "no answer within 30 s", requestHandedOver: true))
    }
}
