public import ApiClients
import GRDB

extension HostState {
    /// Waits until no other ingestion into the dataset is under way, first come, first served among all processes.
    ///
    /// While it waits it looks every half second, which costs some 100 µs. Tasks of one process wait for each other
    /// too.
    ///
    /// - Throws: `CancellationError` if the task is cancelled while it waits; ``HostStateError``, after `timeout`
    ///   with code `held` and a message that names the holder.
    public func datasetTurn(
        _ dataset: String, host: String, timeout: Duration = .seconds(3600)
    ) async throws -> DatasetTurn {
        let deadline = time.now().addingReportingOverflow(timeout.nanoseconds)
        let queue = TurnQueue(subject: "\(host) \(dataset)")
        let path = try lockPath("dataset", queue.subject)
        var ticket: Int64?
        do {
            while true {
                try Task.checkCancellation()
                let place = try await slots.transaction { [ticket] db in
                    try queue.place(ticket, self.process, db)
                }
                ticket = place.ticket
                if place.isFirst, let lock = try FileLock.attempt(path, text: owner.text) {
                    let turn = DatasetTurn(lock)
                    try await leave(queue, ticket)
                    return turn
                }
                guard deadline.overflow || time.now() < deadline.partialValue else { throw held(dataset, path) }
                try await time.sleep(.milliseconds(500))
            }
        } catch {
            try? await leave(queue, ticket)
            throw error
        }
    }

    /// The same for the clients of this process, whose errors are ``ApiError``s.
    public func datasetQueue() -> DatasetQueue {
        DatasetQueue { [self] dataset, host, timeout in
            do {
                let turn = try await datasetTurn(dataset.text, host: host, timeout: timeout)
                return { turn.end() }
            } catch let error as HostStateError where error.code == .held {
                throw ApiError(.timeout, error.message, hint: error.hint)
            } catch let error as HostStateError {
                throw ApiError(error)
            }
        }
    }

    private func held(_ dataset: String, _ path: String) -> HostStateError {
        let holder = LockOwner.reading(path).map { "\($0)" } ?? "another process"
        return HostStateError(
            .held, "another ingestion into \(dataset) is still under way in \(holder)",
            hint: "Try again when it has ended.")
    }

    private func leave(_ queue: TurnQueue, _ ticket: Int64?) async throws {
        guard let ticket else { return }
        try await slots.transaction { db in try queue.leave(ticket, db) }
    }
}
