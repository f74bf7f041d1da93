import Dispatch

/// Lets a thread that may block wait for a task.
struct BlockingWait: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func end() { semaphore.signal() }

    func wait() { semaphore.wait() }
}
