package import ApiClients
import Catalogue
import LuaBridge
import Timekeeping

extension ClientEnvironment {
    /// The same environment, telling the task that waits what it waits for: the rate limit, or an answer.
    ///
    /// - Parameter live: Shows it, where an answer takes long.
    package func reportingStatus(on live: LiveStatus? = nil) -> ClientEnvironment {
        var reporting = self
        reporting.waitObserver = { wait in
            let task = TaskStatus.current
            switch wait {
            case .slot(let account, let limits):
                task?.status = "waiting for \(account.title)\(limits.words)"
                return nil
            case .pause:
                task?.status = "waiting to ask again"
                return nil
            case .answer:
                task?.status = "waiting for an answer"
                let shown = live?.wait(for: "\(task.map { "\($0.function): " } ?? "")no answer yet", after: .seconds(5))
                return {
                    task?.status = "reading the answer"
                    if let shown { live?.end(shown) }
                }
            }
        }
        return reporting
    }
}

extension PacingLimits {
    /// `'s limit (5 per second)`; nothing where there is none.
    fileprivate var words: String {
        guard slots > 0 else { return "" }
        let seconds = window.inSeconds
        let time = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        return "'s limit (\(slots) \(window == .seconds(1) ? "per second" : "in \(time) s"))"
    }
}
