import Dispatch
import Synchronization

/// Lets a thread that may block, which none of the concurrency pool's may, wait for a task.
final class BlockingWait: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let failure = Mutex<(any Error)?>(nil)

    func end() { semaphore.signal() }

    func wait() { semaphore.wait() }

    /// Does `body` in the concurrency pool while the calling thread waits.
    static func perform(_ body: sending @escaping () async throws -> Void) throws {
        let wait = BlockingWait()
        Task.detached {
            do { try await body() } catch { wait.failure.withLock { $0 = error } }
            wait.end()
        }
        wait.wait()
        if let error = wait.failure.withLock({ $0 }) { throw error }
    }
}
