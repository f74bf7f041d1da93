import Dispatch
import Glibc
import Synchronization

/// What happened on another thread, in order; tests wait for it instead of for time.
final class Seen<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])
    private let stream = AsyncStream<Value>.makeStream()

    var all: [Value] { values.withLock { $0 } }

    func add(_ value: Value) {
        values.withLock { $0.append(value) }
        stream.continuation.yield(value)
    }

    /// The next value that was not waited for yet.
    func next() async -> Value? {
        var iterator = stream.stream.makeAsyncIterator()
        return await iterator.next()
    }
}

extension Seen {
    /// Waits for the next value on a thread of a script.
    func wait() {
        let done = DispatchSemaphore(value: 0)
        Task {
            _ = await next()
            done.signal()
        }
        done.wait()
    }
}

/// The pace of a peer's script.
func pause(milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }
