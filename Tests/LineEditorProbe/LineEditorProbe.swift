import Foundation
import Glibc
import LineEditor
import Synchronization

/// Reads lines and says what came of them: what the tests of the editor drive on a terminal.
///
/// usage: LineEditorProbe [KEYS|-] [HISTORY-FOLDER]
@main
struct LineEditorProbe {
    static func main() throws {
        let words = CommandLine.arguments
        var options = LineEditor.Options()
        options.keys = words.count > 1 ? LineEditor.Keys(rawValue: words[1]) : nil
        let history = LineHistory(in: words.count > 2 ? words[2] : nil, limit: 5)
        options.history = history
        options.complete = { before in
            let typed = String(before.reversed().prefix { $0.isLetter }.reversed())
            let names = ["apple", "apricot", "banana", "größe"]
            return LineCompletion(typed: typed, candidates: names.filter { $0.hasPrefix(typed) }.map { .init($0) })
        }
        let editor = try LineEditor(options)
        let screen = editor.screen
        screen.print("ready")
        StandardOutput.redirect(to: screen)
        while true {
            switch editor.readLine("\u{1B}[1;32mprobe\u{1B}[0m> ") {
            case .line("wait"): wait(editor)
            case .line("ask"): ask(editor)
            case .line("locale"): screen.print(String(cString: setlocale(LC_ALL, nil)))
            case .line("part"): screen.write("no end".utf8)
            case .line("quit"): return
            case .line(let line) where line.hasPrefix("later "): later(line, screen)
            case .line(let line):
                history.add(line)
                screen.print("got \(line.debugDescription)")
            case .interrupted: screen.print("interrupted")
            case .ended:
                screen.print("ended")
                return
            case .terminated(let signal):
                screen.print("terminated by \(signal)")
                return
            }
        }
    }

    /// Writes `later TEXT` by way of C's `stdout` when a byte has come through the pipe that the text names.
    private static func later(_ line: String, _ screen: TerminalScreen) {
        let pipe = String(line.dropFirst(6))
        Thread.detachNewThread {
            let descriptor = open(pipe, O_RDONLY)
            var byte: UInt8 = 0
            while read(descriptor, &byte, 1) == 1 {
                if byte == UInt8(ascii: "?") {
                    Task { screen.print("answer: \(await screen.ask("really?"))") }
                } else {
                    puts("from behind \(Character(Unicode.Scalar(byte)))")
                }
            }
        }
    }

    private static func ask(_ editor: LineEditor) {
        let answer = Answer()
        let screen = editor.screen
        Task {
            let isYes = await screen.ask("write?")
            answer.isYes.withLock { $0 = isYes }
            screen.wake()
        }
        editor.serve(
            status: { nil }, onSignal: { screen.print("signal \($0)") },
            until: { answer.isYes.withLock { $0 != nil } })
        screen.print("answer: \(answer.isYes.withLock { $0 == true })")
    }

    /// Waits for Ctrl-C.
    private static func wait(_ editor: LineEditor) {
        var signal: Int32?
        editor.serve(status: { "waiting for Ctrl-C" }, onSignal: { signal = $0 }, until: { signal != nil })
        editor.screen.print("signal \(signal ?? 0)")
    }
}

private final class Answer: Sendable {
    let isYes = Mutex<Bool?>(nil)
}
