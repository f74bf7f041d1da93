import Dispatch
import Synchronization

/// Lets a thread that may block, which none of the concurrency pool's may, wait for a task.
package final class BlockingWait<Value: Sendable>: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let result = Mutex<Result<Value, any Error>>(.failure(CancellationError()))

    private init() {}

    /// Does `body` in the concurrency pool while the calling thread waits.
    ///
    /// - Throws: What `body` throws; ``LuaThreadUnavailable`` if the pool cannot have its threads.
    package static func perform(_ body: sending @escaping () async throws -> Value) throws -> Value {
        try LuaThread.requireRoom()
        let wait = BlockingWait()
        Task.detached {
            let result: Result<Value, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            wait.result.withLock { $0 = result }
            wait.semaphore.signal()
        }
        wait.semaphore.wait()
        return try wait.result.withLock { $0 }.get()
    }
}
