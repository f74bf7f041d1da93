import Dispatch
import Synchronization

/// A result that one thread waits for, which may block, and another one sets.
package final class BlockingResult<Value: Sendable, Failure: Error>: Sendable {
    private let result = Mutex<Result<Value, Failure>?>(nil)
    private let isSet = DispatchSemaphore(value: 0)

    package init() {}

    /// Sets the result; to be called once, from any thread.
    package func set(_ value: Result<Value, Failure>) {
        result.withLock { $0 = value }
        isSet.signal()
    }

    /// Blocks until the result is set.
    package func wait() -> Result<Value, Failure> {
        while true {
            isSet.wait()
            if let value = result.withLock({ $0 }) { return value }
        }
    }
}
