import Glibc
import LuaBridge
import ScriptRunner
import Synchronization
import TerminalText
import Timekeeping

/// Ctrl-C and `kill` end the script, whatever it does; Ctrl-\ (SIGQUIT) shows its tasks.
final class SignalWatch: Sendable {
    private let watched = Mutex<ScriptSession?>(nil)
    private let requests = Mutex(0)
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

    private func handle(_ signal: Int32) {
        if signal == SIGQUIT {
            session?.inspect()
            return
        }
        let isFirst = requests.withLock { count in
            count += 1
            return count == 1
        }
        guard isFirst, let session else {
            if session?.hasOpenRuns == true {
                Self.say("Quit. Run the same command again to resume.")
            }
            _exit(128 + signal)
        }
        let grace = session.hasOpenRuns ? grace.withLock(\.self) : .zero
        if grace > .zero {
            let limit = grace.secondsRoundedUp
            Self.say("Stopping: waiting up to \(limit) s for requests in progress. Press Ctrl-C again to quit now.")
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
            _exit(code)
        }
        do {
            try LuaThread.start(end)
        } catch {
            // Of a thread that may block; the next signal is not heard any more.
            end()
        }
    }

    private static func say(_ words: String) {
        StandardStream.write(words.visible + "\n", to: StandardStream.error.rawValue)
    }
}
