package import ApiClients
import FoundationEssentials
package import TerminalText
import Timekeeping

/// `--trace`: every attempt as two lines on the console, and every decision to try again as one.
package struct TraceLog: Sendable {
    private let console: Console
    private let time: TimeSource

    package init(console: Console, time: TimeSource = .system) {
        self.console = console
        self.time = time
    }

    /// For ``ClientEnvironment/observer``.
    package func note(_ attempt: Attempt) {
        console.line(
            "\(clock()) \(attempt.call) #\(attempt.number): \(attempt.request.method.rawValue) \(attempt.request.url)"
                + ": \(attempt.ending), \(attempt.duration.secondsText)\(slot(attempt))", .debug, .trace)
        console.line("  \(headers(attempt))", .debug, .trace)
    }

    /// For ``ClientEnvironment/retryObserver``.
    package func note(_ retry: Retry) {
        let what = retry.isInDoubt ? "looks whether it was done" : "tries again"
        let when = retry.pause > .zero ? "in \(retry.pause.secondsText)" : "at once"
        console.line("\(clock()) \(retry.call) #\(retry.attempts): \(what) \(when): \(retry.reason)", .debug, .trace)
    }

    private func slot(_ attempt: Attempt) -> String {
        attempt.slotWait >= .milliseconds(1) ? ", after \(attempt.slotWait.secondsText) for its slot" : ""
    }

    private func headers(_ attempt: Attempt) -> String {
        func line(_ headers: HeaderFields) -> String {
            headers.redacted.fields.map { "\($0.name): \($0.value)" }.joined(separator: "; ")
        }
        return (["> " + line(attempt.request.headers)] + (attempt.response.map { ["< " + line($0.headers)] } ?? []))
            .joined(separator: "  ")
    }

    private func clock() -> String {
        time.date().formatted(.iso8601.time(includingFractionalSeconds: true).timeSeparator(.colon))
    }
}

extension Attempt {
    /// The status, or why there is none.
    fileprivate var ending: String {
        guard let response else { return failure?.message ?? "cancelled" }
        let rest = response.completeness == .complete ? "" : " (\(response.completeness.rawValue))"
        return "\(response.status)\(rest)"
    }
}
