import Dispatch
import Synchronization

extension PostgresConnection {
    /// Carries out one statement as ``run(_:_:within:)`` does, on a thread that may block: one of the concurrency
    /// pool's must not wait here.
    ///
    /// - Throws: ``PostgresError``.
    package func runNow(
        _ statement: String, _ parameters: [String?] = [], within time: Duration = .seconds(5)
    ) throws(PostgresError) -> Rows {
        let answer = BlockingAnswer()
        Task(executorPreference: BlockingExecutor.shared) {
            do throws(PostgresError) {
                answer.set(.success(try await self.run(statement, parameters, within: time)))
            } catch {
                answer.set(.failure(error))
            }
        }
        return try answer.wait().get()
    }
}

/// Runs tasks for which threads wait apart from the concurrency pool, all of whose threads may be waiting.
private final class BlockingExecutor: TaskExecutor {
    static let shared = BlockingExecutor()
    private let queue = DispatchQueue(label: "govscript blocking", qos: .userInitiated)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}

/// The answer to a statement, for a thread that waits for it.
private final class BlockingAnswer: Sendable {
    private let result = Mutex<Result<PostgresConnection.Rows, PostgresError>?>(nil)
    private let isSet = DispatchSemaphore(value: 0)

    func set(_ value: Result<PostgresConnection.Rows, PostgresError>) {
        result.withLock { $0 = value }
        isSet.signal()
    }

    func wait() -> Result<PostgresConnection.Rows, PostgresError> {
        while true {
            isSet.wait()
            if let value = result.withLock({ $0 }) { return value }
        }
    }
}
