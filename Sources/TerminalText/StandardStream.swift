import CProcess
import Glibc

/// The streams that a person sees; no other code of the program writes to their descriptors.
///
/// A test of the sources sees to it. Not meant is what a script prints itself: that is data, and goes out as it is.
package enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Writes a line at once; what was printed before comes first.
    ///
    /// Errors are ignored: there is no one to tell.
    package func write(_ line: TerminalLine) {
        // Lua's `print` and Swift's fill a buffer.
        Self.flush()
        Self.write(line.text + "\n", to: rawValue)
    }

    /// Writes a question, after which the cursor stays in the line.
    package func prompt(_ line: TerminalLine) {
        Self.flush()
        Self.write(line.text, to: rawValue)
    }

    /// Writes what `print`, Lua's and Swift's, have put into buffers.
    ///
    /// What cannot be written is lost, which the end of the process reports.
    package static func flush() { cprocess_flush() }

    /// Writes what is safe to show already, such as the pieces of a ``TerminalLine`` and a live line's erasure.
    package static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    /// Writes bytes that are safe to show already.
    package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let written = Glibc.write(descriptor, start, rest.count)
            if written < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            // Nobody reads it any more, or the terminal is gone.
            if written <= 0 { return }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
        }
    }
}
