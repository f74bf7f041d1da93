import Glibc
internal import CCurl
import Timekeeping

/// One attempt, on the wire thread.
final class WireAttempt {
    let submission: Submission
    let address: WireAddress
    let exchange: UnsafeMutablePointer<ccurl_exchange>
    /// The proxy that it goes by; nil for none.
    let proxy: WireProxy?
    private let authoritiesVariable: String
    private let timeout: Int64
    /// When it ends however well it moves.
    private let end: Int64
    private var queue: BodyQueue?
    private var pulled: Int64 = 0
    private var hasPushed = false
    private var cause: (any Error)?

    init(
        _ submission: Submission, to address: WireAddress, on exchange: UnsafeMutablePointer<ccurl_exchange>,
        _ options: CurlTransport.Options
    ) {
        self.submission = submission
        self.address = address
        proxy = options.proxy.flatMap { $0.serves(address) ? $0 : nil }
        authoritiesVariable = options.authoritiesVariable
        self.exchange = exchange
        timeout = max(1, submission.request.timeout.inMilliseconds)
        end = submission.request.limit.map { ccurl_now_ms() + max(1, $0.inMilliseconds) } ?? .max
    }

    /// The attempt that libcurl calls back for.
    static func of(_ context: UnsafeMutableRawPointer?) -> WireAttempt? {
        context.map { Unmanaged<WireAttempt>.fromOpaque($0).takeUnretainedValue() }
    }

    /// When it will have been without progress for too long, or have taken too long in all.
    var deadline: Int64 { min(exchange.pointee.last_progress_ms + timeout, end) }

    /// Hands the request to libcurl.
    func start(userAgent: String?, refilled: @escaping @Sendable () -> Void) throws(WireFailure) {
        let request = submission.request
        exchange.pointee.context = Unmanaged.passUnretained(self).toOpaque()
        if let userAgent, !request.headers.contains(where: { $0.name.lowercased() == "user-agent" }) {
            try add("User-Agent", userAgent)
        }
        for header in request.headers { try add(header.name, header.value) }
        var kind = ccurl_no_body
        switch request.body {
        case .none: break
        case .bytes(let bytes):
            kind = ccurl_memory
            bytes.withUnsafeBytes { ccurl_append(&exchange.pointee.outgoing, $0.baseAddress, $0.count) }
        case .stream(let body):
            kind = ccurl_stream
            exchange.pointee.pull = { context, buffer, capacity in
                WireAttempt.of(context)?.pull(UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
                    ?? Int(CURL_READFUNC_ABORT)
            }
            let queue = BodyQueue(body, refilled: refilled)
            self.queue = queue
            guard queue.start() else { throw WireFailure(.local, .other, "no thread is left for the body") }
        }
        if request.sink != nil {
            exchange.pointee.push = { context, bytes, count in
                WireAttempt.of(context)?.push(UnsafeRawBufferPointer(start: bytes, count: count)) ?? false
            }
        }
        if request.mayLeave != nil {
            exchange.pointee.may_leave = { WireAttempt.of($0)?.submission.request.mayLeave?() ?? false }
        }
        let code = ccurl_start(exchange, request.method, request.url, proxy != nil, kind, bodyLength ?? 0)
        guard code == CURLE_OK else { throw address.unusable }
    }

    /// The body has more bytes.
    func resume() {
        ccurl_resume(exchange)
    }

    /// Nothing more will be asked of the body.
    func close() {
        queue?.close()
        exchange.pointee.context = nil
    }

    private func add(_ name: String, _ value: String) throws(WireFailure) {
        guard !name.isEmpty, name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }),
            value.utf8.allSatisfy({ $0 != 0 && $0 != 0x0D && $0 != 0x0A })
        else { throw WireFailure(.local, .address, "a header field holds characters that none may have") }
        // A field without a value ends in a semicolon for libcurl; a colon would take the field away.
        ccurl_add_header(exchange, value.isEmpty ? "\(name);" : "\(name): \(value)")
    }

    private func pull(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let queue, case .stream(let body) = submission.request.body else { return Int(CURL_READFUNC_ABORT) }
        let room = Int(min(Int64(buffer.count), body.length - pulled))
        guard room > 0 else { return 0 }
        switch queue.pull(UnsafeMutableRawBufferPointer(rebasing: buffer[..<room])) {
        case .filled(let count):
            pulled += Int64(count)
            body.progress?(pulled)
            return count
        case .wait:
            return Int(CURL_READFUNC_PAUSE)
        case .failed(let error):
            cause = error
            return Int(CURL_READFUNC_ABORT)
        }
    }

    private func push(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do {
            if !hasPushed { try submission.request.sinkBegins?(ccurl_status(exchange)) }
            hasPushed = true
            try submission.request.sink?(bytes)
            return true
        } catch {
            cause = error
            return false
        }
    }
}

