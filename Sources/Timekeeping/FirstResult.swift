import Synchronization

/// Whichever of several results comes first, for the one task that waits for it; later ones are dropped.
package final class FirstResult<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        // Unsafe, because a task that stands for a killed process is never resumed.
        var waiting: UnsafeContinuation<Value, Never>?
    }

    private let state = Mutex(State())

    /// Nothing has come yet.
    package init() {}

    /// Takes a result if it is the first; from any thread.
    package func comes(_ value: Value) {
        let waiting = state.withLock { state -> UnsafeContinuation<Value, Never>? in
            guard state.value == nil else { return nil }
            state.value = value
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: value)
    }

    /// Waits for the first result, for however long that takes.
    package var value: Value {
        get async {
            await withUnsafeContinuation { continuation in
                let value = state.withLock { state in
                    if state.value == nil { state.waiting = continuation }
                    return state.value
                }
                if let value { continuation.resume(returning: value) }
            }
        }
    }
}
