package import ApiClients
import Catalogue
import LuaBridge
import Timekeeping

extension ClientEnvironment {
    /// The same environment, telling the task that waits what it waits for: the rate limit, or an answer.
    ///
    /// - Parameter live: Shows it, where an answer takes long.
    package func reportingStatus(on live: LiveStatus? = nil) -> ClientEnvironment {
        let reading = "reading the answer"
        var reporting = self
        reporting.pacing = PacingStore { [pacing] account, limits, decision in
            // The transaction that follows an answer gives the slot back, and waits for nothing.
            if let task = TaskStatus.current, task.status != reading {
                task.status = "waiting for \(account.title)\(limits.words)"
            } else {
                TaskStatus.current?.status = "waiting to ask again"
            }
            try await pacing.transact(account, limits, decision)
        }
        reporting.transport = Transport { [transport] request in
            let task = TaskStatus.current
            task?.status = "waiting for an answer"
            let shown = live?.wait(for: "\(task.map { "\($0.function): " } ?? "")no answer yet", after: .seconds(5))
            defer {
                task?.status = reading
                if let shown { live?.end(shown) }
            }
            return try await transport.send(request)
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