extension WireAttempt {
    /// What the attempt came to by itself.
    func result(_ code: CURLcode) -> Result<WireResponse, WireFailure> {
        let x = exchange.pointee
        if code == CURLE_OK { return .success(response(.complete)) }
        if let cause {
            return .failure(WireFailure(.local, .caller, "\(cause)", evidence: evidence, cause: cause))
        }
        if x.was_held_back {
            return .failure(WireFailure(.local, .heldBack, "the request was held back at the last moment"))
        }
        if x.too_large { return .success(response(.tooLarge)) }
        if x.head_ended { return .success(response(.cutOff)) }
        return .failure(failure(code))
    }

    /// What it came to when it was given up for want of progress or of time; the exchange is dropped by then.
    func timedOut() -> Result<WireResponse, WireFailure> {
        if exchange.pointee.head_ended { return .success(response(.timedOut)) }
        guard exchange.pointee.began else { return .failure(failure(CURLE_OPERATION_TIMEDOUT)) }
        let isTooLong = exchange.pointee.last_progress_ms + timeout > end
        let allowed = isTooLong ? submission.request.limit : submission.request.timeout
        let words = "no answer within \((allowed ?? submission.request.timeout).inSecondsOrMilliseconds)"
        return .failure(WireFailure(.timedOut, .other, words, evidence: evidence))
    }

    /// What it came to when its task was cancelled; the exchange is dropped by then.
    func cancelled() -> WireFailure {
        WireFailure(.cancelled, .other, "cancelled", evidence: evidence)
    }

    private func failure(_ code: CURLcode) -> WireFailure {
        let text = withUnsafeBytes(of: exchange.pointee.error) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        let words = FailureWords(
            exchange, code, text, address, proxy, service: submission.request.service, variable: authoritiesVariable)
        var failure = words.failure
        failure.evidence = evidence
        return failure
    }

    private var bodyLength: Int64? {
        switch submission.request.body {
        case .none: nil
        case .bytes(let bytes): Int64(bytes.count)
        case .stream(let body): body.length
        }
    }

    /// The largest TLS alert record: what closing writes when nothing else was written.
    private static let alertSize = 40

    /// Two witnesses: what libcurl wrote, and what the kernel took.
    ///
    /// libcurl's count alone is not exact under TLS, where a record may be cut; the kernel's alone does not know how
    /// long the header was.
    private var evidence: WireEvidence {
        let x = exchange.pointee
        let isNothing = !x.began || x.request_bytes == 0 && x.body_sent == 0 && x.kernel_bytes <= Self.alertSize
        let isWhole = bodyLength.map { x.body_sent >= $0 } ?? true
        return WireEvidence(
            isNothing ? .nothing : isWhole ? .whole : .part, kernelBytes: x.kernel_bytes, bodyBytes: x.body_sent,
            minRoundTrip: x.min_rtt_us > 0 ? .microseconds(x.min_rtt_us) : nil,
            connectionsMade: ccurl_connections_made(exchange))
    }

    private func response(_ completeness: WireResponse.Completeness) -> WireResponse {
        let x = exchange.pointee
        return WireResponse(
            status: ccurl_status(exchange),
            headers: ResponseHead.fields(of: UnsafeRawBufferPointer(start: x.head.bytes, count: x.head.count)),
            body: [UInt8](UnsafeRawBufferPointer(start: x.body.bytes, count: x.body.count)),
            completeness: completeness, evidence: evidence)
    }
}

extension WireAddress {
    /// The failure for an address that libcurl does not take.
    var unusable: WireFailure { WireFailure(.local, .address, "\(title) is not an address that can be reached") }
}

extension Duration {
    /// Whole milliseconds as libcurl takes them, rounded up; at most some weeks, so that sums do not overflow.
    var inMilliseconds: Int64 { min(millisecondsRoundedUp, 4_000_000_000) }
}
