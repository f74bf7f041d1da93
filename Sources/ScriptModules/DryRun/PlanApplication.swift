import Catalogue
import DurableRuns
import RunJournal
import Synchronization
import SystemFiles

/// A plan that is being applied: each write is compared with it before anything is sent.
package final class PlanApplication: Sendable {
    private struct State {
        /// Planned steps that were not asked for yet, by run, item and digest.
        var left: [Key: [Plan.Step]] = [:]
        var deviation: PlanError?
    }

    private struct Key: Hashable {
        let run: String?
        let key: String?
        let digest: String
    }

    package let plan: Plan
    /// The plan's file.
    package let path: String
    private let state = Mutex(State())

    package init(_ plan: Plan, path: String) {
        self.plan = plan
        self.path = path
        state.withLock { state in
            for step in plan.steps {
                state.left[Key(run: step.run, key: step.key, digest: step.digest), default: []].append(step)
            }
        }
    }

    /// What to do about a plan that does not fit.
    package var hint: String { "Make a new plan: govscript run --dry-run --plan \(path.shellWord) …" }

    /// Why the script has left the plan; nil if it has not.
    package var deviation: PlanError? { state.withLock { $0.deviation } }

    /// Lets a write through that is planned.
    ///
    /// - Throws: ``ScriptError`` that ends the script, for a write that is not, and for every one after that.
    func admit(_ words: String, digest: String, item: ActiveItem?) throws {
        let key = Key(run: item?.run.name, key: item?.record.key, digest: digest)
        let error = state.withLock { state -> PlanError? in
            if let deviation = state.deviation { return deviation }
            if let steps = state.left[key], !steps.isEmpty {
                state.left[key]?.removeLast()
                return nil
            }
            let place = item.map { " of \($0.run.name): \($0.record.title)" } ?? ""
            let planned = state.left.first { $0.key.run == key.run && $0.key.key == key.key && !$0.value.isEmpty }?
                .value.first
            let error = PlanError(
                "the script leaves the plan \(path): \(words)\(place) is not planned; it was not sent",
                details: planned.map { ["planned there: \($0.words)"] } ?? [], hint: hint)
            state.deviation = error
            return error
        }
        guard let error else { return }
        var raised = ScriptError(.conflict, error.message, hint: error.hint)
        raised.details = error.details
        raised.stopsRun = true
        throw raised
    }

    /// Planned steps that are not done, and those of them that the script has not asked for.
    ///
    /// - Parameter isDone: Says of an item of a run whether it is done.
    package func left(
        _ isDone: (_ run: String, _ key: String) -> Bool
    ) -> (undone: [Plan.Step], unasked: [Plan.Step]) {
        let left = state.withLock { state in Set(state.left.values.flatMap { $0 }) }
        let undone = plan.steps.filter { step in
            guard let run = step.run, let key = step.key else { return left.contains(step) }
            return !isDone(run, key)
        }
        return (undone, undone.filter(left.contains))
    }
}
