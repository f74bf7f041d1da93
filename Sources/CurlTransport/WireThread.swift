import Glibc
import Synchronization
import SystemFiles
internal import CCurl

/// The thread that owns libcurl: it takes what comes into the inbox, lets libcurl work, and watches for stalls.
final class WireThread {
    private typealias Exchange = UnsafeMutablePointer<ccurl_exchange>

    /// Exchanges that are kept for the next requests; each keeps some buffers.
    private static let mostIdle = 64

    private let wire: OpaquePointer
    private let inbox: Inbox
    private var idle: [Exchange] = []
    private var attempts: [ObjectIdentifier: WireAttempt] = [:]
    /// When an attempt may have stalled, at the earliest.
    private var nextWatch = Int64.max

    static func start(_ inbox: Inbox) {
        let isStarted = SilentThread.run {
            switch makeWire(inbox) {
            case .success(let wire):
                WireThread(wire, inbox).run()
                inbox.end(.shutDown)
            case .failure(let failure):
                inbox.end(failure)
            }
        }
        if !isStarted { inbox.end(WireFailure(.local, .library, "no thread is left for the network")) }
    }

    private static func makeWire(_ inbox: Inbox) -> Result<OpaquePointer, WireFailure> {
        let options = inbox.options
        guard inbox.event >= 0 else {
            return .failure(WireFailure(.local, .library, "no file descriptor is left for the network"))
        }
        var wire = ccurl_options()
        wire.connect_timeout_ms = Int(options.connectTimeout.inMilliseconds)
        wire.user_timeout_ms = UInt32(clamping: options.userTimeout.inMilliseconds)
        wire.response_limit = options.responseLimit
        wire.connections = options.connections
        wire.allow_repeats = options.allowsRepeats
        let proxy = options.proxy
        // libcurl undoes escapes in a login even when it is set apart from the address.
        let login = [proxy?.user, proxy?.password].map { $0?.replacing("%", with: "%25") }
        let texts = ([options.authorities, proxy?.url] + login).map { $0.flatMap { strdup($0) } }
        defer { for text in texts { free(text) } }
        wire.extra_authorities = texts[0].map { UnsafePointer($0) }
        wire.proxy = texts[1].map { UnsafePointer($0) }
        wire.proxy_user = texts[2].map { UnsafePointer($0) }
        wire.proxy_password = texts[3].map { UnsafePointer($0) }
        var state = ccurl_ready
        var detail = [CChar](repeating: 0, count: 256)
        let made = ccurl_create(&wire, inbox.event, &state, &detail, detail.count)
        if let made { return .success(made) }
        let text = String(decoding: detail.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // It becomes a part of a sentence.
        let words = text.prefix(1).lowercased() + text.dropFirst()
        return .failure(failure(state, words, options))
    }

    private static func failure(_ state: ccurl_state, _ detail: String, _ options: CurlTransport.Options) -> WireFailure
    {
        switch state {
        case ccurl_no_authorities:
            WireFailure(
                .local, .authorities,
                "the certificate authority file \(options.authorities ?? "") cannot be used: \(detail)",
                hint: "Set \(options.authoritiesVariable) to a file of certificates in PEM or DER, or to nothing.")
        case ccurl_old_library:
            WireFailure(
                .local, .library, "libcurl \(detail) is too old: version 7.87 or later is needed",
                hint: "Install the package libcurl4 of Debian 12 or later.")
        case ccurl_no_descriptor:
            WireFailure(.local, .library, "the network cannot be used: \(detail)")
        default:
            WireFailure(
                .local, .library, "libcurl cannot be used: \(detail)", hint: "Install the package libcurl4.")
        }
    }

    private init(_ wire: OpaquePointer, _ inbox: Inbox) {
        self.wire = wire
        self.inbox = inbox
    }

    private func run() {
        while true {
            let content = inbox.take()
            for submission in content.submissions { start(submission) }
            for ticket in content.refills { attempts[ObjectIdentifier(ticket)]?.resume() }
            for ticket in content.cancellations {
                if let attempt = attempts[ObjectIdentifier(ticket)] { drop(attempt) { .failure($0.cancelled()) } }
            }
            if content.isStopping { break }
            ccurl_turn(wire, content.isAwake ? 0 : patience)
            var code = CURLE_OK
            while let exchange = ccurl_next_finished(wire, &code) { finish(exchange, code) }
            if nextWatch <= ccurl_now_ms() { watch() }
        }
        for attempt in attempts.values {
            drop(attempt) { attempt in
                var failure = WireFailure.shutDown
                failure.evidence = attempt.cancelled().evidence
                return .failure(failure)
            }
        }
        for exchange in idle { ccurl_exchange_destroy(exchange) }
        ccurl_destroy(wire)
    }

    private func start(_ submission: Submission) {
        if submission.ticket.isCancelled.load(ordering: .relaxed) {
            return submission.finish(WireFailure(.cancelled, .other, "cancelled"))
        }
        guard let address = WireAddress(submission.request.url) else {
            return submission.finish(WireFailure(.local, .address, "the address of the request cannot be used"))
        }
        guard let exchange = idle.popLast() ?? ccurl_exchange_create(wire) else {
            return submission.finish(WireFailure(.local, .library, "libcurl is too old"))
        }
        ccurl_reset(exchange)
        let attempt = WireAttempt(submission, to: address, on: exchange, inbox.options)
        attempts[ObjectIdentifier(submission.ticket)] = attempt
        nextWatch = min(nextWatch, attempt.deadline)
        do {
            try attempt.start(userAgent: inbox.options.userAgent) { [inbox] in inbox.refill(submission.ticket) }
        } catch {
            drop(attempt) { _ in .failure(error) }
        }
    }

    private func finish(_ exchange: Exchange, _ code: CURLcode) {
        guard let attempt = WireAttempt.of(exchange.pointee.context) else { return }
        let result = attempt.result(code)
        ccurl_release(exchange)
        retire(attempt, result)
    }

    /// Ends an attempt from this side.
    private func drop(_ attempt: WireAttempt, _ result: (WireAttempt) -> Result<WireResponse, WireFailure>) {
        ccurl_drop(attempt.exchange)
        retire(attempt, result(attempt))
    }

    private func retire(_ attempt: WireAttempt, _ result: Result<WireResponse, WireFailure>) {
        attempt.close()
        attempts[ObjectIdentifier(attempt.submission.ticket)] = nil
        if idle.count < Self.mostIdle {
            idle.append(attempt.exchange)
        } else {
            ccurl_exchange_destroy(attempt.exchange)
        }
        attempt.submission.continuation.resume(returning: result)
    }

    /// Ends what made no progress for its time.
    ///
    /// What came in meanwhile was seen in the turn before.
    private func watch() {
        let now = ccurl_now_ms()
        nextWatch = .max
        for attempt in Array(attempts.values) {
            if attempt.deadline <= now {
                drop(attempt) { $0.timedOut() }
            } else {
                nextWatch = min(nextWatch, attempt.deadline)
            }
        }
    }

    /// Milliseconds until the next watch; -1 if there is nothing to watch.
    private var patience: Int32 {
        guard nextWatch < .max else { return -1 }
        return Int32(clamping: max(0, nextWatch - ccurl_now_ms()) + 1)
    }
}
