package import ApiClients
import FoundationEssentials
import Synchronization

/// A transport that answers by a script and remembers what it was asked.
package final class ScriptedTransport: Sendable {
    /// Answers one request; `number` counts from 1.
    ///
    /// Throws ``TransportFailure`` where there is no answer.
    package typealias Script = @Sendable (_ request: HTTPRequest, _ number: Int) async throws -> HTTPResponse

    private let script: Script
    private let log = Mutex<[HTTPRequest]>([])

    /// Answers each request by a function.
    package init(_ script: @escaping Script) {
        self.script = script
    }

    /// Answers requests with these, in order; a request beyond them fails with "the script has ended".
    package convenience init(_ answers: [ScriptedAnswer]) {
        self.init { _, number in
            guard number <= answers.count else {
                throw TransportFailure(.local, "the script has ended", requestHandedOver: false)
            }
            return try answers[number - 1].get()
        }
    }

    /// The requests so far.
    package var requests: [HTTPRequest] { log.withLock { $0 } }

    /// The requests so far as `GET /path?query`.
    package var lines: [String] {
        requests.map { request in
            let path = request.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).dropFirst(2)
            return "\(request.method.rawValue) /\(path.first ?? "")"
        }
    }

    /// The transport to give to a client.
    package var transport: Transport {
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
package typealias ScriptedAnswer = Result<HTTPResponse, TransportFailure>

extension Result where Success == HTTPResponse, Failure == TransportFailure {
    /// An answer with a JSON body.
    package static func json(_ status: Int = 200, _ text: String, headers: [(String, String)] = []) -> Self {
        .success(
            HTTPResponse(
                status: status, headers: HeaderFields([("Content-Type", "application/json")] + headers),
                body: Data(text.utf8)))
    }

    /// A web page.
    package static func html(_ status: Int) -> Self {
        .success(
            HTTPResponse(
                status: status, headers: HeaderFields([("Content-Type", "text/html")]),
                body: Data("<html><body>Sorry</body></html>".utf8)))
    }

    /// Nothing was sent.
    package static var notSent: Self {
        .failure(TransportFailure(.notSent, "cannot connect", requestHandedOver: false))
    }

    /// The connection was reset after the request had been sent.
    package static var reset: Self {
        .failure(TransportFailure(.closed, "connection reset", requestHandedOver: true))
    }

    /// No answer in time.
    package static var timedOut: Self {
        .failure(TransportFailure(.timedOut, "no answer within 30 s", requestHandedOver: true))
    }
}
