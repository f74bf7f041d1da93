/// What a person, or a file, gave to a REPL.
package enum ReplInput: Sendable, Hashable {
    case line(String)
    /// Ctrl-C at the prompt.
    case interrupted
    /// Ctrl-D, or the end of the file.
    case ended
    case terminated(signal: Int32)
}

/// Where a REPL reads and writes: a terminal, or streams.
package protocol ReplConsole: AnyObject {
    /// Whether a person is there: prompts, a live line, results cut to the screen.
    var isInteractive: Bool { get }
    var inColour: Bool { get }
    /// The width for results.
    var columns: Int { get }
    /// What may be called from every thread.
    var output: ReplOutput { get }
    /// Completes the text before the cursor, where there is a cursor.
    var complete: ((String) -> ReplCompletion?)? { get set }
    func readLine(_ prompt: String) -> ReplInput
    /// Shows a text, page by page where it is longer than a screen that a person looks at.
    func page(_ text: String)
    /// Empties the screen, where there is one.
    func clear()
    /// Records an input for the next time.
    func remember(_ entry: String)
    /// Blocks until `isDone`, which ``ReplOutput/wake`` has looked at.
    ///
    /// - Parameters:
    ///   - words: The live line, after so many seconds.
    ///   - onSignal: Receives Ctrl-C and other requests to end.
    func wait(until isDone: () -> Bool, words: (Int) -> String?, onSignal: (Int32) -> Void)
}

extension ReplConsole {
    package func page(_ text: String) { output.write(text) }
    package func clear() {}
}

/// The half of a console that every thread may use.
package struct ReplOutput: Sendable {
    /// Writes lines; the text has no line break at its end.
    package var write: @Sendable (String) -> Void
    /// Writes lines about errors.
    package var report: @Sendable (String) -> Void
    /// Wakes a waiting console, which then checks whether to wait further.
    package var wake: @Sendable () -> Void
    /// Ends the reading of lines: the interpreter has ended.
    package var close: @Sendable () -> Void

    package init(
        write: @escaping @Sendable (String) -> Void, report: @escaping @Sendable (String) -> Void,
        wake: @escaping @Sendable () -> Void, close: @escaping @Sendable () -> Void
    ) {
        self.write = write
        self.report = report
        self.wake = wake
        self.close = close
    }
}
