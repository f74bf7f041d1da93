import Dispatch
import Glibc
import LuaBridge
import ScriptRunner
import StartRecords
import Synchronization
import TerminalText
import Timekeeping

/// Ctrl-C and `kill` end the script, whatever it does; Ctrl-\ (SIGQUIT) shows its tasks.
final class SignalWatch: Sendable {
    private let watched = Mutex<ScriptSession?>(nil)
    private let requests = Mutex(0)
    /// The pause that a signal ends, and by which it was.
    private let paused = Mutex<(end: DispatchSemaphore, signal: Int32?)?>(nil)
    /// How long the writes of durable runs may take to end.
    private let grace = Mutex(Duration.zero)
    /// How long a script has to end after it was told to.
    static let patience = Duration.seconds(4)

    /// - Throws: ``LuaThreadUnavailable``.
    init() throws {
        try SignalPipe.receive([SIGINT, SIGTERM, SIGHUP, SIGQUIT]) { [self] in handle($0) }
    }

    var session: ScriptSession? { watched.withLock { $0 } }

    func watch(_ session: ScriptSession, grace: Duration) {
        self.grace.withLock { $0 = grace }
        watched.withLock { $0 = session }
    }

    /// Watches no script until the next one starts.
    func forget() { watched.withLock { $0 = nil } }

    /// Whether the process was told to end.
    var isStopping: Bool { requests.withLock { $0 > 0 } }

    /// Waits for a time, or until the process is told to end.
    ///
    /// - Returns: The signal that did.
    func signal(within length: Duration) -> Int32? {
        let end = DispatchSemaphore(value: 0)
        paused.withLock { $0 = (end, nil) }
        _ = end.wait(timeout: .now() + .nanoseconds(Int(clamping: length.nanoseconds)))
        return paused.withLock { paused in
            defer { paused = nil }
            return paused?.signal
        }
    }

    /// Ends a pause; false if there is none.
    private func endPause(_ signal: Int32) -> Bool {
        paused.withLock { paused in
            guard let end = paused?.end else { return false }
            paused?.signal = signal
            end.signal()
            return true
        }
    }

    private func handle(_ signal: Int32) {
        if signal == SIGQUIT {
            session?.inspect()
            return
        }
        if endPause(signal) { return }
        let isFirst = requests.withLock { count in
            count += 1
            return count == 1
        }
        guard isFirst, let session else {
            if session?.hasOpenRuns == true {
                Self.say("Quit. Run the same command again to resume.")
            }
            StartRecording.cutOff(.interrupted, code: 128 + signal, isAtOnce: true)
            _exit(128 + signal)
        }
        let grace = session.hasOpenRuns ? grace.withLock(\.self) : .zero
        if grace > .zero {
            let limit = grace.secondsRoundedUp
            Self.say(
                "Stopping: waiting up to \(limit) s for requests in progress. Press Ctrl-C again to quit now.",
                onALineOfItsOwn: signal == SIGINT)
        }
        session.stop(.interrupted(signal: signal))
        Self.endProcess(after: Self.patience + grace, code: 128 + signal)
    }

    /// Ends the process if it is still there after a while, in whole seconds.
    ///
    /// A C function that does not return (a pathological pattern, a blocking read) cannot be stopped otherwise.
    static func endProcess(after limit: Duration, code: Int32) {
        let seconds = UInt32(clamping: limit.secondsRoundedUp)
        let end: @Sendable () -> Void = {
            sleep(seconds)
            say("error: the script did not end within \(seconds) s of being stopped; the process was ended")
            let reason = code == ExitCode.timeLimit.rawValue ? StartRecord.Ending.Reason.timeLimit : .interrupted
            StartRecording.cutOff(reason, code: code, isAtOnce: false)
            _exit(code)
        }
        do {
            try LuaThread.start(end)
        } catch {
            // Of a thread that may block; the next signal is not heard any more.
            end()
        }
    }

    /// Has what is said of signals go to the log of a run from now on, if it has one.
    static func tell(_ console: Console) { teller.withLock { $0 = console.isLogged ? console : nil } }

    private static let teller = Mutex<Console?>(nil)

    /// - Parameter onALineOfItsOwn: Whether the terminal has shown `^C` where the cursor stood.
    ///
    /// Not by way of a console on the terminal, which waits for what the script is writing.
    private static func say(_ words: String, onALineOfItsOwn: Bool = false) {
        if let console = teller.withLock(\.self) { return console.line(words) }
        let stream = StandardStream.error.rawValue
        let columns = TextWidth.ofTerminal(stream)
        let lines = words.visible.wrappedLines(to: columns ?? .max)
        StandardStream.write((onALineOfItsOwn && columns != nil ? "\n" : "") + lines + "\n", to: stream)
    }
}
