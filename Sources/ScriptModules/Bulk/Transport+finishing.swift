package import ApiClients
import DurableRuns

/// Whether the present task works for a write that a journal records.
///
/// A task-local, because it concerns the requests of such a write at the transport only, however many calls lie
/// between; nothing that is sent depends on it.
enum RecordedWrite {
    @TaskLocal static var isInProgress = false
    /// The turn at the run, if hosts share it.
    @TaskLocal static var turn: RunTurn?

    /// Does something for a write of an item.
    static func `for`<Value>(_ item: ActiveItem, _ body: () async throws -> Value) async throws -> Value {
        try await $isInProgress.withValue(true) {
            guard let turn = item.turn else { return try await body() }
            return try await $turn.withValue(turn, operation: body)
        }
    }
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
