import Synchronization

/// Counts what a script does while it does it, in bounded memory; from any thread.
///
/// A call costs a lock and some additions. ``work()`` may be asked for at any time.
package final class WorkMeter: Sendable {
    /// How far a durable run is that is in progress.
    package struct RunProgress: Sendable {
        package var pass: RunPass
        /// The first items that are not done, and how many of each kind there are.
        package var failures: [Failure]
        package var kinds: [String: Int]
        /// Whether nothing of it was sent.
        package var isDryRun: Bool

        package init(pass: RunPass, failures: [Failure], kinds: [String: Int], isDryRun: Bool = false) {
            self.pass = pass
            self.failures = failures
            self.kinds = kinds
            self.isDryRun = isDryRun
        }
    }

    /// What is being counted; an object, so that a start that sends nothing does not pay for the types of the parts.
    private final class State {
        var work = Work()
        /// How many calls wait, or requests are on the wire, by ``Activity``.
        var counts = Activity.allCases.map { _ in 0 }
        /// Until when the time is accounted for.
        var accounted = Duration.zero
        /// When the first and the last request of each service ended, in the order of the services.
        var requests: [(first: Duration, last: Duration)] = []
        var openRuns: [(number: Int, progress: @Sendable () -> RunProgress)] = []
        var nextRun = 0
        var whenBusy: (@Sendable () -> Void)?
        var limits: [ServiceLimit] = []
        /// Items that were done before the script was started again.
        var doneBefore = 0
    }

    // Unchecked: the state never leaves the lock.
    private struct Held: @unchecked Sendable { let state: State }

    private let held: Mutex<Held>
    private let elapsed: @Sendable () -> Duration

    /// - Parameter elapsed: The time since the start.
    package init(elapsed: @escaping @Sendable () -> Duration) {
        held = Mutex(Held(state: State()))
        self.elapsed = elapsed
    }

    /// Learns which limits are kept, before the first request.
    package func keep(_ limits: [ServiceLimit]) { use { $0.limits = limits } }

    /// The script is started again: what it did adds up, and what is left is what the last start leaves.
    package func startsAgain() {
        use { state in
            state.doneBefore = state.work.items.done
            state.work.items = ItemCounts(done: state.doneBefore)
        }
    }

    /// Has something done, once, when the first request is sent or the first run is opened.
    package func whenBusy(_ body: @escaping @Sendable () -> Void) { use { $0.whenBusy = body } }

    // Time.

    /// A call begins to wait, or a request leaves; ``end(_:)`` follows.
    package func begin(_ activity: Activity) {
        use { state in
            account(state)
            state.counts[activity.rawValue] += 1
        }
        if activity == .request { busy() }
    }

    package func end(_ activity: Activity) {
        use { state in
            account(state)
            state.counts[activity.rawValue] -= 1
        }
    }

    private func busy() {
        let body = use { state in
            defer { state.whenBusy = nil }
            return state.whenBusy
        }
        body?()
    }

    /// Gives the time since the last change to what was going on in it.
    private func account(_ state: State) {
        let now = elapsed()
        guard now > state.accounted else { return }
        let activity = Activity.allCases.first { state.counts[$0.rawValue] > 0 } ?? .script
        state.work.time[activity] += now - state.accounted
        state.work.timeline.spend(activity, from: state.accounted, to: now)
        state.accounted = now
    }

    // Requests.

    /// A request has ended.
    package func sent(_ request: SentRequest) {
        let now = elapsed()
        use { state in
            let index = Self.index(of: request.service, request.title, state, now)
            state.requests[index].last = now
            state.work.services[index].requests += 1
            state.work.services[index].answering += request.took
            state.work.services[index].slowest = max(state.work.services[index].slowest, request.took)
            if request.outcome == .refused { state.work.services[index].refused += 1 }
            if request.outcome == .failed { state.work.services[index].failed += 1 }
            state.work.timeline.count(request.service, after: now) { step in
                step.requests += 1
                if request.outcome == .refused { step.refused += 1 }
                if request.outcome == .failed { step.failed += 1 }
            }
        }
    }

    /// A request was not enough, and another one of its call follows.
    package func retries(_ service: String, title: String, because reason: String) {
        let now = elapsed()
        use { state in
            let index = Self.index(of: service, title, state, now)
            state.work.services[index].retries += 1
            state.work.timeline.count(service, after: now) { $0.retries += 1 }
            let known = state.work.services[index].reasons
            if let place = known.firstIndex(where: { $0.words == reason }) {
                state.work.services[index].reasons[place].count += 1
            } else if known.count < Self.mostReasons {
                state.work.services[index].reasons.append(RetryReason(words: reason, count: 1))
            }
        }
    }

    /// How many different reasons of retries are kept.
    private static let mostReasons = 20

    private static func index(of service: String, _ title: String, _ state: State, _ now: Duration) -> Int {
        if let index = state.work.services.firstIndex(where: { $0.name == service }) { return index }
        var use = ServiceUse(name: service)
        use.title = title
        if let limit = state.limits.first(where: { $0.service == service }) {
            use.slots = limit.slots
            use.window = limit.window
        }
        state.work.services.append(use)
        state.requests.append((now, now))
        return state.work.services.count - 1
    }

    /// It was found out what became of a write whose answer was lost, or that it cannot be.
    package func settled(_ outcome: LostAnswerOutcome) {
        use { state in
            switch outcome {
            case .done: state.work.lostAnswers.done += 1
            case .sentAgain: state.work.lostAnswers.sentAgain += 1
            case .unknown: state.work.lostAnswers.unknown += 1
            }
        }
    }

    // Writes and runs.

    /// A write has ended; `failure` says how, if it is not done.
    ///
    /// - Parameter inItem: Whether it belongs to an item, whose run lists the failure.
    package func wrote(_ call: String, _ failure: Failure?, inItem: Bool = false) {
        use { state in
            let index: Int
            if let known = state.work.writes.firstIndex(where: { $0.call == call }) {
                index = known
            } else {
                index = state.work.writes.count
                state.work.writes.append(CallCount(call: call))
            }
            guard let failure else { return state.work.writes[index].done += 1 }
            if failure.isUncertain {
                state.work.writes[index].uncertain += 1
            } else {
                state.work.writes[index].failed += 1
            }
            if !inItem { state.work.failures.add(failure, kind: failure.kind) }
        }
    }

    /// A durable run is opened; `progress` tells how far it is, until ``closed(_:)`` with the number that is returned.
    package func opened(_ progress: @escaping @Sendable () -> RunProgress) -> Int {
        let number = use { state in
            state.nextRun += 1
            state.openRuns.append((state.nextRun, progress))
            return state.nextRun
        }
        busy()
        return number
    }

    package func closed(_ number: Int, _ progress: RunProgress) {
        use { state in
            guard let index = state.openRuns.firstIndex(where: { $0.number == number }) else { return }
            state.openRuns.remove(at: index)
            state.work.add(progress)
        }
    }

    /// An ingestion is waited for.
    ///
    /// - Returns: To be called when it has ended, with why it failed.
    package func ingestion(_ dataset: String) -> @Sendable (String?) -> Void {
        let start = elapsed()
        begin(.ingestion)
        return { [self] error in
            end(.ingestion)
            let took = elapsed() - start
            use { state in
                state.work.ingestions.add(Ingestion(dataset: dataset, after: start, took: took, error: error))
            }
        }
    }

    package func warned(_ text: String) { use { $0.work.warnings.add(text) } }

    // What comes of it.

    /// All of it until now.
    package func work() -> Work {
        let (work, open, doneBefore) = use { state in
            account(state)
            for index in state.work.services.indices {
                let (first, last) = state.requests[index]
                state.work.services[index].share = state.work.services[index].share(from: first, to: last)
            }
            return (state.work, state.openRuns, state.doneBefore)
        }
        // Outside of the lock: it asks the runs.
        var result = work
        for run in open { result.add(run.progress()) }
        result.items.before = max(0, result.items.before - doneBefore)
        return result
    }

    private func use<Value: Sendable>(_ body: (State) -> Value) -> Value { held.withLock { body($0.state) } }
}

extension Work {
    fileprivate mutating func add(_ progress: WorkMeter.RunProgress) {
        runs.add(progress.pass)
        if !progress.isDryRun { items.add(progress.pass) }
        let unlisted = progress.kinds.values.reduce(0, +) - progress.failures.count
        for failure in progress.failures { failures.listed.add(failure) }
        failures.listed.total += max(0, unlisted)
        failures.kinds.merge(progress.kinds, uniquingKeysWith: +)
    }
}

extension ServiceUse {
    /// The share of the limit that was used between two moments, from 0 to 1; nil without a limit or for less than a
    /// few windows, of which the share would only say how they began and ended.
    fileprivate func share(from first: Duration, to last: Duration) -> Double? {
        guard slots > 0, window > .zero, requests > 0, last - first >= window * 10 else { return nil }
        return min(1, Double(requests) / (((last - first) / window + 1) * Double(slots)))
    }
}
