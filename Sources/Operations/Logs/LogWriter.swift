import Synchronization
import SystemFiles
package import TerminalText
package import Timekeeping

/// Where the records of a run go: a file or standard error, with the last lines kept for the alerts at its end.
package final class LogWriter: Sendable {
    private let format: LogFormat
    private let file: LogFile?
    private let isTerminal: Bool
    private let time: @Sendable () -> LocalTime
    private let tail = Mutex<(lines: [String], size: Int)>(([], 0))

    /// How much of the end is kept, in bytes.
    private static let mostKept = 100_000

    /// - Parameters:
    ///   - file: nil for standard error.
    ///   - isTerminal: Whether a person sees standard error, by other means than this.
    package init(
        _ format: LogFormat, file: LogFile? = nil, isTerminal: Bool,
        time: @escaping @Sendable () -> LocalTime = { LocalTime.now }
    ) {
        self.format = format
        self.file = file
        self.isTerminal = isTerminal
        self.time = time
    }

    /// Writes a record, whose texts are safe to show.
    package func write(_ entry: LogEntry) {
        let text = format.text(entry, at: time())
        keep(text)
        guard let file else {
            if !isTerminal { StandardStream.write(text, to: StandardStream.error.rawValue) }
            return
        }
        let failure = file.write(text)
        // cron and systemd look at standard error: what went wrong has to be there too.
        if entry.level == .error, !isTerminal { StandardStream.write(text, to: StandardStream.error.rawValue) }
        guard let failure else { return }
        let lost = LogEntry(.error, .run, ["cannot write the log \(file.path.visible): \(failure.words)"])
        StandardStream.write(format.text(lost, at: time()), to: StandardStream.error.rawValue)
    }

    /// The last lines.
    package var lastLines: String { tail.withLock { $0.lines.joined() } }

    private func keep(_ text: String) {
        tail.withLock { tail in
            tail.lines.append(text)
            tail.size += text.utf8.count
            // Removing the first of a list costs as much as the list is long: many at once.
            guard tail.size > 2 * Self.mostKept else { return }
            while tail.size > Self.mostKept, tail.lines.count > 1 {
                let count = max(1, tail.lines.count / 2)
                tail.size -= tail.lines[..<count].reduce(0) { $0 + $1.utf8.count }
                tail.lines.removeFirst(count)
            }
        }
    }
}
