import ApiClients
public import Catalogue
import FoundationEssentials
import LuaBridge
import RunJournal

extension BulkRuns {
    /// What every write of the script passes: inside a run it is recorded before it is sent, and settled if it was sent
    /// before; in a dry run it is only collected.
    public var gate: WriteGate {
        WriteGate { [self] write in
            if let dryRun { return try await dryRun.collect(write) }
            guard let (item, path) = item(at: write.task.path), let journal = item.run.journal else {
                return try await WriteGate.open.pass(write)
            }
            guard item.run.enter() else {
                item.cutShort()
                throw CancellationError()
            }
            defer { item.run.leave() }
            do {
                return try await DurableWrite(write, of: item, at: path, in: journal).perform()
            } catch {
                item.met(error)
                throw error
            }
        }
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
