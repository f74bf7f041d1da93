package import ApiClients
import Catalogue
import LuaBridge

extension ClientEnvironment {
    /// The same environment, telling the task that waits what it waits for: its slot, or an answer.
    package func reportingStatus() -> ClientEnvironment {
        let reading = "reading the answer"
        var reporting = self
        reporting.pacing = PacingStore { [pacing] account, limits, decision in
            // The transaction that follows an answer gives the slot back, and waits for nothing.
            if let task = TaskStatus.current, task.status != reading {
                task.status = "waiting for a slot of \(account.host)"
            } else {
                TaskStatus.current?.status = "waiting to ask again"
            }
            try await pacing.transact(account, limits, decision)
        }
        reporting.transport = Transport { [transport] request in
            TaskStatus.current?.status = "waiting for an answer"
            defer { TaskStatus.current?.status = reading }
            return try await transport.send(request)
        }
        return reporting
    }
}
