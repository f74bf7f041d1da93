import Glibc
package import LuaBridge
import Synchronization
import Timekeeping

/// The cases of several files, run beside each other, each result told in the order of the files.
package final class TestSuite: Sendable {
    /// How they are run.
    package struct Options: Sendable {
        /// Only cases are run whose name, or whose file, holds this text.
        package var filter: String?
        package var cases = CaseOptions()
        /// How many cases run at the same time.
        package var workers = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

        package init() {}
    }

    /// What the cases came to.
    package struct Outcome: Sendable {
        package var results: [TestFile.Result]
        /// How many cases were not run, because the suite was stopped.
        package var unrun = 0
        package var failed: Int { results.count { !$0.hasPassed } }
    }

    private struct Job {
        var file: TestFile
        var name: String
        /// Why the file cannot be run; its name stands for the case then.
        var failure: [String] = []
    }

    private struct Running {
        var watches: [ObjectIdentifier: CaseWatch] = [:]
        var reason: LuaStop?
    }

    private let files: [TestFile]
    private let options: Options
    private let running = Mutex(Running())

    package init(_ files: [TestFile], _ options: Options) {
        self.files = files
        self.options = options
    }

    /// Ends the cases that run, and begins no other; from any thread.
    package func stop(_ reason: LuaStop) {
        let watches = running.withLock { running in
            running.reason = running.reason ?? reason
            return running.watches.values
        }
        for watch in watches { watch.stop(reason) }
    }

    private var isStopped: Bool { running.withLock { $0.reason != nil } }

    /// Runs the cases; `tell` is given each result as soon as those before it have been told.
    ///
    /// - Throws: ``LuaThreadUnavailable``.
    package func run(_ tell: @escaping @Sendable (TestFile.Result) -> Void) async throws -> Outcome {
        var jobs: [Job] = []
        for file in files where !isStopped { jobs += try await self.jobs(of: file) }
        let all = jobs
        let results = OrderedResults(all.count, tell)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(options.workers, all.count) {
                group.addTask { [self] in
                    while !isStopped, let index = results.take() {
                        if let result = try await result(of: all[index]) { results.set(index, result) }
                    }
                }
            }
            try await group.waitForAll()
        }
        let found = results.finish()
        return Outcome(results: found, unrun: all.count - found.count)
    }

    private func jobs(of file: TestFile) async throws -> [Job] {
        let found = try await watched { watch in file.cases(watch) }
        guard !isStopped else { return [] }
        let (names, failure) = found ?? ([], [Self.stuck(file.path, options.cases)])
        let wanted = names.filter { name in
            options.filter.map { name.contains($0) || file.path.contains($0) } ?? true
        }
        let broken = failure.isEmpty ? [] : [Job(file: file, name: "the whole file", failure: failure)]
        return broken + wanted.map { Job(file: file, name: $0) }
    }

    /// - Returns: nil if the suite was stopped meanwhile.
    private func result(of job: Job) async throws -> TestFile.Result? {
        guard job.failure.isEmpty else {
            return TestFile.Result(file: job.file.path, name: job.name, failure: job.failure)
        }
        // The same whichever cases run beside it.
        var cases = options.cases
        cases.seed = job.name.utf8.reduce(cases.seed) { ($0 ^ UInt64($1)) &* 0x0100_0000_01B3 }
        let (settled, began) = (cases, ContinuousClock.now)
        let found = try await watched { watch in job.file.run(job.name, settled, watch) }
        guard !isStopped else { return nil }
        if let found { return found }
        var result = TestFile.Result(file: job.file.path, name: job.name)
        result.failure = [Self.stuck(job.file.path, options.cases)]
        result.took = ContinuousClock.now - began
        return result
    }

    /// Runs what may take long on a thread of its own; nil if it did not even end when it was stopped.
    private func watched<Value: Sendable>(_ body: @escaping @Sendable (CaseWatch) -> Value) async throws -> Value? {
        let watch = CaseWatch(patience: options.cases.patience)
        let reason = running.withLock { running in
            running.watches[ObjectIdentifier(watch)] = watch
            return running.reason
        }
        defer { running.withLock { _ = $0.watches.removeValue(forKey: ObjectIdentifier(watch)) } }
        if let reason { watch.stop(reason) }
        return try await watch.run(within: options.cases.limit) { body(watch) }
    }

    private static func stuck(_ path: String, _ options: CaseOptions) -> String {
        "error: \(path): it did not end after \(options.limit?.inSecondsOrMilliseconds ?? "being stopped"), in a "
            + "function that cannot be interrupted, such as one that matches a pattern"
    }
}
