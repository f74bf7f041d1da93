import Dispatch
import Synchronization
import Timekeeping

/// The result of work that another thread does.
package final class Pending<Value: Sendable>: Sendable {
    private let value = Mutex<Result<Value, any Error>?>(nil)
    private let semaphore = DispatchSemaphore(value: 0)

    /// The result, once it is there.
    package var result: Result<Value, any Error>? { value.withLock { $0 } }

    /// Blocks until the result is there; nil after `limit`.
    ///
    /// For one waiter.
    package func wait(atMost limit: Duration) -> Result<Value, any Error>? {
        _ = semaphore.wait(timeout: .now() + .nanoseconds(Int(limit.nanoseconds)))
        return result
    }

    func resolve(_ result: Result<Value, any Error>) {
        value.withLock { $0 = result }
        semaphore.signal()
    }
}
