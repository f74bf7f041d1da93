import Synchronization
package import Timekeeping

/// A clock whose time passes only when everything that runs under ``run(_:)`` sleeps.
///
/// Tasks run one at a time, in the order in which they became ready, so that a test gives the same result each time.
/// Only child tasks (`async let`, task groups) belong to a run; a plain `Task { }` does not.
package final class VirtualClock: Clock, Sendable {
    /// A moment, as the time since the clock was made.
    package struct Instant: InstantProtocol {
        /// The time since the clock was made.
        package var sinceStart: Swift.Duration

        /// A later moment.
        package func advanced(by duration: Swift.Duration) -> Instant {
            Instant(sinceStart: sinceStart + duration)
        }

        /// The time from this moment to another.
        package func duration(to other: Instant) -> Swift.Duration {
            other.sinceStart - sinceStart
        }

        /// Whether one moment is before another.
        package static func < (first: Instant, second: Instant) -> Bool {
            first.sinceStart < second.sinceStart
        }
    }

    private struct Sleeper {
        let ticket: Int
        let deadline: Instant
        /// Whether its task belongs to a run, whose executor waits for it.
        let isOfRun: Bool
        let wake: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(sinceStart: .zero)
        var sleepers: [Sleeper] = []
        var nextTicket = 0
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    /// A clock that shows zero.
    package init() {}

    /// The moment that the clock shows.
    package var now: Instant { state.withLock { $0.now } }
    /// One nanosecond.
    package var minimumResolution: Swift.Duration { .nanoseconds(1) }

    /// Runs a test's body; whenever all of it sleeps, the clock jumps to the next moment at which a part wakes.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await Task(executorPreference: VirtualExecutor(self)) { try await body() }.value
    }

    /// Sleeps until the clock shows a moment; throws `CancellationError` when the task is cancelled.
    package func sleep(until deadline: Instant, tolerance: Swift.Duration? = nil) async throws {
        try Task.checkCancellation()
        let ticket = state.withLock { state in
            defer { state.nextTicket += 1 }
            return state.nextTicket
        }
        defer { state.withLock { _ = $0.cancelled.remove(ticket) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOfRun = withUnsafeCurrentTask { $0?.unownedTaskExecutor } != nil
                let result: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.contains(ticket) { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    let place = state.sleepers.firstIndex { $0.deadline > deadline } ?? state.sleepers.endIndex
                    state.sleepers.insert(
                        Sleeper(ticket: ticket, deadline: deadline, isOfRun: isOfRun, wake: continuation), at: place)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.ticket == ticket }) else {
                    state.cancelled.insert(ticket)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }

    /// Goes to the next sleeper's moment and wakes it; a plain `Task { }` runs beside the run, and is not waited for.
    func wakeNext() {
        while true {
            let sleeper = state.withLock { state -> Sleeper? in
                guard !state.sleepers.isEmpty else { return nil }
                let next = state.sleepers.removeFirst()
                state.now = max(state.now, next.deadline)
                return next
            }
            sleeper?.wake.resume()
            guard let sleeper, !sleeper.isOfRun else { return }
        }
    }
}

/// Tests write moments of the boot clock as nanoseconds, or as a time since its start.
extension BootInstant: ExpressibleByIntegerLiteral {
    package init(integerLiteral nanoseconds: Int64) { self.init(nanoseconds: nanoseconds) }

    /// So many seconds after the start.
    package static func seconds(_ seconds: Int) -> BootInstant { start + .seconds(seconds) }

    /// So many milliseconds after the start.
    package static func milliseconds(_ milliseconds: Int) -> BootInstant { start + .milliseconds(milliseconds) }
}
