import ApiClients
import FoundationEssentials
import Hashing
package import LuaBridge
package import ScriptModules
import Settings
import Synchronization
import SystemFiles
import TerminalText
import Timekeeping

/// Where the plan of a dry run is saved, and what it says of the command line.
package struct PlanRequest: Sendable {
    package var path: String
    /// The working directory.
    package var folder: String
    package var permissions: Plan.Permissions
    /// Which files the script has opened.
    package let uses = FileUses()

    package init(_ path: String, folder: String, permissions: Plan.Permissions) {
        self.path = path
        self.folder = folder
        self.permissions = permissions
    }
}

/// Plans: made by a dry run, and applied by another start.
extension ScriptSession {
    /// Compares a plan that is to be applied with what there is, before the script begins; notes the files that the
    /// script of a dry run opens.
    ///
    /// - Returns: Whether the script is to be run; false if the plan was applied already: the interpreter is closed.
    /// - Throws: ``PlanError`` if script, files or services have changed; ``ApiError``. The interpreter is closed then.
    func beginPlan() throws -> Bool {
        let mayRun: Bool
        do { mayRun = try comparePlan() } catch {
            try closeInterpreter()
            throw error
        }
        if !mayRun { try closeInterpreter() }
        return mayRun
    }

    private func comparePlan() throws -> Bool {
        if let planned = options.planned { options.files.note(in: planned.uses) }
        guard let application = runs.application else { return true }
        let plan = application.plan
        let progress = try runs.progress(of: plan)
        if progress == .applied {
            options.console.line("the plan \(application.path) was applied already; nothing was sent")
            return false
        }
        var differences = localDifferences(plan)
        if differences.isEmpty {
            let services = services()
            let secrets = configuration.secrets
            differences = try waiting {
                try await services.differences(from: plan, isResumed: progress == .begun) { secrets.redact($0) }
            }
        }
        guard differences.isEmpty else {
            throw PlanError(outdated: application.path, differences, hint: application.hint)
        }
        try runs.beginPlan(plan)
        let words = progress == .begun ? "resuming the plan" : "applying the plan"
        options.console.line("\(words) \(application.path): \(plan.summary)")
        return true
    }

    /// The script has ended: asks the services about what a dry run would write, or closes the plan that was applied.
    ///
    /// - Parameter isComplete: Whether the script came to its end.
    /// - Throws: ``PlanError`` if the script has left the plan, or not done all of it; ``ApiError``.
    func endPlan(isComplete: Bool) throws {
        if let dryRun = runs.dryRun, isComplete, dryRun.hasWrites, options.world?.replay == nil {
            let services = services()
            let (rates, withDatasets) = (configuration.rates, options.planned != nil)
            do {
                try waiting { try await dryRun.look(services, withDatasets: withDatasets, rates: rates) }
            } catch  where options.planned == nil {
                options.console.line("note: the services could not be asked what there is: \(error)")
            }
        }
        guard let application = runs.application else { return }
        let isOpen = !isComplete || application.deviation != nil
        // Items that were to fail may fail: only what was planned counts.
        let (undone, unasked) = isOpen ? ([], []) : application.left(runs.doneItems())
        try runs.endPlan(isApplied: !isOpen && undone.isEmpty)
        if let deviation = application.deviation { throw deviation }
        if isOpen || hasTrouble && !undone.isEmpty {
            options.console.line(
                "the plan \(application.path) was not applied to its end; run the same command again to resume")
        } else if let first = unasked.first {
            let count = unasked.count == 1 ? "1 planned write" : "\(unasked.count.grouped) planned writes"
            throw PlanError(
                "the script has not asked for \(count) of \(application.path)",
                details: ["the first: \(first.words)"], hint: application.hint)
        }
    }

    /// Writes the plan of a dry run to its file.
    ///
    /// - Parameter isComplete: Whether the script came to its end: a part of a plan is none.
    /// - Returns: What to say of it; nil if none was asked for.
    /// - Throws: ``PlanError``
    func savePlan(isComplete: Bool) throws -> String? {
        guard let request = options.planned, let dryRun = runs.dryRun else { return nil }
        guard isComplete else { return "no plan was saved, because the script did not come to its end" }
        let foreseen = dryRun.foreseen(rates: configuration.rates)
        let secrets = configuration.secrets
        guard options.arguments.allSatisfy({ secrets.redact($0) == $0 }) else {
            throw PlanError("a plan cannot be saved: an argument of the script holds a key")
        }
        var plan = Plan(
            id: dryRun.id, made: Date().formatted(.iso8601), program: options.version,
            script: .init(path: options.source.name, sha256: SHA256.hash(options.source.text).hex),
            arguments: options.arguments, folder: request.folder, profile: configuration.profile.name,
            services: configuration.runServices, permissions: request.permissions,
            inputs: request.uses.inputs.compactMap { path in
                digest(ofFile: path).map { Plan.Input(path: path, sha256: $0) }
            },
            foreseen: foreseen)
        plan.redact { secrets.redact($0) }
        let text = try plan.json()
        do throws(SystemError) {
            try WholeFile.replace(request.path, with: text)
        } catch {
            throw PlanError(cannotWrite: request.path, error)
        }
        return "plan saved as \(request.path); to carry it out: govscript run --apply \(request.path.shellWord)"
    }

    /// What differs on this machine.
    private func localDifferences(_ plan: Plan) -> [String] {
        var differences: [String] = []
        if SHA256.hash(options.source.text).hex != plan.script.sha256 {
            differences.append("\(plan.script.path) has changed")
        }
        for input in plan.inputs {
            guard let now = digest(ofFile: input.path) else {
                differences.append("\(input.path) cannot be read any more")
                continue
            }
            if now != input.sha256 { differences.append("\(input.path) has changed") }
        }
        for (name, address) in plan.services.sorted(by: { $0.key < $1.key }) {
            let now = configuration.runServices[name]
            if let now, now != address { differences.append("the address of \(name) was \(address), and is \(now)") }
        }
        return differences
    }

    private func digest(ofFile path: String) -> String? {
        guard let file = try? options.files.open(path, for: .read) else { return nil }
        var hash = SHA256()
        do { try FileBytes.forEachPiece(of: file.descriptor) { hash.update($0) } } catch { return nil }
        return hash.finish().hex
    }

    /// Waits for asynchronous work on the interpreter's own thread, which may block.
    private func waiting<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        guard let lane = options.world?.lane else { return try BlockingWait.perform(body) }
        let result = Mutex<Result<Value, any Error>?>(nil)
        Task(executorPreference: lane) {
            let found = await Result { try await body() }
            result.withLock { $0 = found }
        }
        // Only this thread steps the time.
        while true {
            if let found = result.withLock({ $0 }) { return try found.get() }
            if let reason = stopReason, case .timeLimit = reason { throw CancellationError() }
            if case .stuck = lane.time.step(until: nil) { lane.time.park() }
        }
    }
}
