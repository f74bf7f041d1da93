package import ApiClients
import Synchronization
import Timekeeping

extension HostState {
    /// Waits until no other upload to the dataset is in progress, first come, first served among all processes of this
    /// machine, and then until no other machine has the turn, where machines share turns.
    ///
    /// While it waits it looks every half second, which costs some 100 µs. Tasks of one process wait for each other
    /// too. Nil as soon as the dataset's record makes `isNeedless` say so.
    ///
    /// - Throws: `CancellationError` if the task is cancelled while it waits; ``HostStateError``, after `timeout`
    ///   with code `held` and a message that names the holder.
    package func datasetTurn(
        _ dataset: String, host: String, timeout: Duration = .seconds(3600),
        unless isNeedless: @escaping @Sendable (DatasetRecord) -> Bool = { _ in false }
    ) async throws -> DatasetTurn? {
        let deadline = time.now() + timeout
        let queue = TurnQueue(subject: "\(host) \(dataset)")
        let path = try lockPath("dataset", queue.subject)
        let file = try datasetFile(queue.subject)
        var ticket: Int64?
        do {
            while true {
                try Task.checkCancellation()
                if isNeedless(try file.read()) {
                    try await leave(queue, ticket)
                    return nil
                }
                let place = try await slots.transaction { [ticket] db in
                    try queue.place(ticket, self.process, db)
                }
                ticket = place.ticket
                if place.isFirst, let lock = try FileLock.attempt(path, text: owner.text) {
                    let turn = try await turn(dataset, queue.subject, lock, file, deadline, unless: isNeedless)
                    try await leave(queue, ticket)
                    return turn
                }
                let rest = deadline - time.now()
                guard rest > .zero else { throw held(dataset, path) }
                try await time.sleep(min(.milliseconds(500), rest))
            }
        } catch {
            try? await leave(queue, ticket)
            throw error
        }
    }

    /// The turn of the process that has the machine's: that of all machines, where they share turns.
    private func turn(
        _ dataset: String, _ subject: String, _ lock: FileLock, _ file: DatasetFile, _ deadline: BootInstant,
        unless isNeedless: @escaping @Sendable (DatasetRecord) -> Bool
    ) async throws -> DatasetTurn? {
        guard let turns = turns.withLock({ $0 }) else { return DatasetTurn(dataset, lock, file) }
        do {
            let shared: SharedTurn?
            let boot: String
            do {
                boot = try datasetBoot
                shared = try await turns.take("dataset \(subject)", deadline) { text in
                    DatasetRecord(text: text).map(isNeedless) ?? false
                }
            } catch {
                lock.release()
                throw error
            }
            guard let shared else {
                lock.release()
                return nil
            }
            // From here on the turn releases the lock, also if it cannot be made.
            let turn = try DatasetTurn(dataset, lock, file, shared, boot: boot)
            guard isNeedless(try turn.record()) else { return turn }
            turn.end()
            return nil
        } catch {
            if let failure = error as? SharedTurnFailure { throw HostStateError(failure, dataset) }
            throw error
        }
    }

    /// Whose clock the times of records are of.
    ///
    /// Copies of a virtual machine may have the boot in common, and not the clock.
    private var datasetBoot: String {
        get throws { try turns.withLock { $0 } == nil ? boot.text : machine }
    }

    /// Shares the turns at datasets with other machines.
    ///
    /// To be called before ``attach(to:)``, once, and not for the sandbox or a dry run. Nothing is asked of the store
    /// before the first upload.
    package func share(turnsFrom store: TurnStore) {
        turns.withLock { $0 = store }
    }

    /// The same for the clients of this process, whose errors are ``ApiError``s.
    package func datasetQueue() -> DatasetQueue {
        let isShared = turns.withLock { $0 } != nil
        let sender = isShared ? place : "\(owner)"
        let boot = (try? datasetBoot) ?? boot.text
        return DatasetQueue(boot: boot, sender: sender) { [self] dataset, host, deadline, isNeedless in
            try await Self.translating {
                let timeout = max(.zero, deadline - time.now())
                let turn = try await datasetTurn(dataset.text, host: host, timeout: timeout, unless: isNeedless)
                return turn.map { turn in
                    HeldTurn(
                        read: { try Self.translating { try turn.record() } },
                        write: { record in try Self.translating { try turn.record(record) } },
                        end: { turn.end() },
                        shared: !isShared
                            ? nil
                            : HeldTurn.Shared(
                                mayLeave: { turn.mayLeave },
                                confirm: { try await Self.translating { try await turn.confirm() } },
                                confirmNow: { try Self.translating { try turn.confirmNow() } }))
                }
            }
        }
    }

    private static func translating<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as HostStateError { throw translated(error) }
    }

    private static func translating<Value>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as HostStateError { throw translated(error) }
    }

    private static func translated(_ error: HostStateError) -> ApiError {
        error.code == .held ? ApiError(.timeout, error.message, hint: error.hint) : ApiError(error)
    }

    private func datasetFile(_ subject: String) throws -> DatasetFile {
        try StateDirectory.make("\(directory)/datasets")
        return DatasetFile(path: "\(directory)/datasets/\(LockFileName.of("dataset", subject)).json")
    }

    private func held(_ dataset: String, _ path: String) -> HostStateError {
        let holder = LockOwner.reading(path).map { "\($0)" } ?? "another process"
        return HostStateError(
            .held, "another upload to \(dataset) is still in progress in \(holder)",
            hint: "Try again when it has ended.")
    }

    private func leave(_ queue: TurnQueue, _ ticket: Int64?) async throws {
        guard let ticket else { return }
        try await slots.transaction { db in try queue.leave(ticket, db) }
    }
}
