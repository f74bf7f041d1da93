import Dispatch
import Glibc
import Synchronization

/// What happened on another thread, in order; tests wait for it instead of for time.
package final class Seen<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        /// How many were waited for.
        var taken = 0
        var waiters: [(number: Int, resume: @Sendable (Value?) -> Void)] = []
        var lastNumber = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var all: [Value] { state.withLock { $0.values } }

    package func add(_ value: Value) {
        let resume = state.withLock { state -> (@Sendable (Value?) -> Void)? in
            state.values.append(value)
            guard !state.waiters.isEmpty else { return nil }
            state.taken += 1
            return state.waiters.removeFirst().resume
        }
        resume?(value)
    }

    /// The next value that was not waited for yet; nil for a task that is cancelled.
    package func next() async -> Value? {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                take(number) { continuation.resume(returning: $0) }
                if Task.isCancelled { giveUp(number) }
            }
        } onCancel: {
            giveUp(number)
        }
    }

    private func take(_ number: Int, _ resume: @escaping @Sendable (Value?) -> Void) {
        let value = state.withLock { state -> Value? in
            guard state.taken < state.values.count else {
                state.waiters.append((number, resume))
                return nil
            }
            state.taken += 1
            return state.values[state.taken - 1]
        }
        if let value { resume(value) }
    }

    private func giveUp(_ number: Int) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.resume(nil)
    }
}

extension Seen {
    /// Waits for the next value on a thread of a script.
    ///
    /// Needs none of the threads that run tasks: tests may block all of them until the script has ended.
    package func wait() {
        let done = DispatchSemaphore(value: 0)
        take(0) { _ in done.signal() }
        done.wait()
    }
}

/// The pace of a peer's script.
package func pause(milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }
