import Glibc

// Unsafe: written before the handlers are installed and after they are removed, and only read in between.
nonisolated(unsafe) private var writeEnd: Int32 = -1

/// Has signals arrive at the editor's thread, as bytes of its pipe, while the editor is there.
struct TerminalSignals: ~Copyable {
    static let all = [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH]

    private var before: [(signal: Int32, action: sigaction)] = []
    // What the pipe is written to for as long as handlers are installed.
    private let pipe: WakePipe

    init(to pipe: WakePipe) {
        self.pipe = pipe
        writeEnd = pipe.writeEnd
        for signal in Self.all {
            var old = sigaction()
            sigaction(signal, nil, &old)
            // A program that was started with a signal ignored, by nohup for example, leaves it so.
            if signal != SIGTSTP, old.__sigaction_handler.sa_handler.map(isIgnoring) == true { continue }
            Self.catchSignal(signal)
            before.append((signal, old))
        }
    }

    deinit {
        for (signal, action) in before {
            var action = action
            sigaction(signal, &action, nil)
        }
        writeEnd = -1
    }

    private static func catchSignal(_ signal: Int32) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { signal in
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: signal)
            _ = write(writeEnd, &byte, 1)
            errno = saved
        }
        action.sa_flags = SA_RESTART
        sigaction(signal, &action, nil)
    }

    /// Stops the job as Ctrl-Z does; returns when it is continued.
    borrowing func stopProcess() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = SIG_DFL
        sigaction(SIGTSTP, &action, nil)
        kill(0, SIGTSTP)
        Self.catchSignal(SIGTSTP)
    }
}

private func isIgnoring(_ handler: @escaping @convention(c) (Int32) -> Void) -> Bool {
    unsafeBitCast(handler, to: Int.self) == 1
}
