import Dispatch
import Synchronization
import TestSupport

/// Runs a task's jobs on the thread that waits for the task, one after the other.
///
/// An attempt then needs no other thread, which would cost more than the rest of it, and runs in the same order each
/// time.
final class CallingThread: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isWaiting = false
    }

    private let state = Mutex(State())
    private let arrival = DispatchSemaphore(value: 0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isWaiting = state.withLock { state in
            state.jobs.append(job)
            defer { state.isWaiting = false }
            return state.isWaiting
        }
        if isWaiting { arrival.signal() }
    }

    /// Runs `body`, and whatever it waits for that has no executor of its own, until it ends.
    func run(_ body: @escaping @Sendable () async -> Void) {
        let isDone = Shared(false)
        Task(executorPreference: self) {
            await body()
            isDone.change { $0 = true }
        }
        while !isDone.value {
            let jobs = state.withLock { state -> [UnownedJob] in
                defer { state.jobs.removeAll(keepingCapacity: true) }
                state.isWaiting = state.jobs.isEmpty
                return state.jobs
            }
            if jobs.isEmpty { arrival.wait() }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }
}
