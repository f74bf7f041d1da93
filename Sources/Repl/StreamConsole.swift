import Dispatch
import Glibc

/// A REPL whose statements come from a file or a pipe: no prompt, plain results.
public final class StreamConsole: ReplConsole {
    private let input: Int32
    private var bytes: [UInt8] = []
    private var hasEnded = false
    private let woken = DispatchSemaphore(value: 0)
    public let output: ReplOutput
    public var isInteractive: Bool { false }
    public var inColour: Bool { false }
    public var columns: Int { 100 }
    public var complete: ((String) -> ReplCompletion?)?

    /// - Parameter input: Where statements are read.
    public init(input: Int32 = 0) {
        self.input = input
        let woken = self.woken
        output = ReplOutput(
            // By way of the stream that Lua's `print` writes to, so that the order is kept.
            write: { puts($0) },
            report: { text in
                fflush(nil)
                let line = text + "\n"
                _ = line.withCString { Glibc.write(2, $0, strlen($0)) }
            },
            wake: { woken.signal() }, close: {})
    }

    public func readLine(_ prompt: String) -> ReplInput {
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
        let count = Glibc.read(input, &chunk, chunk.count)
        if count > 0 { bytes += chunk[..<count] } else if count == 0 || errno != EINTR { hasEnded = true }
    }

    public func remember(_ entry: String) {}

    public func wait(until isDone: () -> Bool, words: () -> String?, onSignal: (Int32) -> Void) {
        while !isDone() { woken.wait() }
    }
}
