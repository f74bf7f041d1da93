import Dispatch
import Synchronization

/// What a change came to, for a thread that waits for it.
final class BlockingResult: Sendable {
    private let result = Mutex<Result<Int64, any Error>?>(nil)
    private let isSet = DispatchSemaphore(value: 0)

    func set(_ value: Result<Int64, any Error>) {
        result.withLock { $0 = value }
        isSet.signal()
    }

    func wait() -> Result<Int64, any Error> {
        while true {
            isSet.wait()
            if let value = result.withLock({ $0 }) { return value }
        }
    }
}
