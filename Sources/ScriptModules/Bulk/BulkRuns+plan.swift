import Catalogue
import DurableRuns
import LuaBridge
import RunJournal
import Synchronization

/// Writes outside of `bulk.each` while a plan is made or applied: they are steps of one item, so that a plan that was
/// interrupted is resumed like a run.
extension BulkRuns {
    /// How far a plan was applied before.
    package enum PlanProgress: Sendable { case none, begun, applied }

    private static let itemKey = "script"

    /// How far the plan was applied; reads its record.
    package func progress(of plan: Plan) throws -> PlanProgress {
        let place = try registry.place()
        guard let reader = try place.store.reader(place.identity(plan.runName)) else { return .none }
        return try reader.item(Self.itemKey)?.state == .done ? .applied : .begun
    }

    /// Opens the record of the plan, and takes its lock.
    package func beginPlan(_ plan: Plan) throws {
        let item = try openPlanItem(plan.runName, place: plan.script.path)
        planItem.withLock { $0 = item }
    }

    /// Closes the record of the plan.
    ///
    /// - Parameter isApplied: Whether all of it was.
    /// - Throws: ``ScriptError`` of kind `uncertain` if the outcome of a write is not known.
    package func endPlan(isApplied: Bool) throws {
        let item = planItem.withLock { item in
            defer { item = nil }
            return item
        }
        guard let item else { return }
        defer { item.run.close() }
        guard isApplied else { return }
        _ = try item.run.finish(item, .returned("true"))
        try item.run.finished(isWhole: true)
    }

    /// The item by which a dry run names the links that are made outside of runs; nil where runs cannot be kept.
    func foreseenPlanItem(_ dryRun: DryRun) -> ActiveItem? {
        planItem.withLock { item in
            // A dry run opens and locks nothing.
            if item == nil { item = try? openPlanItem(Plan.runName(of: dryRun.id), place: "") }
            return item
        }
    }

    private func openPlanItem(_ name: String, place: String) throws -> ActiveItem {
        var options = RunOptions()
        options.onChange = .skip
        options.hasKeys = true
        options.isSingle = true
        let run = try registry.open(name, options)
        guard case .work(let item) = try run.take(digest: [], key: Self.itemKey, place: place) else {
            run.close()
            throw ScriptError(.conflict, "the plan was applied already")
        }
        item.beginBesideOthers(at: "0")
        return item
    }

    /// Which items of runs are done, by run and key; opens each run once.
    package func doneItems() -> (_ run: String, _ key: String) -> Bool {
        var readers: [String: JournalReader?] = [:]
        return { [registry] run, key in
            let reader =
                readers[run]
                ?? { () -> JournalReader? in
                    guard let place = try? registry.place() else { return nil }
                    return try? place.store.reader(place.identity(run))
                }()
            readers[run] = .some(reader)
            return (try? reader?.item(key))?.state == .done
        }
    }
}
