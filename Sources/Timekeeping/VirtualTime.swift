import Dispatch
import Synchronization

/// Time that does not pass while anything can run, and jumps to the next moment at which something wakes.
///
/// What runs by it runs in a ``VirtualLane``. One thread at a time steps it, by ``step(until:)``, and runs the tasks of
/// all lanes, one part after the other, in the order in which they became ready: hours of waiting take no time, and the
/// same work has the same history each time.
package final class VirtualTime: Sendable {
    /// A moment, in nanoseconds since the clock was made.
    package struct Instant: CountedInstant {
        /// A nanosecond.
        package static var unit: Int128 { 1_000_000_000 }
        /// Nanoseconds since the clock was made.
        package let count: Int64

        /// A moment by its count.
        package init(count: Int64) { self.count = count }
    }

    /// What a step did.
    package enum Step: Sendable {
        /// It ran a part of a task.
        case ran
        /// It let time pass to the moment that was given.
        case reached
        /// Nothing is ready and nothing sleeps: something else, such as another thread, has to act.
        case stuck
    }

    fileprivate typealias Wake = UnsafeContinuation<Void, any Error>

    private struct Sleeper {
        let ticket: Int
        let deadline: Instant
        let lane: VirtualLane
        let wake: Wake
    }

    private struct State {
        var now = Instant(count: 0)
        var ready: [(job: UnownedJob, lane: VirtualLane)] = []
        /// How many of `ready` have been run.
        var begun = 0
        /// The last one wakes first.
        var sleepers: [Sleeper] = []
        var nextTicket = 0
        var cancelled: Set<Int> = []
        var isParked = false
    }

    private enum Next {
        case job(UnownedJob, VirtualLane)
        case wake(Wake)
        case nothing(Step)
    }

    private let state = Mutex(State())
    private let door = DispatchSemaphore(value: 0)

    /// A clock that shows zero.
    package init() {}

    /// The moment that it shows.
    package var now: Instant { state.withLock { $0.now } }

    /// Ends a ``park()``; from any thread.
    package func wake() {
        let isParked = state.withLock { state in
            defer { state.isParked = false }
            return state.isParked
        }
        if isParked { door.signal() }
    }

    /// Waits for another thread to make something ready, or to call ``wake()``.
    package func park() {
        let isEmpty = state.withLock { state in
            state.isParked = state.ready.count == state.begun
            return state.isParked
        }
        if isEmpty { door.wait() }
    }

    /// Runs the part of a task that became ready first; if there is none, lets time pass to the first moment at which
    /// a task wakes, but not beyond `deadline`.
    package func step(until deadline: Instant?) -> Step {
        let next = state.withLock { state -> Next in
            while state.begun < state.ready.count {
                let (job, lane) = state.ready[state.begun]
                state.begun += 1
                if !lane.isAbandoned { return .job(job, lane) }
            }
            state.ready.removeAll(keepingCapacity: true)
            state.begun = 0
            guard let sleeper = state.sleepers.last, deadline.map({ sleeper.deadline < $0 }) ?? true else {
                guard let deadline else { return .nothing(.stuck) }
                state.now = max(state.now, deadline)
                return .nothing(.reached)
            }
            state.sleepers.removeLast()
            state.now = max(state.now, sleeper.deadline)
            return .wake(sleeper.wake)
        }
        switch next {
        case .job(let job, let lane): job.runSynchronously(on: lane.asUnownedTaskExecutor())
        case .wake(let continuation): continuation.resume()
        case .nothing(let step): return step
        }
        return .ran
    }

    fileprivate func enqueue(_ job: UnownedJob, _ lane: VirtualLane) {
        state.withLock { $0.ready.append((job, lane)) }
        wake()
    }

    fileprivate func takeTicket() -> Int {
        state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
    }

    fileprivate func giveBack(_ ticket: Int) { state.withLock { _ = $0.cancelled.remove(ticket) } }

    fileprivate func sleep(_ ticket: Int, until deadline: Instant, _ lane: VirtualLane, _ wake: Wake) {
        let result = state.withLock { state -> Result<Void, any Error>? in
            if state.cancelled.contains(ticket) { return .failure(CancellationError()) }
            if deadline <= state.now { return .success(()) }
            // After all that wake later, before those that came earlier for the same moment.
            let place = state.sleepers.firstIndex { $0.deadline <= deadline } ?? state.sleepers.endIndex
            state.sleepers.insert(Sleeper(ticket: ticket, deadline: deadline, lane: lane, wake: wake), at: place)
            return nil
        }
        if let result { wake.resume(with: result) }
    }

    fileprivate func cancel(_ ticket: Int) {
        let sleeper = state.withLock { state -> Sleeper? in
            guard let index = state.sleepers.firstIndex(where: { $0.ticket == ticket }) else {
                state.cancelled.insert(ticket)
                return nil
            }
            return state.sleepers.remove(at: index)
        }
        sleeper?.wake.resume(throwing: CancellationError())
    }

    fileprivate func forgetSleepers(of lane: VirtualLane) {
        state.withLock { $0.sleepers.removeAll { $0.lane === lane } }
        wake()
    }
}

/// The tasks of one party to a ``VirtualTime``, such as of one process of several, and their clock.
///
/// A task belongs to a lane that is its executor, and so do its child tasks. A plain `Task { }` does not.
package final class VirtualLane: TaskExecutor, Clock {
    /// A moment of the lane's time.
    package typealias Instant = VirtualTime.Instant

    /// The time that all lanes share.
    package let time: VirtualTime
    private let abandoned = Atomic(false)

    /// A lane without tasks.
    package init(_ time: VirtualTime) { self.time = time }

    /// The moment that the clock shows.
    package var now: Instant { time.now }
    /// One nanosecond.
    package var minimumResolution: Duration { .nanoseconds(1) }
    /// Whether its tasks have been left where they were.
    package var isAbandoned: Bool { abandoned.load(ordering: .acquiring) }

    /// Adds a part of a task to those that are ready; from any thread.
    package func enqueue(_ job: consuming ExecutorJob) { time.enqueue(UnownedJob(job), self) }

    /// Leaves all its tasks where they are, as the end of a process does.
    ///
    /// They never continue, and what they hold is not freed: it is for tests of what a killed process leaves.
    package func abandon() {
        abandoned.store(true, ordering: .releasing)
        time.forgetSleepers(of: self)
    }

    /// Abandons the lane for the task that calls it, which is one of its own; never returns.
    package func endHere() async -> Never {
        abandon()
        while true {
            // Unsafe, because it is meant never to be resumed, which a checked one would report.
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        }
    }

    /// Sleeps until a moment; throws `CancellationError` when the task is cancelled.
    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try Task.checkCancellation()
        let ticket = time.takeTicket()
        defer { time.giveBack(ticket) }
        try await withTaskCancellationHandler {
            // Unsafe, because a lane that is abandoned never wakes those who sleep in it.
            try await withUnsafeThrowingContinuation { time.sleep(ticket, until: deadline, self, $0) }
        } onCancel: {
            time.cancel(ticket)
        }
    }
}
