import Synchronization

/// The results of cases that run beside each other, told in their order.
final class OrderedResults: Sendable {
    private struct State {
        var results: [TestFile.Result?]
        var taken = 0
        var told = 0
    }

    private let state: Mutex<State>
    private let tell: @Sendable (TestFile.Result) -> Void

    init(_ count: Int, _ tell: @escaping @Sendable (TestFile.Result) -> Void) {
        state = Mutex(State(results: Array(repeating: nil, count: count)))
        self.tell = tell
    }

    /// The next job to be done; nil if there is none left.
    func take() -> Int? {
        state.withLock { state in
            guard state.taken < state.results.count else { return nil }
            state.taken += 1
            return state.taken - 1
        }
    }

    /// Notes a result.
    func set(_ index: Int, _ result: TestFile.Result) {
        // Under the lock, so that the order holds.
        state.withLock { state in
            state.results[index] = result
            while state.told < state.results.count, let next = state.results[state.told] {
                tell(next)
                state.told += 1
            }
        }
    }

    /// Tells the results that were held back by cases that did not finish; returns all, in order.
    func finish() -> [TestFile.Result] {
        state.withLock { state in
            for result in state.results.dropFirst(state.told).compactMap(\.self) { tell(result) }
            state.told = state.results.count
            return state.results.compactMap(\.self)
        }
    }
}
