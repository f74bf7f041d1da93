import Dispatch
import Glibc
import Synchronization

/// What happened on another thread, in order; tests wait for it instead of for time.
package final class Seen<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])
    private let stream = AsyncStream<Value>.makeStream()

    package init() {}

    package var all: [Value] { values.withLock { $0 } }

    package func add(_ value: Value) {
        values.withLock { $0.append(value) }
        stream.continuation.yield(value)
    }

    /// The next value that was not waited for yet.
    package func next() async -> Value? {
        var iterator = stream.stream.makeAsyncIterator()
        return await iterator.next()
    }
}

extension Seen {
    /// Waits for the next value on a thread of a script.
    package func wait() {
        let done = DispatchSemaphore(value: 0)
        Task {
            _ = await next()
            done.signal()
        }
        done.wait()
    }
}

/// The pace of a peer's script.
package func pause(milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }
