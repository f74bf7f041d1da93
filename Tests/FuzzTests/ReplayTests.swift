import FuzzTargets
import LuaBridge
import TestSupport
import Testing

/// The inputs that fuzzing kept, and some thousand mutations of them, break no promise.
///
/// A crash ends the test run; `GOVSCRIPT_FUZZ_INPUT=FILE` has every input written to a file before it is tried.
struct ReplayTests {
    static let names = FuzzTarget.all.map(\.name)

    /// How many mutations are tried: what a target takes some seconds for in a debug build.
    private static let mutations = [
        "csv": 4000, "xlsx": 1000, "json": 10_000, "toml": 4000, "check": 2000, "answers": 1500, "faults": 4000,
        "programs": 300,
    ]

    @Test(arguments: names)
    func theCorpusBreaksNoPromise(_ name: String) async throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let corpus = try Corpus(name)
        #expect(!corpus.inputs.isEmpty)
        let count = Self.mutations[name] ?? 1000
        // On a thread with the stack of a script's own.
        let problems = try await LuaThread.run { () -> [String] in
            let attempt = try target.prepare()
            var problems: [String] = []
            var mutator = Mutator(corpus, seed: 1)
            for input in corpus.inputs + (0..<count).map({ _ in mutator.next() }) {
                Corpus.note(input)
                if let problem = attempt(input) { problems.append("\(input): \(problem)") }
            }
            return problems
        }
        #expect(problems.prefix(3) == [])
    }

    @Test(arguments: names)
    func theCorpusIsSmall(_ name: String) throws {
        let inputs = try Corpus(name).inputs
        #expect(inputs.count < 300, "Fuzz/fuzz.sh merge \(name) chooses the best")
        #expect(inputs.allSatisfy { $0.count <= 2000 })
    }

    /// Each value of each answer is once each of the extremes: of the first, the second and the third answer to a call.
    @Test func everyValueOfAnAnswerMayBeAnExtreme() async throws {
        let problems = try await LuaThread.run { () -> [String] in
            let attempt = try FuzzTarget.answers.prepare()
            var problems: [String] = []
            for call in 0..<FuzzTarget.answeredCalls {
                for request in 0..<3 {
                    for place in 0..<10 {
                        for extreme in 0..<FuzzTarget.answerExtremes {
                            // One replacement in that answer, none in those before it.
                            let before = [UInt8](repeating: 0, count: request)
                            let input = [UInt8(call)] + before + [1, UInt8(place), UInt8(extreme)]
                            Corpus.note(input)
                            if let problem = attempt(input) { problems.append("\(input): \(problem)") }
                        }
                    }
                }
            }
            return problems
        }
        #expect(problems.prefix(3) == [])
    }
}
