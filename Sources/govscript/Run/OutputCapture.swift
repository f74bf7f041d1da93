import Dispatch
import Glibc
import LuaBridge
import SystemFiles
import TerminalText

/// Standard output as lines of the log: a pipe in its place, read on a thread of its own.
final class OutputCapture: Sendable {
    private let hasEnded = DispatchSemaphore(value: 0)

    /// Takes standard output from here on; nil where the system has no pipe or thread left.
    init?(_ console: Console) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        let (readEnd, writeEnd) = (ends[0], ends[1])
        _ = fcntl(readEnd, F_SETFD, FD_CLOEXEC)
        let hasEnded = hasEnded
        do {
            try LuaThread.start {
                Self.log(readEnd, console)
                close(readEnd)
                hasEnded.signal()
            }
        } catch {
            for end in ends { close(end) }
            return nil
        }
        StandardStream.flush()
        dup2(writeEnd, STDOUT_FILENO)
        close(writeEnd)
    }

    /// Waits until everything that was printed is in the log.
    ///
    /// A program that the script started may still hold the pipe; it is not waited for.
    func end() {
        StandardStream.flush()
        let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
        if null >= 0 {
            dup2(null, STDOUT_FILENO)
            close(null)
        } else {
            close(STDOUT_FILENO)
        }
        _ = hasEnded.wait(timeout: .now() + .seconds(2))
    }

    private static func log(_ descriptor: Int32, _ console: Console) {
        var rest: [UInt8] = []
        func tell(_ line: some Sequence<UInt8>) {
            let text = String(decoding: Array(line), as: UTF8.self)
            console.write(LogEntry(.info, .output, [text]), shown: [TerminalLine(text)])
        }
        try? FileBytes.forEachPiece(of: descriptor) { piece in
            rest += piece
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                tell(rest[..<end])
                rest.removeFirst(end + 1)
            }
            // A line without an end is told in parts.
            if rest.count > 1 << 16 {
                tell(rest)
                rest = []
            }
        }
        if !rest.isEmpty { tell(rest) }
    }
}
