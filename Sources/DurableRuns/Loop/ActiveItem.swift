package import RunJournal
import Facts
import Synchronization

/// One item of a run while its function runs.
package final class ActiveItem: Sendable {
    private struct State {
        var path = ""
        var ordinals: [String: Int] = [:]
        var doubts: [(step: Step, error: RecordedError)] = []
        var stop: (any Error)?
        var isCutShort = false
        var held: [HeldWrite] = []
    }

    package let run: DurableRun
    package let record: RunItem
    /// The result of last time, as JSON; nil if it has none.
    package let previous: String?
    /// Whether it was done before and is done again.
    package let isAgain: Bool
    /// The kind of the error with which it ended last, if it has not changed since; nil if it did not fail.
    package let lastFailure: String?
    /// Its steps; nil in a dry run.
    let steps: ItemSteps?
    /// Its steps as they are recorded, while its run is replayed.
    let recorded: ItemSteps?
    private let state = Mutex(State())

    init(
        _ run: DurableRun, _ record: RunItem, previous: String? = nil, isAgain: Bool = false,
        lastFailure: String? = nil
    ) {
        self.lastFailure = lastFailure
        self.run = run
        self.record = record
        self.previous = previous
        self.isAgain = isAgain
        steps = run.journal.map { ItemSteps(record, in: $0) }
        recorded = run.runs.replay == nil ? nil : ItemSteps(record, of: run.reader)
    }

    /// The path of the task that runs the item's function.
    package var path: String { state.withLock { $0.path } }

    /// Begins the item in the task with a path: writes of that task and of those below it are the item's.
    package func begin(at path: String) {
        state.withLock { $0.path = path }
        run.runs.note(self, at: path)
    }

    /// Begins the item of a whole script: the writes that belong to no other item are given to it one by one.
    package func beginBesideOthers(at path: String) { state.withLock { $0.path = path } }

    /// The place of the next write of a task: `0.1:2`.
    func nextPlace(_ path: String) -> String { "\(path):\(ordinal(of: path))" }

    /// How often this was asked with the same text, from 1.
    func ordinal(of text: String) -> Int {
        state.withLock { state in
            state.ordinals[text, default: 0] += 1
            return state.ordinals[text, default: 0]
        }
    }

    /// The first of its steps that ended uncertain, whatever the function made of that.
    var doubt: RecordedError? { state.withLock { $0.doubts.first?.error } }

    /// Whether one of its writes was not let through because the script is being stopped.
    var isCutShort: Bool { state.withLock { $0.isCutShort } }

    /// Why the whole run has to end, if one of its steps met the reason.
    var stop: (any Error)? { state.withLock { $0.stop } }

    func markUncertain(_ step: Step, _ error: RecordedError) {
        state.withLock { state in
            state.doubts.removeAll { $0.step == step }
            state.doubts.append((step, error))
        }
    }

    /// Whether the function was told that it is not known what became of a step.
    func isInDoubt(_ step: Step) -> Bool { state.withLock { state in state.doubts.contains { $0.step == step } } }

    /// What became of a step is known now.
    func markCertain(_ step: Step) { state.withLock { $0.doubts.removeAll { $0.step == step } } }

    func markCutShort() { state.withLock { $0.isCutShort = true } }

    /// Has the whole run end if an error concerns every item.
    func note(_ error: any Error) {
        guard let known = error as? any ScriptErrorConvertible, known.scriptError.stopsRun else { return }
        state.withLock { $0.stop = $0.stop ?? error }
    }

    /// Another of its steps was asked for: writes that wait for one look again.
    func stepWasAsked() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for write in held { write.release(.asked) }
    }

    /// Waits until another step of the item is asked for, or until none can be.
    func hold(_ task: any WritingTask) async throws -> HeldWrite.Reason {
        let write = HeldWrite()
        state.withLock { $0.held.append(write) }
        let number = task.hold(until: path) { write.release(.still) }
        defer { task.endHold(number) }
        let reason = await withTaskCancellationHandler {
            await write.wait()
        } onCancel: {
            write.release(.cancelled)
        }
        if reason == .cancelled { throw CancellationError() }
        return reason
    }
}

/// A write that waits for the other tasks of its item.
final class HeldWrite: Sendable {
    enum Reason: Sendable { case asked, still, cancelled }

    private struct State {
        var reason: Reason?
        var continuation: CheckedContinuation<Reason, Never>?
    }

    private let state = Mutex(State())

    func wait() async -> Reason {
        await withCheckedContinuation { continuation in
            let reason = state.withLock { state in
                if state.reason == nil { state.continuation = continuation }
                return state.reason
            }
            if let reason { continuation.resume(returning: reason) }
        }
    }

    func release(_ reason: Reason) {
        let continuation = state.withLock { state -> CheckedContinuation<Reason, Never>? in
            guard state.reason == nil else { return nil }
            state.reason = reason
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(returning: reason)
    }
}
