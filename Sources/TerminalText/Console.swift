import Glibc
import Synchronization

/// Standard error: log lines and, on a terminal, one live line below them that they do not tear.
///
/// Texts are made visible and cleared of secrets on the way, so that callers may pass on whatever they were given.
package final class Console: Sendable {
    private let descriptor: Int32
    /// Where lines go instead of the descriptor.
    private let screen: (@Sendable (String) -> Void)?
    private let redact: @Sendable (String) -> String
    /// Whether a person watches.
    package let isTerminal: Bool
    /// The live line; empty without one.
    private let shown = Mutex("")

    /// - Parameters:
    ///   - descriptor: Where to write; standard error.
    ///   - redact: Takes out of a line what is never written, wherever it comes from.
    package init(descriptor: Int32 = 2, redact: @escaping @Sendable (String) -> String = { $0 }) {
        self.descriptor = descriptor
        self.redact = redact
        screen = nil
        isTerminal = isatty(descriptor) == 1
    }

    /// A console whose lines somebody else puts on the screen, and whose live line is asked for.
    ///
    /// - Parameter redact: Takes out of a line what is never written.
    package init(
        isTerminal: Bool = true, redact: @escaping @Sendable (String) -> String = { $0 },
        screen: @escaping @Sendable (String) -> Void
    ) {
        descriptor = 2
        self.redact = redact
        self.screen = screen
        self.isTerminal = isTerminal
    }

    /// The live line; empty without one.
    package var liveLine: String { shown.withLock(\.self) }

    /// Writes any text as one line above the live one.
    package func line(_ text: String) {
        line(TerminalLine(text))
    }

    /// Writes lines whose breaks are the program's own, such as a traceback.
    package func lines(_ text: String) {
        for line in TerminalLine.lines(text) { self.line(line) }
    }

    /// Writes a line above the live one.
    package func line(_ line: TerminalLine) {
        // What a script printed before must not come after what it logs now.
        StandardStream.flush()
        let text = redact(line.text)
        if let screen { return screen(text) }
        let lines = isTerminal ? text.wrappedLines(to: columns) : text
        shown.withLock { StandardStream.write(erasing($0) + lines + "\n" + $0, to: descriptor) }
    }

    /// Replaces the live line; an empty one removes it.
    ///
    /// Does nothing where nobody watches.
    package func live(_ text: String) {
        guard isTerminal else { return }
        StandardStream.flush()
        let text = redact(text.visible)
        shown.withLock { shown in
            let erased = erasing(shown)
            shown = TextWidth.clip(text, to: columns - 1)
            guard screen == nil else { return }
            StandardStream.write(erased + shown, to: descriptor)
        }
    }

    /// The terminal's width.
    package var columns: Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    private func erasing(_ line: String) -> String { line.isEmpty ? "" : "\r\u{1B}[2K" }
}
