package import Facts
import RunJournal

extension RunRegistry {
    /// Records how something ended that followed a write, such as the ingestion of an upload: what failed is open
    /// again, and so is every step of `bulk.once` that gave its receipt.
    ///
    /// The write may be one of the item whose function waited, or of an item that is done.
    ///
    /// - Parameters:
    ///   - path: The path of the task that waited for it.
    ///   - receipt: What the write gave.
    ///   - error: Why it failed; nil if it ended well.
    package func sequelEnded(_ path: String?, _ receipt: String, _ error: ScriptError?) async throws {
        if let path, let (item, _) = item(at: path), let journal = item.run.journal, let steps = item.steps {
            let meant = try steps.done().filter { $0.hasGiven(receipt) }.map(\.step)
            if !meant.isEmpty {
                guard item.run.enter() else { return }
                defer { item.run.leave() }
                for step in meant {
                    if let error {
                        try await StepRecords(item, steps, journal).refused(step, RecordedError(error))
                    } else if step.call != OnceStep.call {
                        try await journal.conclude(step)
                    }
                }
                return
            }
        }
        guard let error, let origin = origin(of: receipt) else { return }
        try await reopen(origin, receipt, RecordedError(error))
    }

    /// Opens the item of an upload whose ingestion failed after the item was done.
    private func reopen(_ origin: UploadOrigin, _ receipt: String, _ error: RecordedError) async throws {
        noteTrouble()
        let record = { @Sendable (journal: RunJournal) in
            _ = try await journal.reopen(origin.key, kind: error.kind, error: error.text) {
                Receipts.in($0).contains(receipt)
            }
        }
        if let run = openRun(origin.run), let journal = run.journal, run.enter() {
            defer { run.leave() }
            return try await record(journal)
        }
        let place = try place()
        let unlock = try place.lock(origin.run)
        defer { unlock() }
        let journal = try place.store.open(origin.run)
        do {
            try await record(journal)
        } catch {
            try? journal.close()
            throw error
        }
        try journal.close()
    }
}

extension ActiveItem {
    /// Whether steps were recorded before this pass that the item's function has not asked for and that may have
    /// happened.
    package var hasUnsettledSteps: Bool {
        get throws { try steps.map { try !$0.open(onlyEarlier: true).isEmpty } ?? false }
    }

    /// Finds out what became of such steps; what cannot be told stays uncertain.
    package func settleEarlierSteps() async throws {
        guard let journal = run.journal, let steps, run.enter() else { return }
        defer { run.leave() }
        let records = StepRecords(self, steps, journal)
        for answer in try steps.open(onlyEarlier: true) {
            guard let text = answer.standing.intent, let settle = run.runs.settler(of: answer.step),
                steps.take(answer.step)
            else { continue }
            defer { steps.ends(answer.step) }
            switch try await settle(text) {
            case .happened(let result): try await records.done(answer.step, result: result)
            case .notHappened: try await records.refused(answer.step, StepRecords.notDone(answer.step))
            case .unknown(let reason): _ = try await records.doubted(answer.step, reason, intent: text)
            }
        }
    }
}

extension ItemSteps.Answer {
    /// Whether the script got a receipt from it.
    fileprivate func hasGiven(_ receipt: String) -> Bool {
        guard standing.state == .done, let text = standing.result else { return false }
        return Receipts.in(text).contains(receipt)
    }
}
