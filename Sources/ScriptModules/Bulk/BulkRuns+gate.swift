import ApiClients
public import Catalogue
import FoundationEssentials
public import LuaBridge
import RunJournal

/// Is told how something ended that followed a write, such as the ingestion of an upload: by the task that waited for
/// it, the receipt that the write gave, and the error if it failed.
public typealias SequelEnd = @Sendable (LuaTaskContext?, String, (any LuaRaisable)?) async throws -> Void

extension BulkRuns {
    /// What every write of the script passes: inside a run it is recorded before it is sent, and settled if it was sent
    /// before; in a dry run it is only collected.
    public var gate: WriteGate {
        WriteGate(register: { [self] in register($0) }) { [self] write in
            if let dryRun { return try await dryRun.collect(write) }
            guard let (item, path) = item(at: write.task.path), let journal = item.run.journal, let steps = item.steps
            else { return try await WriteGate.open.pass(write) }
            guard item.run.enter() else {
                item.cutShort()
                throw CancellationError()
            }
            defer { item.run.leave() }
            do {
                return try await DurableWrite(write, of: item, at: path, steps, in: journal).perform()
            } catch {
                item.met(error)
                throw error
            }
        }
    }

    /// Records how something ended that followed a write of an item: what failed is open again.
    func sequelEnded(_ task: LuaTaskContext?, _ receipt: String, _ error: (any LuaRaisable)?) async throws {
        guard let path = task?.path, let (item, _) = item(at: path), let journal = item.run.journal,
            let steps = item.steps, let step = item.step(ofReceipt: receipt), item.run.enter()
        else { return }
        defer { item.run.leave() }
        if let error {
            try await StepRecords(item, steps, journal).refused(step, error.luaErrorValue)
        } else {
            try await journal.conclude(step)
        }
    }

    /// Finds out what became of steps that were recorded before this pass and that the item's function has not asked
    /// for; what cannot be told stays in doubt.
    func clear(_ item: BulkItem) async throws {
        guard let journal = item.run.journal, let steps = item.steps, item.run.enter() else { return }
        defer { item.run.leave() }
        let records = StepRecords(item, steps, journal)
        for answer in try steps.open(onlyEarlier: true) {
            guard case .open(let text?, _) = answer.standing, let settler = settler(of: answer.step),
                steps.take(answer.step)
            else { continue }
            defer { steps.ends(answer.step) }
            switch try await settler.settle(RecordedIntent.decoder(of: text)) {
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

/// The decoder of a recorded intent.
private struct RecordedIntent: Decodable {
    let decoder: any Decoder

    init(from decoder: any Decoder) throws { self.decoder = decoder }

    static func decoder(of text: String) throws -> any Decoder {
        try JSONDecoder().decode(RecordedIntent.self, from: Data(text.utf8)).decoder
    }
}

extension BulkItem {
    fileprivate func met(_ error: any Error) {
        switch error {
        case let error as ApiError where error.stopsRun: stopsRun(error)
        case let error as JournalError where !error.code.concernsOneItem: stopsRun(error)
        default: break
        }
    }
}
