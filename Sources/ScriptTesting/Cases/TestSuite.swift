import FoundationEssentials
import Glibc
import LuaBridge
import Synchronization
import Timekeeping

/// The cases of several files, run beside each other, each result told in the order of the files.
package struct TestSuite: Sendable {
    /// How they are run.
    package struct Options: Sendable {
        /// Only cases are run whose name, or whose file, holds this text.
        package var filter: String?
        package var seed: UInt64 = 1
        package var updatesSnapshots = false
        /// How many cases run at the same time.
        package var workers = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

        package init() {}
    }

    private struct Job {
        var file: TestFile
        var name: String
        /// Why the file cannot be run; its name stands for the case then.
        var failure: [String] = []
    }

    private let files: [TestFile]
    private let options: Options

    package init(_ files: [TestFile], _ options: Options) {
        self.files = files
        self.options = options
    }

    /// Runs the cases; `tell` is given each result as soon as those before it have been told.
    ///
    /// - Throws: ``LuaThreadUnavailable``.
    package func run(_ tell: @escaping @Sendable (TestFile.Result) -> Void) async throws -> [TestFile.Result] {
        let jobs: [Job] = try await LuaThread.run { self.jobs() }
        let results = Results(jobs.count, tell)
        let work: @Sendable () throws -> Void = {
            while let index = results.take() { results.set(index, result(of: jobs[index])) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(options.workers, jobs.count) {
                group.addTask { try await LuaThread.run(work) }
            }
            try await group.waitForAll()
        }
        return results.all
    }

    private func jobs() -> [Job] {
        files.flatMap { file -> [Job] in
            let (names, failure) = file.cases()
            let wanted = names.filter { name in
                options.filter.map { name.contains($0) || file.path.contains($0) } ?? true
            }
            let broken = failure.isEmpty ? [] : [Job(file: file, name: "the whole file", failure: failure)]
            return broken + wanted.map { Job(file: file, name: $0) }
        }
    }

    private func result(of job: Job) -> TestFile.Result {
        guard job.failure.isEmpty else {
            return TestFile.Result(file: job.file.path, name: job.name, failure: job.failure)
        }
        // The same whichever cases run beside it.
        let seed = job.name.utf8.reduce(options.seed) { ($0 ^ UInt64($1)) &* 0x0100_0000_01B3 }
        return job.file.run(job.name, seed: seed, updatesSnapshots: options.updatesSnapshots)
    }

    private final class Results: Sendable {
        private struct State {
            var results: [TestFile.Result?]
            var taken = 0
            var told = 0
        }

        private let state: Mutex<State>
        private let tell: @Sendable (TestFile.Result) -> Void

        init(_ count: Int, _ tell: @escaping @Sendable (TestFile.Result) -> Void) {
            state = Mutex(State(results: Array(repeating: nil, count: count)))
            self.tell = tell
        }

        /// The next job to be done; nil if there is none left.
        func take() -> Int? {
            state.withLock { state in
                guard state.taken < state.results.count else { return nil }
                state.taken += 1
                return state.taken - 1
            }
        }

        var all: [TestFile.Result] { state.withLock { $0.results.compactMap(\.self) } }

        func set(_ index: Int, _ result: TestFile.Result) {
            // Under the lock, so that the order holds.
            state.withLock { state in
                state.results[index] = result
                while state.told < state.results.count, let next = state.results[state.told] {
                    tell(next)
                    state.told += 1
                }
            }
        }
    }
}

/// The results as JUnit's XML, which build servers read.
package struct JUnitReport: Sendable {
    private let results: [TestFile.Result]

    package init(_ results: [TestFile.Result]) { self.results = results }

    /// The whole document.
    package var text: String {
        let files = Dictionary(grouping: results, by: \.file).sorted { $0.key < $1.key }
        let failed = results.count { !$0.hasPassed }
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        lines.append("<testsuites tests=\"\(results.count)\" failures=\"\(failed)\">")
        for (file, results) in files {
            let failed = results.count { !$0.hasPassed }
            lines.append(
                "  <testsuite name=\"\(Self.escaped(file))\" tests=\"\(results.count)\" failures=\"\(failed)\">")
            lines += results.flatMap(Self.lines)
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func lines(of result: TestFile.Result) -> [String] {
        let seconds = result.took.secondsText.dropLast(" s".count)
        let head =
            "    <testcase classname=\"\(escaped(result.file))\" name=\"\(escaped(result.name))\" time=\"\(seconds)\""
        guard let first = result.failure.first else { return [head + "/>"] }
        return [
            head + ">",
            "      <failure message=\"\(escaped(first))\">\(escaped(result.failure.joined(separator: "\n")))</failure>",
            "    </testcase>",
        ]
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            // XML knows no other control characters, not even escaped.
            case "\t", "\n": escaped.unicodeScalars.append(scalar)
            default: escaped.unicodeScalars.append(scalar.value < 32 || scalar.value == 0x7F ? "?" : scalar)
            }
        }
        return escaped
    }
}
