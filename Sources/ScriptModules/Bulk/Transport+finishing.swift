package import ApiClients

/// Whether the present task works for a write that a journal records.
///
/// A task-local, because it concerns the requests of such a write at the transport only, however many calls lie
/// between; nothing that is sent depends on it.
enum RecordedWrite {
    @TaskLocal static var isInProgress = false
}

extension Transport {
    /// The same transport, which lets the requests of durable runs end when the script is being stopped.
    ///
    /// A write that was sent and whose answer comes within `grace` is recorded, where to cut it off would leave a
    /// doubt. Other requests, and those of scripts that cancel their own tasks, are given up at once.
    package func finishing(within grace: Duration, whenever isStopping: @escaping @Sendable () -> Bool) -> Transport {
        Transport { request in
            guard RecordedWrite.isInProgress else { return try await self.send(request) }
            let exchange = Task { try await self.send(request) }
            return try await withTaskCancellationHandler {
                try await exchange.value
            } onCancel: {
                guard isStopping() else { return exchange.cancel() }
                Task {
                    // A sleep that is cut short only cancels the sooner.
                    try? await Task.sleep(for: grace)
                    exchange.cancel()
                }
            }
        }
    }
}
