import Dispatch
import Glibc
import LineEditor
import SystemFiles
import TerminalText

/// A REPL whose statements come from a file or a pipe: no prompt, plain results.
package final class StreamConsole: ReplConsole {
    private let input: Int32
    private let isPrompting: Bool
    private var bytes: [UInt8] = []
    private var hasEnded = false
    private let woken = DispatchSemaphore(value: 0)
    package let output: ReplOutput
    package var isInteractive: Bool { isPrompting }
    package var inColour: Bool { false }
    package var columns: Int { isPrompting ? TerminalSize(of: 1).columns : 100 }
    package var complete: ((String) -> ReplCompletion?)?

    /// - Parameters:
    ///   - input: Where statements are read.
    ///   - isPrompting: Whether a person types them, on a terminal that can do nothing but show lines.
    package init(input: Int32 = 0, isPrompting: Bool = false) {
        self.input = input
        self.isPrompting = isPrompting
        let woken = self.woken
        output = ReplOutput(
            // By way of the stream that Lua's `print` writes to, so that the order is kept.
            write: { puts($0) },
            report: { text in
                StandardStream.flush()
                let lines = isPrompting ? text.wrappedLines(to: TerminalSize(of: 1).columns) : text
                StandardStream.write(lines + "\n", to: StandardStream.error.rawValue)
            },
            wake: { woken.signal() }, close: {})
    }

    package func readLine(_ prompt: String) -> ReplInput {
        if isPrompting {
            StandardStream.flush()
            StandardStream.write(prompt, to: StandardStream.output.rawValue)
        }
        while true {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                defer { bytes.removeSubrange(...end) }
                return .line(String(decoding: bytes[..<end], as: UTF8.self))
            }
            if hasEnded {
                guard !bytes.isEmpty else { return .ended }
                defer { bytes = [] }
                return .line(String(decoding: bytes, as: UTF8.self))
            }
            read()
        }
    }

    private func read() {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = SystemError.uninterrupted { Glibc.read(input, &chunk, chunk.count) }
        if count > 0 { bytes += chunk[..<count] } else { hasEnded = true }
    }

    package func remember(_ entry: String) {}

    package func wait(until isDone: () -> Bool, words: (Int) -> String?, onSignal: (Int32) -> Void) {
        while !isDone() { woken.wait() }
    }
}
