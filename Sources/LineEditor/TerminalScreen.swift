import Glibc
import Synchronization
import TerminalText

/// The screen that an editor shares with everybody who has something to say; usable from every thread.
///
/// What is written while a line is edited appears above that line, which is drawn again below; what is written
/// otherwise appears above the live line.
package final class TerminalScreen: Sendable {
    private struct State {
        var isReading = false
        /// Written while a line is edited, and not shown yet.
        var pending: [UInt8] = []
        var status = ""
        var isAtLineStart = true
        var questions: [Question] = []
        var isClosed = false
        /// Whether a person has answered `all`.
        var isAllAnswered = false
    }

    struct Question: Sendable {
        /// What is asked about, and last the question.
        var lines: [String]
        /// Whether `all` is an answer.
        var offersAll: Bool
        var answer: CheckedContinuation<Bool, Never>

        var choices: String { offersAll ? "[y]es, [a]ll, [n]o" : "[y/N]" }
    }

    let input: Int32
    let output: Int32
    let pipe: WakePipe
    private let state = Mutex(State())
    private let modes: termios

    init(input: Int32, output: Int32) throws {
        (self.input, self.output) = (input, output)
        pipe = try WakePipe()
        var modes = termios()
        guard tcgetattr(input, &modes) == 0 else { throw LineEditorError("standard input is no terminal") }
        self.modes = modes
    }

    /// The terminal's size now.
    package var size: TerminalSize { TerminalSize(of: output) }

    /// Writes text; a last line without an end is kept until its end comes, where that would tear an edited line.
    package func write(_ bytes: some Collection<UInt8>) {
        guard !bytes.isEmpty else { return }
        state.withLock { state in
            if state.isReading { state.pending += bytes } else { show(Array(bytes), &state) }
        }
        pipe.wake()
    }

    /// Writes a line.
    package func print(_ line: String) {
        write((line + "\n").utf8)
    }

    /// Asks a yes-or-no question below what is on the screen; only `y` and `yes` are a yes.
    ///
    /// A line that is being edited comes back after the answer. Questions are asked one after the other.
    ///
    /// - Parameter offersAll: Whether `all` is an answer too: a yes to this question and later ones that offer it.
    package func ask(_ question: String, offersAll: Bool = false) async -> Bool {
        await withCheckedContinuation { continuation in
            let isAnswered = state.withLock { state in
                if offersAll, state.isAllAnswered { return true }
                state.questions.append(
                    Question(lines: question.visibleLines, offersAll: offersAll, answer: continuation))
                return false
            }
            if isAnswered { continuation.resume(returning: true) } else { pipe.wake() }
        }
    }

    /// Answers yes to the questions that wait and offer `all`, and to later ones.
    func answerAll() {
        let waiting = state.withLock { state in
            state.isAllAnswered = true
            let waiting = state.questions.filter(\.offersAll)
            state.questions.removeAll(where: \.offersAll)
            return waiting
        }
        for question in waiting { question.answer.resume(returning: true) }
    }

    /// Has an editor that waits look whether what it waits for is there.
    package func wake() {
        pipe.wake()
    }

    /// Ends the line that is being edited, and all further ones, as Ctrl-D does.
    package func close() {
        state.withLock { $0.isClosed = true }
        pipe.wake()
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Empties the terminal.
    package func clear() { write(Array("\u{1B}[H\u{1B}[2J\u{1B}[3J".utf8)) }

    /// Lends the terminal to another program while `body` runs, with the modes that it had before the editor.
    ///
    /// What is written meanwhile comes after. To be called by the editor's thread, between lines.
    package func lend(_ body: () -> Void) {
        showStatus("")
        var current = termios()
        guard tcgetattr(input, &current) == 0 else { return }
        state.withLock { $0.isReading = true }
        var modes = self.modes
        tcsetattr(input, TCSADRAIN, &modes)
        body()
        tcsetattr(input, TCSADRAIN, &current)
        endReading()
    }

    /// Gives the terminal back the modes that it had, for a process that is about to end without more ado.
    package func restore() {
        var modes = self.modes
        tcsetattr(input, TCSANOW, &modes)
        send(Array("\u{1B}[?2004l".utf8))
    }

    var hasQuestion: Bool { state.withLock { !$0.questions.isEmpty } }

    func takeQuestion() -> Question? {
        state.withLock { $0.questions.isEmpty ? nil : $0.questions.removeFirst() }
    }

    /// Replaces the live line; an empty one removes it.
    func showStatus(_ text: String) {
        let text = text.visible
        state.withLock { state in
            guard text != state.status, state.isAtLineStart else { return }
            let erasure = state.status.isEmpty ? "" : "\r\u{1B}[2K"
            state.status = text.clipped(to: size.columns - 1)
            send(Array((erasure + state.status).utf8))
        }
    }

    func beginReading() {
        showStatus("")
        state.withLock { state in
            if !state.isAtLineStart { send([UInt8(ascii: "\n")]) }
            state.isAtLineStart = true
            state.isReading = true
        }
    }

    /// The lines to show above the edited one.
    func takePending() -> [UInt8] {
        state.withLock { state in
            guard let end = state.pending.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
            let lines = Array(state.pending[...end])
            state.pending.removeSubrange(...end)
            return lines
        }
    }

    func endReading() {
        state.withLock { state in
            state.isReading = false
            let rest = state.pending
            state.pending = []
            if !rest.isEmpty { show(rest, &state) }
        }
    }

    private func show(_ bytes: [UInt8], _ state: inout State) {
        let erasure = state.status.isEmpty ? [] : Array("\r\u{1B}[2K".utf8)
        state.isAtLineStart = bytes.last == UInt8(ascii: "\n")
        if !state.isAtLineStart { state.status = "" }
        send(erasure + bytes + Array(state.status.utf8))
    }

    /// Writes to the terminal as it is.
    ///
    /// While a line is edited, only the editor's thread does.
    func send(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { StandardStream.write($0, to: output) }
    }
}
