package import Facts
import RunJournal

/// A step of `bulk.once` inside an item: a function whose result is recorded, and which is not called again then.
package final class OnceStep: Sendable {
    /// The call of such steps in journals.
    package static let call = "bulk.once"

    /// What is known of the step.
    package enum Knowledge: Sendable, Hashable {
        /// It is done, with results as JSON; nil if a person has closed it as done.
        case done(results: String?)
        /// Its function is to be called, for the first time or again.
        case call
        /// Its function is to be called when that is recorded: it must not be called twice.
        case callOnce
        /// Its function was called by an earlier process, and must not be called again.
        case cutOff
    }

    private let name: String
    private let step: Step
    private let item: ActiveItem
    private let steps: ItemSteps
    private let journal: RunJournal
    /// Whether nothing was recorded of it.
    private let isUnrecorded: Bool

    private init(
        _ name: String, _ answer: ItemSteps.Answer, _ item: ActiveItem, _ steps: ItemSteps, _ journal: RunJournal
    ) {
        self.name = name
        step = answer.step
        isUnrecorded = answer.standing == .new
        self.item = item
        self.steps = steps
        self.journal = journal
    }

    private var records: StepRecords { StepRecords(item, steps, journal) }

    /// The step of a name in an item, and what is known of it; in progress until its end is recorded, or until
    /// ``release()``.
    ///
    /// - Parameters:
    ///   - name: The step's name.
    ///   - arguments: A digest of the name.
    ///   - mustNotRepeat: Whether a function that was cut off must not be called again.
    ///   - item: The item.
    ///   - path: The path of the task that asks, inside the item's function.
    /// - Returns: nil in a dry run, which records nothing.
    package static func find(
        _ name: String, arguments: [UInt8], mustNotRepeat: Bool, in item: ActiveItem, at path: String
    ) throws -> (step: OnceStep, knowledge: Knowledge)? {
        guard let journal = item.run.journal, let steps = item.steps else { return nil }
        let answer = try steps.ask(
            ItemSteps.Request(
                call: call, service: "", arguments: arguments, place: item.nextPlace(path), isSingle: true))
        let knowledge: Knowledge =
            switch answer.standing.state {
            case .done: .done(results: answer.standing.result)
            case .intended, .uncertain: !answer.isEarlier ? .call : mustNotRepeat ? .cutOff : .call
            // Another host may have called it, with the record lost together with a server.
            case nil where mustNotRepeat && journal.sharedRun?.mayLackRows == true: .cutOff
            case nil, .refused: mustNotRepeat ? .callOnce : .call
            }
        return (OnceStep(name, answer, item, steps, journal), knowledge)
    }

    /// Records that its function is about to be called.
    package func intend() async throws { try await records.intended(step, "{}") }

    /// Records the results of its function, as JSON.
    package func record(results: String) async throws {
        try await records.done(step, result: results, isWrite: false)
        steps.ends(step)
    }

    /// Records that its function failed, so that it may be called again.
    package func refuse(_ error: RecordedError) async throws {
        try await records.refused(step, error)
        steps.ends(step)
    }

    /// Records that its function was cut off.
    ///
    /// - Returns: The error that says so.
    package func doubt() async throws -> ScriptError {
        if isUnrecorded { try await intend() }
        let error = try await records.doubted(
            step, "\"\(name)\" was started, and its outcome is unknown", intent: "{}")
        steps.ends(step)
        return error
    }

    /// Marks it as no longer in progress.
    package func release() { steps.ends(step) }
}
