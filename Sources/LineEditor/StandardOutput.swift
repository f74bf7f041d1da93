import CEdit
import Synchronization
import TerminalText

/// What C code writes to `stdout` – Lua's `print` and `io.write` – on its way to a screen that edits a line.
package enum StandardOutput {
    private static let target = Mutex<TerminalScreen?>(nil)

    /// Sends `stdout` to a screen, line by line, for the rest of the process or until ``giveBack()``.
    ///
    /// Call it before interpreters are made: they keep the stream that they find.
    package static func redirect(to screen: TerminalScreen) {
        target.withLock { $0 = screen }
        let stream = cedit_open_stream { _, bytes, count in
            StandardOutput.target.withLock { $0 }?.write(UnsafeRawBufferPointer(start: bytes, count: count))
            return count
        }
        if let stream { cedit_replace_stdout(stream) }
    }

    /// Shows what has been written without the end of its line.
    package static func flush() {
        StandardStream.flush()
    }
}
