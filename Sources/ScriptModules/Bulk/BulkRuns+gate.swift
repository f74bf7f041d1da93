import ApiClients
package import Catalogue
package import LuaBridge
import RunJournal

/// Is told how something ended that followed a write, such as the ingestion of an upload: by the task that waited for
/// it, the receipt that the write gave, and the error if it failed.
package typealias SequelEnd = @Sendable (LuaTaskContext?, String, (any LuaRaisable)?) async throws -> Void

extension BulkRuns {
    /// What every write of the script passes: inside a run it is recorded before it is sent, and settled if it was sent
    /// before; in a dry run it is only collected.
    package var gate: WriteGate {
        WriteGate(register: { [self] in register($0) }) { [self] write in
            if let dryRun { return try await dryRun.collect(write) }
            guard let (item, path) = item(at: write.task.path), let journal = item.run.journal, let steps = item.steps
            else { return try await WriteGate.open.pass(write) }
            guard item.run.enter() else {
                item.markCutShort()
                throw CancellationError()
            }
            defer { item.run.leave() }
            do {
                return try await RecordedWrite.$isInProgress.withValue(true) {
                    try await DurableWrite(write, of: item, at: path, steps, in: journal).perform()
                }
            } catch {
                item.met(error)
                throw error
            }
        }
    }

    /// Records how something ended that followed a write: what failed is open again, and so is every step of
    /// `bulk.once` that gave its receipt.
    ///
    /// The write may be one of the item whose function waited, or of an item that is done.
    func sequelEnded(_ task: LuaTaskContext?, _ receipt: String, _ error: (any LuaRaisable)?) async throws {
        if let path = task?.path, let (item, _) = item(at: path), let journal = item.run.journal,
            let steps = item.steps
        {
            let meant = try steps.done().filter { $0.hasGiven(receipt) }.map(\.step)
            if !meant.isEmpty {
                guard item.run.enter() else { return }
                defer { item.run.leave() }
                for step in meant {
                    if let error {
                        try await StepRecords(item, steps, journal).refused(step, error.luaErrorValue)
                    } else if step.call != "bulk.once" {
                        try await journal.conclude(step)
                    }
                }
                return
            }
        }
        guard let error, let origin = origin(of: receipt) else { return }
        try await reopen(origin, receipt, RecordedError(error.luaErrorValue))
    }

    /// Opens the item of an upload whose ingestion failed after the item was done.
    private func reopen(_ origin: UploadOrigin, _ receipt: String, _ error: RecordedError) async throws {
        hasTroubleAfterAll()
        let record = { @Sendable (journal: RunJournal) in
            _ = try await journal.reopen(origin.key, kind: error.kind, error: error.text) {
                RecordedResults.holds(receipt, in: $0)
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

    /// Finds out what became of steps that were recorded before this pass and that the item's function has not asked
    /// for; what cannot be told stays in doubt.
    func clear(_ item: BulkItem) async throws {
        guard let journal = item.run.journal, let steps = item.steps, item.run.enter() else { return }
        defer { item.run.leave() }
        let records = StepRecords(item, steps, journal)
        for answer in try steps.open(onlyEarlier: true) {
            guard let text = answer.standing.intent, let settler = settler(of: answer.step),
                steps.take(answer.step)
            else { continue }
            defer { steps.ends(answer.step) }
            switch try await settler.settle(text) {
            case .happened(let values): _ = try await records.done(answer.step, values, WriteTraits())
            case .notHappened:
                try await records.refused(
                    answer.step, ScriptError(.rejected, "it was not done", call: answer.step.call).luaErrorValue)
            case .unknown(let reason):
                let error = ApiError(
                    .uncertain, reason, call: answer.step.call, hint: item.run.resolveHint(item.record.key))
                _ = try await records.doubted(answer.step, error, text)
            }
        }
    }
}

extension BulkItem {
    fileprivate func met(_ error: any Error) {
        switch error {
        case let error as ApiError where error.stopsRun: requestStop(error)
        case let error as JournalError where !error.code.concernsOneItem: requestStop(error)
        default: break
        }
    }
}

extension ItemSteps.Answer {
    /// Whether the script got a receipt from it.
    fileprivate func hasGiven(_ receipt: String) -> Bool {
        guard standing.state == .done, let text = standing.result else { return false }
        return RecordedResults.holds(receipt, in: text)
    }
}
