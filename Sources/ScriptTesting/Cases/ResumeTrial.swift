import ApiEmulator
import DurableRuns
import ScriptModules
import ScriptRunner

/// Kills a script at each of its step boundaries, starts it again, and compares what comes of it.
struct ResumeTrial {
    let start: ScriptStart
    /// Makes one more world with what the test has given.
    let makeWorld: () throws -> TestWorld

    struct Result {
        var boundaries = 0
        /// The first thing that is not as without a kill, in words.
        var difference: String?
        /// What the script logged that ended otherwise.
        var log: [String] = []
    }

    func run() throws -> Result {
        let (whole, reached) = try trial(nil)
        var result = Result()
        if whole.exit != 0 {
            result.difference = "\(start.name) ended with exit code \(whole.exit) without being killed"
            result.log = whole.log
            return result
        }
        for point in CrashPoint.allCases {
            for count in stride(from: 1, through: reached[point] ?? 0, by: 1) {
                let boundary = StepBoundary(point, count)
                result.boundaries += 1
                let (resumed, _) = try trial(boundary)
                result.difference = whole.difference(from: resumed).map { "killed at \(boundary): \($0)" }
                guard result.difference != nil else { continue }
                if resumed.exit != whole.exit { result.log = resumed.log }
                return result
            }
        }
        return result
    }

    /// Runs the script in a world of its own, again if it was killed.
    private func trial(_ boundary: StepBoundary?) throws -> (State, [CrashPoint: Int]) {
        let world = try makeWorld()
        defer { world.remove() }
        world.kill(at: boundary)
        var outcome = try world.run(start)
        let reached = world.boundaries
        if outcome.isKilled { outcome = try world.run(start) }
        return (State(world, outcome), reached)
    }

    /// What a run has come to.
    private struct State {
        var exit: Int32
        var log: [String]
        var links: [String]
        var datasets: [String: String]
        /// How many lines each has: what is in them may tell when it was done, and whether it was found done.
        var files: [String: Int]
        var twice: String?

        init(_ world: TestWorld, _ outcome: ScriptOutcome) {
            exit = outcome.exit
            log = outcome.log
            links = world.links.map { "\($0.service) \($0.shortURL) \($0.longURL) \($0.state)" }
            datasets = Dictionary(
                uniqueKeysWithValues: world.datasetIDs.map { ($0, world.emulator.csv(of: $0) ?? "") })
            files = world.files.mapValues { $0.split(separator: "\n").count }
            twice = world.doneTwice
        }

        /// Whether it is left open, as it has to be, whether rows were added that were sent before the kill.
        private var isOpenAppend: Bool {
            exit == ExitCode.unfinishedItems.rawValue && log.contains { $0.contains("datagov.append") }
        }

        func difference(from other: State) -> String? {
            if other.isOpenAppend { return other.twice }
            if other.exit != exit { return "exit code \(other.exit) instead of \(exit)" }
            if let twice = other.twice { return twice }
            if let link = Set(links).symmetricDifference(other.links).min() {
                return links.contains(link) ? "the link is missing: \(link)" : "there is another link: \(link)"
            }
            if let id = datasets.keys.sorted().first(where: { datasets[$0] != other.datasets[$0] }) {
                return "the dataset \(id) holds other rows"
            }
            let names = Set(files.keys).union(other.files.keys).sorted()
            if let name = names.first(where: { files[$0] != other.files[$0] }) {
                return "the file \(name) has \(other.files[name] ?? 0) lines instead of \(files[name] ?? 0)"
            }
            return nil
        }
    }
}
