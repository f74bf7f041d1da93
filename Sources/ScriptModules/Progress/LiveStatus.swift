package import ApiClients
import Synchronization
package import TerminalText
import Timekeeping

/// What a person sees while a script works: the progress of its loops, and what is waited for.
///
/// On a terminal one line is redrawn every second, also while nothing ends; elsewhere a line is written every half
/// minute.
package final class LiveStatus: Sendable {
    /// Something that is waited for, or a line of progress; to be given back to ``end(_:)``.
    package struct Token: Sendable, Hashable {
        fileprivate let number: Int
    }

    private struct Wait {
        let token: Token
        let words: String
        let since: BootInstant
        /// How long it is waited for before a person is told.
        let after: Duration
    }

    private struct Failing {
        let since: BootInstant
        var words: String
        var isRetrying: Bool
    }

    /// What programs that read the log are told of a line of progress.
    typealias Fields = @Sendable () -> [LogEntry.Field]

    private struct State {
        var next = 0
        var lines: [(token: Token, isLoop: Bool, text: @Sendable () -> String, fields: Fields)] = []
        var waits: [Wait] = []
        var failing: [(service: String, state: Failing)] = []
        var ticker: Task<Void, Never>?
        var logged: BootInstant?
        /// Whether the live line is this object's own.
        var isShowing = false

        mutating func newToken() -> Token {
            next += 1
            return Token(number: next)
        }
    }

    /// How often the live line is redrawn.
    static let step = Duration.seconds(1)
    /// How often a line is written where nobody watches.
    static let logStep = Duration.seconds(30)

    private let console: Console
    let time: TimeSource
    private let patience: Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - console: Where the lines go.
    ///   - patience: How long a service may keep failing before the run stops.
    ///   - time: The clock of the ticks.
    package init(console: Console, patience: Duration = RetryPolicy().patience, time: TimeSource = .system) {
        self.console = console
        self.patience = patience
        self.time = time
    }

    deinit { state.withLock { $0.ticker?.cancel() } }

    /// Adds a line of progress, which is asked for its text at each tick; from any thread.
    ///
    /// - Parameter isLoop: Whether it is a loop that the script has given no name: shown only where nothing else is,
    ///   and of several inside one another the outermost.
    func show(
        isLoop: Bool = false, fields: @escaping Fields = { [] }, _ text: @escaping @Sendable () -> String
    ) -> Token {
        defer { start() }
        return state.withLock { state in
            let token = state.newToken()
            state.lines.append((token, isLoop, text, fields))
            return token
        }
    }

    /// Notes that something is waited for, in words such as `waiting for the ingestion of d_…`.
    ///
    /// - Parameter after: How long a person is told nothing of it.
    func wait(for words: String, after: Duration = .seconds(1)) -> Token {
        defer { start() }
        let now = time.now()
        return state.withLock { state in
            let token = state.newToken()
            state.waits.append(Wait(token: token, words: words, since: now, after: after))
            return token
        }
    }

    /// The line or the wait is over; a second time does nothing.
    func end(_ token: Token) {
        state.withLock { state in
            state.lines.removeAll { $0.token == token }
            state.waits.removeAll { $0.token == token }
        }
    }

    /// Notes how a request ended, for ``ClientEnvironment/observer``.
    package func note(_ attempt: Attempt) {
        let words = Self.trouble(attempt)
        let now = time.now()
        state.withLock { state in
            let index = state.failing.firstIndex { $0.service == attempt.service }
            guard let words else {
                if let index { state.failing.remove(at: index) }
                return
            }
            if let index {
                state.failing[index].state.words = words
                state.failing[index].state.isRetrying = false
            } else {
                state.failing.append((attempt.service, Failing(since: now, words: words, isRetrying: false)))
            }
        }
    }

    /// Notes that a request will be sent again, for ``ClientEnvironment/retryObserver``.
    package func note(_ retry: Retry) {
        state.withLock { state in
            guard let index = state.failing.firstIndex(where: { $0.service == retry.service }) else { return }
            state.failing[index].state.isRetrying = true
        }
        start()
    }

    /// What is wrong with an answer, in words; nil if the service works.
    private static func trouble(_ attempt: Attempt) -> String? {
        let title = ServiceTitle.of(attempt.service)
        if let response = attempt.response {
            switch response.status {
            case 429: return "\(title) refuses requests because of its rate limit"
            case 408, 425, 500...: return "\(title) answers HTTP \(response.status)"
            default: return nil
            }
        }
        switch attempt.failure?.kind {
        case .notSent: return "\(title) cannot be reached"
        case .closed: return "\(title) closed the connection"
        case .timedOut: return "\(title) does not answer"
        case .local, .cancelled, nil: return nil
        }
    }

    /// What is waited for now, in words; nil if it is nothing that a person has to know.
    var waitWords: String? {
        let now = time.now()
        return state.withLock { state in
            if let (_, failing) = state.failing.first(where: { $0.state.isRetrying }) {
                // The attempt that decides may end a little later.
                let passed = min(now - failing.since, patience)
                return "\(failing.words); retrying, \(passed.clockText) of \(patience.clockText)"
            }
            let waits = state.waits.filter { now - $0.since >= $0.after }
            guard let first = waits.min(by: { $0.since < $1.since }) else { return nil }
            let more = waits.count > 1 ? " and \(waits.count - 1) more" : ""
            return "\(first.words)\(more), \((now - first.since).clockText)"
        }
    }

    /// A line of progress with what is waited for.
    func line(_ progress: String) -> String {
        waitWords.map { "\(progress)  \($0)" } ?? progress
    }

    /// Begins to tick, if it does not yet.
    private func start() {
        state.withLock { state in
            guard state.ticker == nil else { return }
            state.logged = state.logged ?? time.now()
            state.ticker = Task(executorPreference: time.executor) { [weak self, time] in
                while !Task.isCancelled {
                    try? await time.sleep(Self.step)
                    guard let self, !Task.isCancelled, self.tickOrStop() else { return }
                }
            }
        }
    }

    /// Ends the ticks for good and takes the live line away.
    package func stop() {
        state.withLock { state in
            state.ticker?.cancel()
            state.ticker = nil
            state.lines = []
            state.waits = []
        }
        clear()
    }

    /// Draws, or stops the ticker where there is nothing to show any more.
    private func tickOrStop() -> Bool {
        let isIdle = state.withLock { state in
            guard state.lines.isEmpty, state.waits.isEmpty, !state.failing.contains(where: { $0.state.isRetrying })
            else { return false }
            state.ticker = nil
            state.logged = nil
            return true
        }
        if !isIdle {
            tick()
            return true
        }
        clear()
        return false
    }

    private func clear() {
        let wasShowing = state.withLock { state in
            defer { state.isShowing = false }
            return state.isShowing
        }
        if wasShowing { console.live("") }
    }

    /// Redraws the live line, or writes one where it is time for it.
    func tick() {
        let all = state.withLock { $0.lines }
        let named = all.filter { !$0.isLoop }
        let lines = named.isEmpty ? Array(all.prefix(1)) : named
        // Of several loops at once the last one begun is the innermost.
        guard let text = lines.last.map({ line($0.text()) }) ?? waitWords else { return clear() }
        if console.isTerminal {
            state.withLock { $0.isShowing = true }
            return console.live(text)
        }
        let now = time.now()
        let isDue = state.withLock { state in
            guard now - (state.logged ?? now) >= Self.logStep else { return false }
            state.logged = now
            return true
        }
        guard isDue else { return }
        guard !lines.isEmpty else { return console.line(text, .info, .progress) }
        for shown in lines { console.line(line(shown.text()), .info, .progress, fields: shown.fields()) }
    }
}
