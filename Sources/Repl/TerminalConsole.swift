package import LineEditor
import LuaBridge
import TerminalText

/// A REPL on a terminal.
package final class TerminalConsole: ReplConsole {
    package let editor: LineEditor
    private let history: LineHistory
    package let inColour: Bool
    package let output: ReplOutput
    package var isInteractive: Bool { true }
    package var columns: Int { editor.screen.size.columns }
    /// Shows a text that is longer than the screen; false if it cannot.
    private let pager: (@Sendable (String) -> Bool)?

    /// - Parameter pager: Shows a text that is longer than the screen; answers whether it could.
    /// - Throws: ``LineEditorError`` where there is no terminal.
    package init(
        history: LineHistory, keys: LineEditor.Keys? = nil, inColour: Bool = true, program: String = "govscript",
        pager: (@Sendable (String) -> Bool)? = nil
    ) throws {
        self.pager = pager
        var options = LineEditor.Options()
        options.history = history
        options.keys = keys
        options.program = program
        editor = try LineEditor(options)
        self.history = history
        self.inColour = inColour
        let screen = editor.screen
        output = ReplOutput(
            write: { text in
                // What Lua has printed before must not come after.
                StandardOutput.flush()
                screen.print(text)
            },
            report: { text in
                StandardOutput.flush()
                screen.print(text.wrappedLines(to: screen.size.columns))
            },
            wake: { screen.wake() }, close: { screen.close() })
        // Before any interpreter is made, which keeps the stream that it finds.
        StandardOutput.redirect(to: screen)
    }

    package var complete: ((String) -> ReplCompletion?)? {
        get { editor.complete }
        set { editor.complete = newValue }
    }

    /// Asks a yes-or-no question, from any thread; no is the default, and `all` a yes for the rest of the session.
    package var confirm: @Sendable (String) async -> Bool {
        let screen = editor.screen
        return { await screen.ask($0, offersAll: true) }
    }

    package func readLine(_ prompt: String) -> ReplInput {
        StandardOutput.flush()
        return switch editor.readLine(prompt) {
        case .line(let line): .line(line)
        case .interrupted: .interrupted
        case .ended: .ended
        case .terminated(let signal): .terminated(signal: signal)
        }
    }

    package func page(_ text: String) {
        let size = editor.screen.size
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) { rows, line in
            rows + max(1, (TextWidth.ofStyled(String(line)) + size.columns - 1) / size.columns)
        }
        // The prompt wants a row too.
        guard rows >= size.rows, let pager else { return output.write(text) }
        StandardOutput.flush()
        var isShown = false
        editor.screen.lend { isShown = pager(text + "\n") }
        if !isShown { output.write(text) }
    }

    package func clear() { editor.screen.clear() }

    package func remember(_ entry: String) {
        history.add(entry)
    }

    package func wait(until isDone: () -> Bool, words: (Int) -> String?, onSignal: (Int32) -> Void) {
        let start = ContinuousClock.now
        editor.serve(
            status: {
                // What is over at once needs no words.
                let seconds = Int((ContinuousClock.now - start).components.seconds)
                return ContinuousClock.now - start > .milliseconds(300) ? words(seconds) : nil
            }, onSignal: onSignal, until: isDone)
    }
}
