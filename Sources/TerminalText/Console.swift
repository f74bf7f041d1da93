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
    /// Where lines are kept as records; nil where they are only shown.
    private let log: (@Sendable (LogEntry) -> Void)?
    private let levels: LogLevels
    /// Whether lines go to the descriptor, or only to the log.
    private let isShowing: Bool
    /// Is told of each warning, without the word.
    private let noteWarning: (@Sendable (String) -> Void)?
    /// Whether a person watches.
    package let isTerminal: Bool
    /// Whether its lines also go to a log.
    package var isLogged: Bool { log != nil }

    /// The live line; empty without one.
    private let shown = Mutex("")

    /// - Parameters:
    ///   - descriptor: Where to write; standard error.
    ///   - redact: Takes out of a line what is never written, wherever it comes from.
    ///   - noteWarning: Is told of each warning, without the word.
    ///   - levels: What is left out.
    ///   - log: Is given every line as a record.
    ///   - isShowing: Whether lines go to the descriptor too; if nil, where there is no log, or a terminal.
    package init(
        descriptor: Int32 = 2, redact: @escaping @Sendable (String) -> String = { $0 },
        levels: LogLevels = LogLevels(.debug),
        log: (@Sendable (LogEntry) -> Void)? = nil, isShowing: Bool? = nil,
        noteWarning: (@Sendable (String) -> Void)? = nil
    ) {
        self.descriptor = descriptor
        self.noteWarning = noteWarning
        self.redact = redact
        self.levels = levels
        self.log = log
        screen = nil
        isTerminal = isatty(descriptor) == 1
        self.isShowing = isShowing ?? (log == nil || isTerminal)
    }

    /// A console whose lines somebody else puts on the screen, and whose live line is asked for.
    ///
    /// - Parameter redact: Takes out of a line what is never written.
    package init(
        isTerminal: Bool = true, redact: @escaping @Sendable (String) -> String = { $0 },
        screen: @escaping @Sendable (String) -> Void
    ) {
        descriptor = 2
        noteWarning = nil
        self.redact = redact
        self.screen = screen
        levels = LogLevels(.debug)
        log = nil
        isShowing = true
        self.isTerminal = isTerminal
    }

    /// The live line; empty without one.
    package var liveLine: String { shown.withLock(\.self) }

    /// Writes any text as one line above the live one.
    ///
    /// - Parameters:
    ///   - level: What its first word says, if nil: `warning: …`.
    ///   - fields: What programs that read the log are told besides.
    package func line(
        _ text: String, _ level: LogLevel? = nil, _ category: LogCategory = .run, fields: [LogEntry.Field] = []
    ) {
        var entry = LogEntry(line: text, level, category)
        entry.fields = fields
        write(entry, shown: [TerminalLine(text)])
    }

    /// Writes lines whose breaks are the program's own, such as a traceback.
    package func lines(_ text: String) {
        for line in TerminalLine.lines(text) { self.line(line) }
    }

    /// Writes a line above the live one.
    package func line(_ line: TerminalLine) {
        write(LogEntry(line: line.text, nil, .run), shown: [line])
    }

    /// Writes a record above the live line.
    ///
    /// - Parameter shown: How a terminal shows it, where that differs from how it is kept.
    package func write(_ entry: LogEntry, shown: [TerminalLine]) {
        guard levels.shows(entry.level, entry.category) else { return }
        // What a script printed before must not come after what it logs now.
        StandardStream.flush()
        if let noteWarning, entry.level >= .warning, entry.category != .output, let text = entry.lines.first {
            noteWarning(redact(text.visible))
        }
        if let log {
            var entry = entry
            entry.lines = entry.lines.map { redact($0.visible) }
            entry.fields = entry.fields.map { $0.mapTexts { redact($0) } }
            log(entry)
        }
        for line in shown where isShowing {
            let text = redact(line.text)
            if let screen {
                screen(text)
                continue
            }
            let lines = isTerminal ? text.wrappedLines(to: columns) : text
            self.shown.withLock { StandardStream.write(erasing($0) + lines + "\n" + $0, to: descriptor) }
        }
    }

    /// Replaces the live line; an empty one removes it.
    ///
    /// Does nothing where nobody watches.
    package func live(_ text: String) {
        guard isTerminal, levels.shows(.info, .progress) else { return }
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
        TextWidth.ofTerminal(descriptor) ?? 80
    }

    private func erasing(_ line: String) -> String { line.isEmpty ? "" : "\r\u{1B}[2K" }
}
