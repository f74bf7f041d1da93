import Dispatch
import Synchronization

/// Runs tasks one after the other, and lets virtual time pass when none is ready.
final class VirtualExecutor: TaskExecutor {
    private let clock: VirtualClock
    private let queue = DispatchQueue(label: "virtual time")
    private let ready = Atomic(0)

    init(_ clock: VirtualClock) { self.clock = clock }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        ready.wrappingAdd(1, ordering: .sequentiallyConsistent)
        queue.async { [self] in
            job.runSynchronously(on: asUnownedTaskExecutor())
            if ready.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue == 0 {
                clock.wakeNext()
            }
        }
    }
}
