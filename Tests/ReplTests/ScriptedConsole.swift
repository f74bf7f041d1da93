import Dispatch
import Repl
import Synchronization

/// A console whose lines are given beforehand, and that keeps what was written.
final class ScriptedConsole: ReplConsole {
    private var inputs: [ReplInput]
    private let written = Written()
    let isInteractive: Bool
    var inColour = false
    var columns = 60
    var complete: ((String) -> ReplCompletion?)?
    private(set) var remembered: [String] = []
    private(set) var prompts: [String] = []
    /// Signals that come as soon as something is waited for, by the number of the wait.
    var signals: [Int: Int32] = [:]
    private var waits = 0
    private let woken = DispatchSemaphore(value: 0)

    init(_ inputs: [ReplInput], isInteractive: Bool = true) {
        self.inputs = inputs
        self.isInteractive = isInteractive
    }

    var output: ReplOutput {
        let (written, woken) = (self.written, self.woken)
        return ReplOutput(
            write: { written.add($0) }, report: { written.add("! " + $0) }, wake: { woken.signal() }, close: {})
    }

    var text: String { written.lines.withLock { $0.joined(separator: "\n") } }

    func readLine(_ prompt: String) -> ReplInput {
        prompts.append(prompt)
        return inputs.isEmpty ? .ended : inputs.removeFirst()
    }

    func remember(_ entry: String) {
        remembered.append(entry)
    }

    func wait(until isDone: () -> Bool, words: (Int) -> String?, onSignal: (Int32) -> Void) {
        waits += 1
        if let signal = signals[waits] {
            // Only what has begun can be interrupted.
            while words(0) == nil && !isDone() {}
            onSignal(signal)
        }
        while !isDone() { woken.wait() }
    }

    private final class Written: Sendable {
        let lines = Mutex<[String]>([])

        func add(_ line: String) {
            lines.withLock { $0.append(line) }
        }
    }
}
