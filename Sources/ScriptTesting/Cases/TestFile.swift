import ApiClients
import ApiEmulator
import Facts
import FoundationEssentials
import Glibc
import LuaBridge
import ScriptModules
import ScriptRunner
import Synchronization
import SystemFiles
import TerminalText
import Timekeeping

/// A file of tests: its cases, each of which runs in an interpreter of its own.
package struct TestFile: Sendable {
    /// How a case ended.
    package struct Result: Sendable {
        package var file: String
        package var name: String
        /// The error, a line each; empty if the case has passed.
        package var failure: [String] = []
        /// What scripts logged that ended badly, a line each; empty if the case has passed.
        package var scripts: [String] = []
        /// What the file printed meanwhile.
        package var output = ""
        /// What a person should know although it is no failure, a line each.
        package var notes: [String] = []
        /// How long it took, in real time.
        package var took = Duration.zero
        package var hasPassed: Bool { failure.isEmpty }
    }

    /// As messages show it.
    package let path: String
    private let text: [UInt8]
    private let folder: String
    private let homes: [String]

    /// - Parameters:
    ///   - directory: The working directory, to which `path` is relative.
    ///   - homes: The user's home folders, which no script may read as a whole.
    package init(_ path: String, text: [UInt8], directory: String, homes: [String] = []) {
        self.path = path
        self.homes = homes
        self.text = text
        let absolute = path.hasPrefix("/") ? path : directory + "/" + path
        folder = URL(filePath: absolute).deletingLastPathComponent().standardizedFileURL.path
    }

    /// Finds the cases by running the file without any of them; blocks.
    ///
    /// - Parameter watch: Ends it from outside.
    /// - Returns: Their names in order, and the error, a line each, if the file does not get to its end.
    package func cases(_ watch: CaseWatch) -> (names: [String], failure: [String]) {
        let bench = TestBench(folder: folder, homes: homes, wanted: nil, CaseOptions(), watch)
        let (failure, _) = run(bench)
        return (bench.names, failure)
    }

    /// Runs one case; blocks.
    ///
    /// - Parameter watch: Ends it from outside.
    package func run(_ name: String, _ options: CaseOptions, _ watch: CaseWatch) -> Result {
        let began = ContinuousClock.now
        let bench = TestBench(folder: folder, homes: homes, wanted: name, options, watch)
        var result = Result(file: path, name: name)
        (result.failure, result.output) = run(bench)
        if result.failure.isEmpty, !bench.hasBegun {
            result.failure = ["error: the case was not reached"]
        }
        if !result.failure.isEmpty, watch.reason == nil { result.scripts = bench.failedScripts }
        result.notes = bench.notes
        bench.removeWorld()
        result.took = ContinuousClock.now - began
        return result
    }

    private func run(_ bench: TestBench) -> (failure: [String], output: String) {
        let lines = Mutex<[String]>([])
        let console = Console(isTerminal: false) { line in lines.withLock { $0.append(line) } }
        let scratch = FileManager.default.temporaryDirectory.appending(path: "govscript-test-\(UUID().uuidString)").path
        defer { unlink(scratch) }
        var source = ScriptSource(file: path, text: text)
        source.directory = folder
        var options = ScriptSession.Options(
            source: source, files: FileAccess(workingDirectory: folder, homes: homes),
            console: console,
            stateDirectory: scratch + ".state")
        options.testing = bench
        options.world = world(bench) { open(scratch, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) }
        var failure: [String] = []
        do {
            let configuration = RunConfiguration(
                sandbox: TestWorld.profile(at: "http://127.0.0.1:1"), keys: [:], secrets: SecretRegistry())
            let session = try ScriptSession(options, configuration: configuration)
            try bench.watch.run(session)
        } catch let error as LuaError where bench.watch.reason != nil {
            failure = stopped(error, bench)
        } catch let error as LuaError {
            failure = ErrorReport(error).lines(inColour: false).map(\.text)
        } catch {
            failure = ["error: \(error)"]
        }
        let output = (try? String(contentsOfFile: scratch, encoding: .utf8)) ?? ""
        return (failure, output + lines.withLock { $0.map { $0 + "\n" }.joined() })
    }

    /// Says where a case was that was ended from outside.
    private func stopped(_ error: LuaError, _ bench: TestBench) -> [String] {
        guard case .timeLimit(let limit)? = bench.watch.reason else { return ["error: it was interrupted"] }
        let place = CaseWatch.place(of: error) ?? path
        var lines = ["error: \(place): stopped after \(limit.inSecondsOrMilliseconds) of real time"]
        if let script = bench.watch.scriptPlace { lines.append("  the script was at \(script)") }
        return lines + [
            "  hint: Look for a loop without an end, or give it more time: govscript test --case-timeout 10m."
        ]
    }

    /// The world of the tests themselves: the time of the case, and no services.
    private func world(_ bench: TestBench, output: @escaping @Sendable () -> Int32) -> VirtualWorld {
        let lane = VirtualLane(bench.time)
        let random = SeededRandom(seed: bench.options.seed)
        let nowhere = Transport { _ in
            throw TransportFailure(
                .notSent, "a test itself reaches no services; it looks by test.links, test.dataset and test.requests",
                requestHandedOver: false, isPermanent: true)
        }
        return VirtualWorld(
            lane, epoch: TestWorld.epoch, transport: nowhere, pacing: .inMemory(),
            datasets: .inMemory(TimeSource(lane, date: TestWorld.epoch)), random: Randomness { random.next() },
            holder: "test", nameKey: [], seed: bench.options.seed, output: output, reached: { _ in })
    }
}
