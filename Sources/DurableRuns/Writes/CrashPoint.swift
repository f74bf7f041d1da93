import Glibc
import Synchronization

/// A step boundary, where a test may have the process killed: `GOVSCRIPT_CRASH=intended:7` kills it at the seventh
/// intent.
package enum CrashPoint: String, Sendable, CaseIterable {
    /// An intent is recorded and nothing is sent.
    case intended
    /// The service has answered and nothing is recorded.
    case answered
    /// The result is recorded.
    case recorded

    private static let wanted: (point: CrashPoint, count: Int)? = {
        guard let variable = getenv("GOVSCRIPT_CRASH") else { return nil }
        let parts = String(cString: variable).split(separator: ":")
        guard parts.count == 2, let point = CrashPoint(rawValue: String(parts[0])), let count = Int(parts[1]) else {
            return nil
        }
        return (point, count)
    }()
    private static let reached = Atomic(0)

    /// Kills the process if that is what it was started for.
    package static func reached(_ point: CrashPoint) {
        guard let wanted, wanted.point == point else { return }
        if reached.add(1, ordering: .relaxed).newValue == wanted.count { kill(getpid(), SIGKILL) }
    }
}
