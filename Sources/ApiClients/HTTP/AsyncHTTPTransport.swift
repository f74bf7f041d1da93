import AsyncHTTPClient
import Dispatch
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// The transport that speaks real HTTP, with AsyncHTTPClient's own retries and redirects turned off.
///
/// The underlying client is made by the first request. Call ``shutdown()`` when no request will follow.
public final class AsyncHTTPTransport: Sendable {
    /// What a transport can be told.
    public struct Configuration: Sendable {
        /// A PEM file of certificate authorities that are trusted beside the system's own.
        public var caFile: String?
        /// Which proxy serves a host; nil for none.
        public var proxy: ProxySettings?
        /// What `User-Agent` says.
        public var userAgent = "govscript"
        /// How long connecting may take.
        public var connectTimeout = Swift.Duration.seconds(10)
        /// How many bytes of an answer are taken into memory.
        public var responseLimit = 32 * 1024 * 1024
        /// How many connections one host may have at a time.
        public var connectionsPerHost = 256

        /// The defaults.
        public init() {}
    }

    private enum State {
        case unopened
        case open(direct: HTTPClient, proxied: HTTPClient?)
        case closed
    }

    let configuration: Configuration
    private let state = Mutex(State.unopened)

    /// Makes a transport; nothing is opened yet.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    deinit {
        if case .open(let direct, let proxied) = state.withLock({ $0 }) {
            direct.shutdown(queue: .global()) { _ in }
            proxied?.shutdown(queue: .global()) { _ in }
        }
    }

    /// The transport as the clients take it.
    public var transport: Transport {
        Transport { try await self.send($0) }
    }

    /// Closes every connection; requests in flight fail, and later ones too.
    public func shutdown() async {
        let previous = state.withLock { state in
            defer { state = .closed }
            return state
        }
        guard case .open(let direct, let proxied) = previous else { return }
        // A connection that does not close cleanly is of no concern to anyone any more.
        try? await direct.shutdown()
        try? await proxied?.shutdown()
    }

    /// The client that reaches a URL, made now if there is none yet.
    func client(for url: String) throws -> HTTPClient {
        try state.withLock { state in
            if case .closed = state {
                throw ApiError(.internal, "a request was made after the transport had been shut down")
            }
            if case .unopened = state {
                let proxied = try configuration.proxy.map {
                    try HTTPClient(configuration: clientConfiguration(proxy: $0))
                }
                state = .open(direct: try HTTPClient(configuration: clientConfiguration(proxy: nil)), proxied: proxied)
            }
            guard case .open(let direct, let proxied) = state else {
                throw ApiError(.internal, "the transport could not be opened")
            }
            return proxy(for: url) == nil ? direct : proxied ?? direct
        }
    }

    /// The proxy by which a URL is reached; nil for none.
    func proxy(for url: String) -> ProxySettings? {
        configuration.proxy.flatMap { $0.serves(url) ? $0 : nil }
    }

    private func clientConfiguration(proxy: ProxySettings?) throws -> HTTPClient.Configuration {
        var client = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .nanoseconds(configuration.connectTimeout.nanoseconds)))
        client.connectionPool.retryConnectionEstablishment = false
        client.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.connectionsPerHost
        client.connectionPool.idleTimeout = .seconds(30)
        // With one request per connection, the loss of a connection says something about one request only.
        client.httpVersion = .http1Only
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let file = configuration.caFile {
            do {
                tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
            } catch {
                throw ApiError(
                    .usage, "the certificate authority file \(file) cannot be read as PEM",
                    hint: "Give the path of a PEM file in GOVSCRIPT_CA_FILE or the profile's ca_file, or neither.",
                    stopsRun: true)
            }
        }
        client.tlsConfiguration = tls
        if let proxy {
            client.proxy = .server(host: proxy.host, port: proxy.port, authorization: proxy.authorization)
        }
        return client
    }
}
