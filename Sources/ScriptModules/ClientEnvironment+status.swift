public import ApiClients
import Catalogue
import LuaBridge

extension ClientEnvironment {
    /// The same environment, telling the task that waits what it waits for: its slot, or an answer.
    public func reportingStatus() -> ClientEnvironment {
        var reporting = self
        reporting.pacing = PacingStore { [pacing] account, limits, decision in
            TaskStatus.current?.status = "waiting for a slot of \(account.host)"
            try await pacing.transact(account, limits, decision)
        }
        reporting.transport = Transport { [transport] request in
            TaskStatus.current?.status = "waiting for an answer"
            return try await transport.send(request)
        }
        return reporting
    }
}
