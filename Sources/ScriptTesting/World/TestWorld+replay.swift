import DurableRuns
import FoundationEssentials
import RunJournal
import ScriptRunner
import Synchronization

extension TestWorld {
    /// What a replay has found.
    struct ReplayOutcome {
        var run: RunIdentity
        var steps: [ReplayedStep]
        var script: ScriptOutcome
    }

    /// Runs a script as a dry run beside the record of a run, of this world or else of the machine.
    ///
    /// - Parameter name: The run's name, or what else `recorded` knows it by.
    /// - Throws: ``TestWorldError``, `JournalError`, and what `recorded` throws.
    func replay(_ name: String, _ start: ScriptStart, recorded: RecordedRuns?) throws -> ReplayOutcome {
        let own = RunStore(stateDirectory + "/runs")
        let runs = try own.runs()
        let found = runs.first { $0.identity?.name == name }?.identity
        let identity = try found ?? find(name, in: recorded, besides: runs.compactMap(\.identity?.name))
        let copies = RunStore("\(folder).replay-\(UInt64.random(in: .min ... .max))")
        defer { try? FileManager.default.removeItem(atPath: copies.directory) }
        let brought = Mutex<Set<RunIdentity>>([])
        let replay = RunReplay(identity)
        let bring = { @Sendable (wanted: RunIdentity) throws in
            guard brought.withLock({ $0.insert(wanted).inserted }) else { return }
            if found == nil { return try recorded?.copy(wanted, copies.directory) ?? () }
            guard let run = runs.first(where: { $0.identity == wanted }) else { return }
            try own.copy(run, wanted, to: copies)
        }
        try bring(identity)
        var start = start
        start.isDryRun = true
        let outcome = try run(start, replay: VirtualWorld.Replay(replay, in: copies.directory, bring: bring))
        let reader = try copies.reader(identity)
        return ReplayOutcome(run: identity, steps: try replay.steps(comparedWith: reader), script: outcome)
    }

    /// - Parameter names: Those of the case's own runs.
    private func find(_ name: String, in runs: RecordedRuns?, besides names: [String]) throws -> RunIdentity {
        if let runs {
            if let identity = try runs.find(name) { return identity }
            // Else the runs of the case are the nearer ones.
            if names.isEmpty { throw runs.missing(name) }
        }
        let own = names.isEmpty ? "" : "; the runs of this case are: " + names.map { "'\($0)'" }.joined(separator: ", ")
        throw TestWorldError("there is no run '\(name)'\(own)")
    }
}
