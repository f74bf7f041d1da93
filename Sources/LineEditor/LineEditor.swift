import CEdit
import Glibc

/// Reads lines from a terminal: libedit with history, completion and pasting, that lets others write meanwhile.
///
/// Belongs to the thread that makes it; other threads use its ``screen``. While it exists it catches the signals that
/// concern a terminal. One editor at a time.
package final class LineEditor {
    /// What came of reading a line.
    package enum Answer: Sendable, Hashable {
        /// The line, without its end; several lines where some were pasted or recalled.
        case line(String)
        /// Ctrl-C: the line is thrown away.
        case interrupted
        /// Ctrl-D on an empty line, or the terminal is gone.
        case ended
        /// The process was asked to end.
        case terminated(signal: Int32)
    }

    /// Key bindings.
    package enum Keys: String, Sendable {
        case emacs, vi
    }

    package struct Options {
        package var input: Int32 = 0
        package var output: Int32 = 1
        /// What sections of `.editrc` may name: `govscript:bind …`.
        package var program = "govscript"
        /// nil: as `.editrc` says, else emacs.
        package var keys: Keys?
        package var history: LineHistory?
        /// Gives the text before the cursor, and returns how it may continue.
        package var complete: ((String) -> LineCompletion?)?

        package init() {}
    }

    package let screen: TerminalScreen
    let editor: OpaquePointer
    /// Gives the text before the cursor, and returns how it may continue.
    package var complete: ((String) -> LineCompletion?)?
    private let history: LineHistory?
    let signals: TerminalSignals
    private let streams: [UnsafeMutablePointer<FILE>]
    private let locale: locale_t?
    private var promptText: UnsafeMutablePointer<CChar>?
    private(set) var prompt = StyledPrompt("")
    /// Keys that were read and not handed on yet.
    var keys: [UInt8] = []
    /// Why reading ended before the line did.
    var interruption: Interruption?
    /// What the line begins with, until it is on the screen.
    var draft: Draft?
    var isAsking = false
    /// Whether the last key has completed a name with the parenthesis of its call.
    var hasOpenedCall = false

    enum Interruption {
        case answer(Answer)
        case question(Draft)
    }

    /// A line that is not finished, and where the cursor is in it.
    struct Draft {
        var before = ""
        var after = ""
    }

    /// - Throws: ``LineEditorError`` where there is no terminal, or no libedit.
    package init(_ options: Options = Options()) throws {
        var failure: UnsafePointer<CChar>?
        guard cedit_load(&failure) else {
            throw LineEditorError(
                plain: "lines cannot be edited without libedit.so.2 (apt install libedit2): "
                    + (failure.map { String(cString: $0) } ?? ""))
        }
        screen = try TerminalScreen(input: options.input, output: options.output)
        locale = cedit_utf8_locale()
        streams = try [(options.input, "r"), (options.output, "w"), (options.output, "w")].map { descriptor, mode in
            guard let stream = fdopen(fcntl(descriptor, F_DUPFD_CLOEXEC, 3), mode) else {
                throw LineEditorError("cannot open the terminal")
            }
            return stream
        }
        let before = uselocale(locale)
        defer { uselocale(before) }
        guard let editor = cedit_open(options.program, streams[0], streams[1], streams[2]) else {
            throw LineEditorError(plain: "cannot use a terminal of this kind")
        }
        self.editor = editor
        complete = options.complete
        history = options.history
        signals = TerminalSignals(to: screen.pipe)
        cedit_set_client(editor, Unmanaged.passUnretained(self).toOpaque())
        cedit_set_prompt(editor, { LineEditor.of($0)?.promptText }, 1)
        cedit_set_reader(editor) { editor, character in
            guard let reader = LineEditor.of(editor), let character else { return -1 }
            return reader.nextCharacter(into: character)
        }
        cedit_add_function(editor, "complete", "Completes what stands before the cursor") { editor, _ in
            LineEditor.of(editor)?.completeLine() ?? UInt8(CC_ERROR)
        }
        bind(options.keys ?? .emacs)
        cedit_read_settings(editor)
        // A change of keys there took the bindings away.
        let current = Keys(rawValue: String(cString: cedit_keys(editor))) ?? .emacs
        if current != boundKeys { bind(options.keys ?? current) }
        cedit_take_signal_keys(editor)
        options.history?.attach(to: editor)
    }

    deinit {
        cedit_close(editor)
        for stream in streams { fclose(stream) }
        free(promptText)
        if let locale { freelocale(locale) }
    }

    private static func of(_ editor: OpaquePointer?) -> LineEditor? {
        guard let client = editor.flatMap({ cedit_client($0) }) else { return nil }
        return Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
    }

    private var boundKeys: Keys?

    private func bind(_ keys: Keys) {
        boundKeys = keys
        _ = cedit_set_keys(editor, keys.rawValue)
        cedit_bind(editor, 0, "^I", "complete")
        // In vi's insert mode ESC is a key of its own, which the beginning of a sequence would take away.
        guard keys == .emacs else { return }
        cedit_bind(editor, 0, "^R", "em-inc-search-prev")
        for (sequence, function) in Self.editingKeys { cedit_bind(editor, 0, sequence, function) }
    }

    /// Keys of every terminal of today that libedit leaves unbound.
    private static let editingKeys = [
        ("\\e[3~", "ed-delete-next-char"), ("\\e[1;5D", "ed-prev-word"), ("\\e[1;5C", "em-next-word"),
    ]

    /// Waits until a person has entered a line.
    ///
    /// - Parameter prompt: May hold colours, `ESC [ … m`.
    package func readLine(_ prompt: String) -> Answer {
        let before = uselocale(locale)
        defer { uselocale(before) }
        var draft = Draft()
        while true {
            if let question = screen.takeQuestion() {
                if case .terminated(let signal) = answer(question) { return .terminated(signal: signal) }
                continue
            }
            switch read(prompt, draft) {
            case .answer(let answer): return answer
            case .question(let unfinished): draft = unfinished
            }
        }
    }

    /// Asks what somebody has asked by ``TerminalScreen/ask(_:)``.
    ///
    /// - Parameter onSignal: Receives a signal in place of an answer, before who asked is told no: it may ask again.
    private func answer(_ question: TerminalScreen.Question, onSignal: (Int32) -> Void = { _ in }) -> Answer {
        isAsking = true
        let complete = self.complete
        self.complete = nil
        // What was typed before the question was seen is no answer to it.
        keys = []
        tcflush(screen.input, TCIFLUSH)
        defer {
            isAsking = false
            self.complete = complete
        }
        for line in question.lines.dropLast() { screen.print(line) }
        let prompt = "\(question.lines.last ?? "") \(question.choices) "
        guard case .answer(let answer) = read(prompt, Draft()) else { return .interrupted }
        var isYes = false
        if case .line(let text) = answer {
            let isAll = question.offersAll && ["a", "all"].contains(text.lowercased())
            if isAll { screen.answerAll() }
            isYes = isAll || ["y", "yes"].contains(text.lowercased())
        }
        switch answer {
        case .interrupted: onSignal(SIGINT)
        case .terminated(let signal): onSignal(signal)
        case .line, .ended: break
        }
        question.answer.resume(returning: isYes)
        return answer
    }

    private func read(_ prompt: String, _ draft: Draft) -> Interruption {
        self.prompt = StyledPrompt(prompt)
        free(promptText)
        promptText = strdup(self.prompt.marked)
        self.draft = draft.before.isEmpty && draft.after.isEmpty ? nil : draft
        interruption = nil
        if screen.isClosed { return .answer(.ended) }
        // Before the prompt is there: who sees it may type, and Ctrl-D is a key then.
        cedit_prepare_terminal(editor, 1)
        screen.beginReading()
        screen.send(Array("\u{1B}[?2004h".utf8))
        var count: Int32 = 0
        let text = cedit_read_line(editor, &count).map { String(cString: $0) }
        screen.send(Array("\u{1B}[?2004l".utf8))
        screen.endReading()
        if let interruption { return interruption }
        guard var text, count > 0 else {
            screen.write("\n".utf8)
            return .answer(.ended)
        }
        if text.hasSuffix("\n") { text.removeLast() }
        return .answer(.line(text))
    }

    /// Shows how long somebody else is at work, until `isDone`; who makes it so calls ``TerminalScreen/wake()``.
    ///
    /// - Parameters:
    ///   - status: The live line, asked for five times a second; nil for none.
    ///   - onSignal: Receives `SIGINT` (Ctrl-C), `SIGQUIT` (Ctrl-\), `SIGTERM` and `SIGHUP`.
    package func serve(status: () -> String?, onSignal: (Int32) -> Void, until isDone: () -> Bool) {
        let before = uselocale(locale)
        defer { uselocale(before) }
        while !isDone() {
            if let question = screen.takeQuestion() {
                _ = answer(question, onSignal: onSignal)
                continue
            }
            screen.showStatus(status() ?? "")
            var wait = pollfd(fd: screen.pipe.readEnd, events: Int16(POLLIN), revents: 0)
            _ = poll(&wait, 1, 200)
            for signal in screen.pipe.takeSignals() {
                switch signal {
                case SIGWINCH, SIGCONT: break
                case SIGTSTP:
                    screen.showStatus("")
                    signals.stopProcess()
                default: onSignal(signal)
                }
            }
        }
        screen.showStatus("")
    }
}
