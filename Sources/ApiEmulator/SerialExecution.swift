import Dispatch

/// Runs tasks one after the other on a thread of its own.
///
/// A server whose tasks run here answers also while every thread of Swift's pool is busy, of which there is one for
/// each processor: clients in other processes have real time-outs.
final class SerialExecution: TaskExecutor {
    private let queue = DispatchQueue(label: "emulator")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
