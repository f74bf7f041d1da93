import Facts
import RunJournal

/// What is recorded of the steps of an item: in the journal, and in what the pass knows of them.
struct StepRecords: Sendable {
    private let item: ActiveItem
    private let steps: ItemSteps
    private let journal: RunJournal

    init(_ item: ActiveItem, _ steps: ItemSteps, _ journal: RunJournal) {
        self.item = item
        self.steps = steps
        self.journal = journal
    }

    /// Waits until something may be sent, if other hosts could have taken the run over since the step was recorded.
    func expectTurn() async throws { try await journal.expectTurn() }

    /// Whether another host may have sent a write that is not recorded.
    var mayLackRows: Bool { journal.sharedRun?.mayLackRows ?? false }

    func intended(_ step: Step, _ text: String) async throws {
        try await journal.intend(step, intent: text)
        steps.notes(step, .open(intent: text, isUncertain: false))
    }

    /// - Parameters:
    ///   - awaitsEnd: Whether something follows, such as an ingestion.
    ///   - isWrite: Whether a service was asked; only those steps are crash points.
    func done(_ step: Step, result: String, awaitsEnd: Bool = false, isWrite: Bool = true) async throws {
        try await journal.record(step, result: result, awaitsEnd: awaitsEnd)
        steps.notes(step, .done(result: result))
        item.markCertain(step)
        if isWrite { await item.run.place.reached(.recorded) }
    }

    func refused(_ step: Step, _ error: RecordedError) async throws {
        try await journal.refuse(step, error: error.text)
        steps.notes(step, .refused(intent: nil, error: error.text))
        item.markCertain(step)
    }

    /// Takes back what was intended of a step of which nothing was done.
    func withdrawn(_ step: Step) async throws {
        try await journal.withdraw(step)
        steps.notes(step, .new)
        item.markCertain(step)
    }

    /// Records that a lookup could not tell whether a step was done.
    ///
    /// - Returns: The error, which names what may have been done.
    func doubted(_ step: Step, _ reason: String, intent: String) async throws -> ScriptError {
        try await doubted(
            step,
            Self.error(.uncertain, reason, of: step, hint: item.run.resolveHint(item.record.key)), intent: intent)
    }

    /// Records that a step may have been done.
    ///
    /// - Returns: The error, which names what may have been done.
    func doubted(_ step: Step, _ error: ScriptError, intent: String) async throws -> ScriptError {
        var error = error
        let words = IntentWords.of(step.call, intent)
        // The call's own name at the beginning says nothing of the intent.
        let own = error.message.hasPrefix("\(step.call): ") ? error.message.dropFirst(step.call.count + 2) : nil
        if !(own ?? error.message[...]).contains(words) { error.message += ": \(words)" }
        let recorded = RecordedError(error)
        item.markUncertain(step, recorded)
        try await journal.doubt(step, error: recorded.text)
        steps.notes(step, .open(intent: intent, isUncertain: true))
        return error
    }

    /// The error of a step for which no request was sent, its call's name first.
    static func error(_ kind: ErrorKind, _ message: String, of step: Step, hint: String) -> ScriptError {
        var error = ScriptError(kind, "\(step.call): \(message)", call: step.call, hint: hint)
        error.attempts = 0
        return error
    }

    /// The error of a step that a lookup has found not to be done.
    static func notDone(_ step: Step) -> RecordedError {
        RecordedError(ScriptError(.rejected, "it was not done", call: step.call))
    }
}
