import ApiEmulator
import DurableRuns
import Facts
import FoundationEssentials
import LuaBridge
import RunJournal
import ScriptModules
import Synchronization
import SystemFiles
import Timekeeping

/// What `test` works on while a file of tests runs: it finds the cases, or runs one of them.
final class TestBench: TestHost {
    /// A script that the case has run.
    private struct Started {
        var script: String
        var run: TestRun
    }

    private struct State {
        var names: [String] = []
        var given = LuaTable()
        var world: TestWorld?
        var runs: [Started] = []
        var hasBegun = false
        var notes: [String] = []
    }

    /// The folder of the file of tests, absolute.
    let folder: String
    /// The user's home folders, which no script may read as a whole.
    let homes: [String]
    /// The case to be run; nil where they are only found.
    let wanted: String?
    let options: CaseOptions
    /// Ends the case from outside.
    let watch: CaseWatch
    let time = VirtualTime()
    private let state = Mutex(State())

    init(folder: String, homes: [String], wanted: String?, _ options: CaseOptions, _ watch: CaseWatch) {
        self.folder = folder
        self.homes = homes
        self.wanted = wanted
        self.options = options
        self.watch = watch
    }

    /// The cases that were met, in their order.
    var names: [String] { state.withLock { $0.names } }

    /// What a person should know although it is no failure.
    var notes: [String] { state.withLock { $0.notes } }

    /// What the scripts logged last that ended with another exit code than 0, a line each.
    var failedScripts: [String] {
        state.withLock { $0.runs }.filter { $0.run.exit != 0 && !$0.run.isKilled }.flatMap { started in
            let log = started.run.log.split(separator: "\n")
            let head = "\(started.script) ended with exit code \(started.run.exit)"
            return [log.isEmpty ? head : head + ":"] + log.suffix(Self.logLines).map { "  \($0)" }
        }
    }

    private static let logLines = 12

    /// Whether the wanted case was met.
    var hasBegun: Bool { state.withLock { $0.hasBegun } }

    func removeWorld() { state.withLock { $0.world }?.remove() }

    func begin(_ name: String, _ given: LuaTable) throws -> Bool {
        let isNew = state.withLock { state in
            defer { state.names.append(name) }
            return !state.names.contains(name)
        }
        guard isNew else { throw usage("test.case", "there are two cases '\(name)' in this file") }
        guard name == wanted else { return false }
        let world = try made { try TestWorld(try TestGiven(given).setup(seed: options.seed), time: time, watch: watch) }
        state.withLock { state in
            state.given = given
            state.world = world
            state.hasBegun = true
        }
        return true
    }

    func run(_ script: String, _ arguments: [String], _ flags: [String]) throws -> TestRun {
        var start = try self.start(script, arguments, for: "test.run")
        for flag in flags {
            switch flag {
            case "--dry-run": start.isDryRun = true
            case "--verbose": start.isVerbose = true
            default: throw usage("test.run", "the flag \(flag) is not known; expected --dry-run or --verbose")
            }
        }
        let outcome = try made { try world("test.run").run(start) }
        let run = TestRun(
            exit: Int(outcome.exit), output: outcome.output, log: outcome.log.map { $0 + "\n" }.joined(),
            isKilled: outcome.isKilled, work: outcome.work, elapsed: outcome.elapsed)
        state.withLock { $0.runs.append(Started(script: script, run: run)) }
        try endIfStopped()
        return run
    }

    func replay(_ run: String, _ script: String, _ arguments: [String]) throws -> TestReplay {
        let start = try self.start(script, arguments, for: "test.replay")
        let world = try world("test.replay")
        let found: TestWorld.ReplayOutcome
        do {
            found = try world.replay(run, start, recorded: options.recorded)
        } catch {
            var told = (error as? any ScriptErrorConvertible)?.scriptError ?? usage("test.replay", "\(error)")
            if !told.message.hasPrefix("test.replay: ") { told.message = "test.replay: \(told.message)" }
            told.call = "test.replay"
            throw told
        }
        try endIfStopped()
        return TestReplay(
            run: found.run.name, profile: found.run.profile, exit: Int(found.script.exit),
            log: found.script.log.map { $0 + "\n" }.joined(), steps: found.steps)
    }

