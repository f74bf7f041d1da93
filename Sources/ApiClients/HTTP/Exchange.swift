import Synchronization

/// What is known of one request while it is under way.
final class Exchange: Sendable {
    private struct Progress {
        var last = ContinuousClock.now
        var isHandedOver = false
        var head: HTTPResponse?
        var cause: ApiError?
    }

    let request: HTTPRequest
    /// The proxy that it goes by; nil for none.
    let proxy: ProxySettings?
    private let progress = Mutex(Progress())

    init(_ request: HTTPRequest, proxy: ProxySettings?) {
        self.request = request
        self.proxy = proxy
    }

    /// The length that `Content-Length` promises; nil without a body.
    var bodyLength: Int64? {
        switch request.body {
        case .none: nil
        case .bytes(let bytes): Int64(bytes.count)
        case .file(let file): file.size
        }
    }

    /// Whether the service can have the whole request.
    ///
    /// Without a body that is so from the start.
    var isHandedOver: Bool { progress.withLock { $0.isHandedOver || bodyLength == nil } }

    /// The answer's header, as soon as it is there.
    var head: HTTPResponse? { progress.withLock { $0.head } }

    func headArrived(_ response: HTTPResponse) {
        progress.withLock {
            $0.head = response
            $0.last = .now
        }
    }

    func progressed() {
        progress.withLock { $0.last = .now }
    }

    func bodyHandedOver() {
        progress.withLock { $0.isHandedOver = true }
    }

    /// Runs what can only fail on this side, and remembers that it did.
    func locally<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            let cause = error as? ApiError ?? ApiError(.data, "\(error)")
            progress.withLock { $0.cause = cause }
            throw cause
        }
    }

    /// Returns when the exchange has made no progress for the request's time-out.
    func stall() async throws {
        while true {
            let deadline = progress.withLock { $0.last } + request.timeout
            guard deadline > .now else { return }
            try await Task.sleep(until: deadline, clock: .continuous)
        }
    }

    /// Tells apart what went wrong.
    func failure(for error: any Error) -> TransportFailure {
        if let cause = progress.withLock({ $0.cause }) {
            return TransportFailure(.local, cause.message, requestHandedOver: isHandedOver, cause: cause)
        }
        if let message = ConnectFailure.message(for: error, url: request.url, proxy: proxy) {
            return TransportFailure(
                .notSent, message, requestHandedOver: false, isPermanent: ConnectFailure.isPermanent(error))
        }
        let words = ConnectFailure.messageAfterConnecting(for: error)
        return TransportFailure(
            .closed, proxy.map { "\(words), by way of \($0.title)" } ?? words, requestHandedOver: isHandedOver)
    }
}
