import CurlTransport

/// The transport that speaks real HTTP: ``CurlTransport`` with the types of this module.
///
/// Nothing is opened, and libcurl is not loaded, before the first request. Call ``shutdown()`` when no request will
/// follow.
package final class HTTPTransport: Sendable {
    /// What a transport can be told.
    package struct Configuration: Sendable {
        /// A file of certificate authorities, PEM or DER, that are trusted beside the system's own.
        package var caFile: String?
        /// Which proxy serves a host; nil for none.
        package var proxy: ProxySettings?
        /// What `User-Agent` says.
        package var userAgent = "govscript"
        /// How long connecting may take.
        package var connectTimeout = Duration.seconds(10)
        /// How many bytes of an answer are taken into memory.
        package var responseLimit = 32 * 1024 * 1024
        /// How many connections one host may have at a time.
        package var connectionsPerHost = 256

        /// The defaults.
        package init() {}
    }

    private let wire: CurlTransport
    private let proxy: ProxySettings?

    /// Makes a transport; nothing is opened yet.
    package init(_ configuration: Configuration = Configuration()) {
        var options = CurlTransport.Options()
        options.authorities = configuration.caFile
        options.authoritiesVariable = "GOVSCRIPT_CA_FILE, or the profile's ca_file,"
        options.proxy = configuration.proxy?.wire
        options.userAgent = configuration.userAgent
        options.connectTimeout = configuration.connectTimeout
        options.responseLimit = configuration.responseLimit
        options.connections = configuration.connectionsPerHost
        wire = CurlTransport(options)
        proxy = configuration.proxy
    }

    /// The transport as the clients take it.
    package var transport: Transport {
        Transport(send)
    }

    /// Closes every connection; requests in flight fail, and later ones too.
    package func shutdown() async {
        await wire.shutdown()
    }

    /// Begins a ``shutdown()``.
    ///
    /// - Returns: Whether it is over, as it is where no request was made.
    package func stop() -> Bool { wire.stop() }

    private func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
        do {
            try request.sink?.begin()
        } catch {
            throw TransportFailure(local: error, evidence: ExchangeEvidence(handedOver: .nothing))
        }
        // A proxy may still have in its buffers what it acknowledged, however the connection to it ends.
        let isDirect = proxy?.serves(request.url) != true
        do throws(WireFailure) {
            return HTTPResponse(try await wire.send(WireRequest(request)), isDirect: isDirect)
        } catch {
            throw TransportFailure(error, isDirect: isDirect)
        }
    }
}

extension WireRequest {
    fileprivate init(_ request: HTTPRequest) {
        self.init(
            request.method.rawValue, request.url,
            headers: request.headers.fields.map { (name: $0.name, value: $0.value) },
            body: Body(request.body), timeout: request.timeout)
        service = request.service.map { Service(title: $0.title, address: $0.address) }
        limit = request.limit
        mayLeave = request.mayLeave
        if let sink = request.sink {
            self.sink = { try sink.write([UInt8]($0)) }
            sinkBegins = sink.accept
        }
    }
}

extension WireRequest.Body {
    fileprivate init(_ body: HTTPRequest.Body) {
        switch body {
        case .none: self = .none
        case .bytes(let bytes): self = .bytes(bytes)
        case .file(let file):
            self = .stream(
                WireBody(length: file.size, progress: file.progress) {
                    let reader = FileBody.Reader(file)
                    return { try reader.next() }
                })
        }
    }
}

extension HTTPResponse {
    fileprivate init(_ response: WireResponse, isDirect: Bool) {
        let completeness: Completeness =
            switch response.completeness {
            case .complete: .complete
            case .cutOff: .cutOff
            case .timedOut: .timedOut
            case .tooLarge: .tooLarge
            }
        self.init(
            status: response.status, headers: HeaderFields(response.headers.map { ($0.name, $0.value) }),
            body: response.body, completeness: completeness,
            requestBodyHandedOver: response.evidence.handedOver == .whole,
            evidence: ExchangeEvidence(response.evidence, isDirect: isDirect))
    }
}

/// Something that sends one request once: no retries, no redirects, no pacing.
///
/// A struct around a closure, so that tracing, recording and tests can wrap one transport in another.
package struct Transport: Sendable {
    /// Sends a request and waits for the answer.
    ///
    /// - Throws: ``TransportFailure`` if there was no answer, also if the task was cancelled; a wrapper that cannot
    ///   tell what was sent by then may throw `CancellationError`.
    package var send: @Sendable (HTTPRequest) async throws -> HTTPResponse

    /// Wraps a closure.
    package init(_ send: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse) {
        self.send = send
    }
}