    func misbehave(_ faults: String) throws {
        do { try world("test.faults").emulator.misbehave(by: Faults(faults)) } catch let error as FaultsError {
            throw usage("test.faults", "\(error)")
        }
    }

    func kill(at boundary: String) throws {
        guard let boundary = StepBoundary(boundary) else {
            throw usage("test.kill_at", "expected intended:N, answered:N or recorded:N, got '\(boundary)'")
        }
        try world("test.kill_at").kill(at: boundary)
    }

    func requests() throws -> [TestRequest] {
        try world("test.requests").exchanges.map { exchange in
            TestRequest(
                service: exchange.service, method: exchange.method, path: exchange.target, body: exchange.body,
                status: exchange.status, arrival: exchange.arrival)
        }
    }

    func links() throws -> [TestLink] { try world("test.links").links }

    func dataset(_ id: String) throws -> String? { try world("test.dataset").emulator.csv(of: id) }

    func file(_ path: String) throws -> String? { try world("test.file").file(path) }

    func compareSnapshot(_ name: String) throws {
        let world = try world("test.snapshot")
        let snapshot = Snapshot(name: name, folder: folder)
        let text = Snapshot.text(of: world, runs: state.withLock { $0.runs.map(\.run) })
        if let note = try snapshot.compare(text, options.snapshots) { state.withLock { $0.notes.append(note) } }
    }

    func expectLimitsKept() throws {
        let refusals = try world("test.never_over_the_limit").emulator.ledger.refusals.filter { $0.value > 0 }
        guard let (service, count) = refusals.min(by: { $0.key.rawValue < $1.key.rawValue }) else { return }
        throw failure(
            "test.never_over_the_limit", "\(service.rawValue) refused \(count) requests because of its limit")
    }

    func expectNothingTwice() throws {
        if let words = try world("test.nothing_twice").doneTwice { throw failure("test.nothing_twice", words) }
    }

    func expectResumes(_ script: String, _ arguments: [String]) throws -> Int {
        let start = try start(script, arguments, for: "test.resumes_anywhere")
        let given = state.withLock { $0.given }
        let trial = ResumeTrial(start: start) { [seed = options.seed, watch] in
            try TestWorld(try TestGiven(given).setup(seed: seed), watch: watch)
        }
        let result = try made { try trial.run() }
        try endIfStopped()
        guard let words = result.difference else { return result.boundaries }
        var error = failure("test.resumes_anywhere", words)
        error.details = result.log
        throw error
    }

    /// Ends the case where it has waited for a script that was ended from outside.
    private func endIfStopped() throws {
        if watch.reason != nil { throw CancellationError() }
    }

    private func world(_ function: String) throws -> TestWorld {
        guard let world = state.withLock({ $0.world }) else {
            throw usage(function, "no test is in progress")
        }
        return world
    }

    /// A script of the test's folder, or of the one above.
    private func start(_ script: String, _ arguments: [String], for function: String) throws -> ScriptStart {
        let above = folder.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        let places = script.hasPrefix("/") ? [script] : [folder + "/" + script, above + "/" + script]
        for place in places {
            guard let data = try? Data(contentsOf: URL(filePath: place)) else { continue }
            let directory = URL(filePath: place).resolvingSymlinksInPath().deletingLastPathComponent().path
            var start = ScriptStart(script, text: Array(data), directory: directory)
            start.arguments = arguments
            start.mayReadFolder = !homes.contains { ($0 + "/").hasPrefix(directory == "/" ? "/" : directory + "/") }
            return start
        }
        throw usage(function, "there is no script '\(script)' in \(folder) or the folder above")
    }

    private func made<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as ScriptError { throw error } catch {
            throw ScriptError(.internal, "test: \(error)", call: "test.case")
        }
    }

    private func usage(_ function: String, _ words: String) -> ScriptError {
        ScriptError(.usage, "\(function): \(words)", call: function)
    }

    private func failure(_ function: String, _ words: String) -> ScriptError {
        ScriptError(.data, "\(function): \(words)", call: function)
    }
}
