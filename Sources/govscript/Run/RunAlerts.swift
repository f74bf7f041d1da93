import ApiClients
import Dispatch
import Glibc
import LuaBridge
import Operations
import ScriptModules
import ScriptRunner
import StartRecords
import Synchronization
import TerminalText
import Timekeeping

/// Tells others of a run: checks, webhooks, mail.
///
/// What cannot be told is a warning, and never the run's own failure.
final class RunAlerts: Sendable {
    private static let tries = 5
    private static let timeout = Duration.seconds(10)
    /// What a check takes if it does not say.
    private static let usualBodyLimit = 10_000

    private let targets: [AlertTarget]
    private let console: Console
    private let transport: HTTPTransport
    private let bodyLimit = Mutex(RunAlerts.usualBodyLimit)
    private let starting = Mutex<Task<Void, Never>?>(nil)
    private let hasEnded = Atomic(false)

    /// - Throws: ``ApiError`` for a proxy that cannot be understood.
    init(_ targets: [AlertTarget], console: Console) throws {
        self.targets = targets
        self.console = console
        var configuration = HTTPTransport.Configuration()
        configuration.proxy = try ProxySettings(environment: Environment.variables)
        configuration.caFile = Environment.variables["GOVSCRIPT_CA_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        configuration.connectTimeout = Self.timeout
        configuration.responseLimit = 1 << 16
        transport = HTTPTransport(configuration)
    }

    /// Tells how earlier starts ended, and tells checks that this one begins, while it does.
    ///
    /// - Parameters:
    ///   - earlier: Starts whose end was not reported.
    ///   - told: Called for each of them when all have heard of it.
    func begin(_ record: StartRecord, after earlier: [StartRecord], told: @escaping @Sendable (StartRecord) -> Void) {
        let pings = pings
        guard !pings.isEmpty || !earlier.isEmpty, (try? LuaThread.requireRoom()) != nil else { return }
        let task = Task {
            for record in earlier {
                await tell(AlertNews(record))
                told(record)
            }
            for url in pings { await ping(url, "start", record, [], untilEnd: true) }
        }
        starting.withLock { $0 = task }
    }

    /// Tells all how the run ended, and waits until they have heard it; the calling thread must be none of the
    /// concurrency pool's.
    func end(_ news: AlertNews) {
        let start = starting.withLock(\.self)
        let isOnlyMail = targets.allSatisfy { if case .mail = $0 { true } else { false } }
        // Without a thread for it mail is sent all the same.
        guard start != nil || !isOnlyMail, (try? LuaThread.requireRoom()) != nil else { return tellByMail(news) }
        hasEnded.store(true, ordering: .releasing)
        try? BlockingWait.perform { [self] in
            await start?.value
            await tell(news)
            await transport.shutdown()
        }
    }

    /// Tells all how the run ended while the process is being ended, for as long as there is.
    func end(_ news: AlertNews, within limit: Duration, told: @escaping @Sendable () -> Void) {
        guard (try? LuaThread.requireRoom()) != nil else { return tellByMail(news) }
        hasEnded.store(true, ordering: .releasing)
        let end = DispatchSemaphore(value: 0)
        Task {
            await tell(news)
            told()
            end.signal()
        }
        _ = end.wait(timeout: .now() + .nanoseconds(Int(clamping: limit.nanoseconds)))
    }

    private func tell(_ news: AlertNews) async {
        tellByMail(news)
        for target in targets {
            switch target {
            case .ping(let url):
                let body = AlertTarget.body(news.summary, log: news.log, limit: bodyLimit.withLock(\.self))
                await ping(url, news.signal, news.record, body)
            case .webhook(let url): await send(url, target, Array(news.json.utf8), "application/json")
            case .mail: break
            }
        }
    }

    private func tellByMail(_ news: AlertNews) {
        for case .mail(let address) in targets where news.code != 0 { mail(address, news) }
    }

    /// Tells checks that a start was refused since another one runs, which is neither a success nor a failure.
    func skipped(_ record: StartRecord, _ words: String) {
        let pings = pings
        guard !pings.isEmpty, (try? LuaThread.requireRoom()) != nil else { return }
        try? BlockingWait.perform { [self] in
            for url in pings { await ping(url, "log", record, Array(words.utf8)) }
            await transport.shutdown()
        }
    }

    private var pings: [String] { targets.compactMap { if case .ping(let url) = $0 { url } else { nil } } }

    private func ping(
        _ url: String, _ signal: String, _ record: StartRecord, _ body: [UInt8], untilEnd: Bool = false
    ) async {
        let address = AlertTarget.address(of: signal, at: url, id: record.uuid)
        let response = await send(
            address, .ping(url), body, "text/plain; charset=utf-8", untilEnd: untilEnd)
        guard let limit = response?.headers["Ping-Body-Limit"].flatMap({ Int($0) }), limit >= 0 else { return }
        bodyLimit.withLock { $0 = limit }
    }

    /// - Parameter untilEnd: Whether it is of no use any more once the run has ended.
    @discardableResult
    private func send(
        _ url: String, _ target: AlertTarget, _ body: [UInt8], _ type: String, untilEnd: Bool = false
    ) async -> HTTPResponse? {
        var request = HTTPRequest(.post, url, body: .bytes(body), timeout: Self.timeout)
        request.headers["Content-Type"] = type
        request.limit = Self.timeout
        var reason = ""
        for attempt in 1...Self.tries {
            do {
                let response = try await transport.transport.send(request)
                if (200..<300).contains(response.status) { return response }
                reason = "HTTP \(response.status)"
                // It will not like it better the next time.
                if (400..<500).contains(response.status), response.status != 429 { break }
            } catch {
                reason = (error as? TransportFailure)?.message ?? "\(error)"
            }
            guard attempt < Self.tries else { break }
            for _ in 0..<(10 << (attempt - 1)) {
                if untilEnd, hasEnded.load(ordering: .acquiring) { return nil }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        console.line("warning: --notify: \(target.name) could not be told: \(reason)")
        return nil
    }

    private func mail(_ address: String, _ news: AlertNews) {
        let text = AlertTarget.mail(
            to: address, subject: "govscript: \(news.headline)",
            body: news.summary + "\n" + String(news.log.suffix(Self.usualBodyLimit)))
        do {
            try ProgramCall(program: "sendmail", arguments: ["-i", "-t"]).expect(input: text)
        } catch {
            let words = (error as? ProgramCall.Failure)?.message ?? "\(error)"
            console.line("warning: --notify: \(address) could not be told: \(words)")
        }
    }
}
