import HTTPTypes
import Hummingbird
import NIOCore

/// A request that reaches the emulator by a call, without a connection.
package struct DirectRequest: Sendable {
    /// The method, as in the request line.
    package var method: String
    /// Path and query, as in the request line.
    package var target: String
    /// What `Host` says.
    package var authority: String
    /// The other header fields.
    package var headers: [(name: String, value: String)]
    /// The whole body.
    package var body: [UInt8]

    package init(
        _ method: String, _ target: String, authority: String, headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.authority = authority
        self.headers = headers
        self.body = body
    }
}

/// What the emulator answers to a ``DirectRequest``.
package struct DirectAnswer: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Whether the body is all of it; a fault may have cut it off.
    package var isWhole: Bool
}

extension EmulatorServer {
    /// The host that ``exchange(_:)`` answers for.
    package static let directHost = "127.0.0.1:1"

    /// Addresses and keys for requests by ``exchange(_:)``; the server need not be started.
    package var directAccess: EmulatorAccess { EmulatorAccess(port: 1, accounts: configuration.accounts) }

    /// Answers a request as over a connection.
    ///
    /// Takes as long, by the emulator's clock, as rules and faults say.
    ///
    /// - Returns: nil where the connection would be closed without an answer.
    package func exchange(_ request: DirectRequest) async -> DirectAnswer? {
        guard let method = HTTPTypes.HTTPRequest.Method(request.method) else { return nil }
        var fields = HTTPFields()
        for (name, value) in request.headers {
            guard let name = HTTPField.Name(name) else { return nil }
            fields.append(HTTPField(name: name, value: value))
        }
        if method != .get { fields[.contentLength] = String(request.body.count) }
        let head = HTTPTypes.HTTPRequest(
            method: method, scheme: nil, authority: request.authority, path: request.target, headerFields: fields)
        let body = RequestBody(buffer: ByteBuffer(bytes: request.body))
        guard
            let response = try? await responder.respond(to: Request(head: head, body: body), context: EmulatorContext())
        else { return nil }
        let collector = DirectBody()
        let isWhole = (try? await response.body.write(collector)) != nil
        return DirectAnswer(
            status: response.status.code, headers: response.headers.map { ($0.name.rawName, $0.value) },
            body: Array(collector.buffer.readableBytesView), isWhole: isWhole)
    }
}

/// Used by one task, which writes the body and then reads the buffer.
private final class DirectBody: ResponseBodyWriter {
    var buffer = ByteBuffer()

    func write(_ part: ByteBuffer) async throws { buffer.writeImmutableBuffer(part) }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
