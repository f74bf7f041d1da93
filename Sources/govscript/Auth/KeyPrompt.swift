import ApiClients
import Glibc
import SystemFiles
import TerminalText

// Unsafe: written once, before the handlers that read it are installed.
nonisolated(unsafe) private var terminalBefore = termios()

/// Asks for a key: at the terminal without echo, or one line of standard input where there is none.
enum KeyPrompt {
    /// What the key is read from, for messages.
    static var source: String { isatty(STDIN_FILENO) == 1 ? "what was typed" : "standard input" }

    /// The line without its line break.
    ///
    /// A signal that ends the process while it waits gives the terminal its echo back first.
    static func line(_ prompt: String) throws -> [UInt8] {
        guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &terminalBefore) == 0 else { return readLine() }
        handleSignals { signal in
            tcsetattr(STDIN_FILENO, TCSANOW, &terminalBefore)
            _exit(128 + signal)
        }
        // A stop would leave the shell without its echo.
        signal(SIGTSTP, SIG_IGN)
        var silent = terminalBefore
        silent.c_lflag &= ~tcflag_t(ECHO)
        silent.c_lflag |= tcflag_t(ECHONL)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else {
            throw ApiError(.internal, "the terminal cannot be told not to show what is typed")
        }
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminalBefore)
            handleSignals(nil)
            signal(SIGTSTP, SIG_DFL)
        }
        StandardStream.error.prompt(TerminalLine(prompt))
        return readLine()
    }

    private static func handleSignals(_ handler: (@convention(c) (Int32) -> Void)?) {
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { signal(number, handler ?? SIG_DFL) }
    }

    private static func readLine() -> [UInt8] {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 65536 {
            let count = SystemError.uninterrupted { read(STDIN_FILENO, &byte, 1) }
            if count <= 0 || byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        return line
    }
}
