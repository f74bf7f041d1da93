import FoundationEssentials
import LuaBridge
@testable import ScriptTesting
import Testing

/// A case that does not end is ended.
struct LimitTests {
    /// Ends a file of tests when the endless part has begun, which is when the file `MARK` is there.
    ///
    /// - Parameter script: `endless.lua`.
    private func stopped<Value: Sendable>(
        _ text: String, script: String = "", _ body: @escaping @Sendable (TestFile, CaseWatch) -> Value
    ) async throws -> Value {
        let manager = FileManager.default
        let temporary = manager.temporaryDirectory.path
        let mark = "begun-\(UUID().uuidString)"
        let folder = "\(temporary)/limit-\(UUID().uuidString)"
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? manager.removeItem(atPath: folder) }
        let marked = { (text: String) in Data(text.replacing("MARK", with: mark).utf8) }
        try marked(script).write(to: URL(filePath: folder + "/endless.lua"))
        let file = TestFile("a_test.lua", text: Array(marked(text)), directory: folder)
        let watch = CaseWatch(patience: Self.hour)
        let waiting = Task {
            while true {
                // Scripts have working folders of their own.
                let worlds = (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? []
                let works = worlds.filter { $0.hasPrefix("govscript-test-") }.map { "\(temporary)/\($0)/work" }
                let places = [folder] + works
                if places.contains(where: { FileManager.default.fileExists(atPath: "\($0)/\(mark)") }) { break }
                try await Task.sleep(for: .milliseconds(5))
            }
            watch.stop(.timeLimit(.seconds(60)))
        }
        defer { waiting.cancel() }
        return try #require(try await watch.run(within: nil) { body(file, watch) })
    }

    /// No test waits for it.
    private static let hour = Duration.seconds(3600)
    private static let endless = "fs.write('MARK', '') while true do end"

    @Test(arguments: [
        (endless, false), ("fs.write('MARK', '') while true do task.sleep(1) end", false),
        ("while true do pcall(t.run, 'endless.lua') end", true), ("t.run('endless.lua')", true),
        ("t.resumes_anywhere('endless.lua')", true),
    ])
    func endlessCasesFailWithTheirPlace(_ body: String, _ isInScript: Bool) async throws {
        let text = "test.case('endless', {}, function(t)\n  \(body)\nend)"
        let lines = try await stopped(text, script: "\n" + Self.endless) { file, watch in
            file.run("endless", CaseOptions(), watch).failure
        }
        #expect(lines.first == "error: a_test.lua:2: stopped after 60 s of real time", "\(lines)")
        #expect(lines.contains("  the script was at endless.lua:2") == isInScript, "\(lines)")
    }

    @Test func anEndlessFileFailsWithItsPlace() async throws {
        let text = "test.case('first', {}, function() end)\n\(Self.endless)"
        let (names, failure) = try await stopped(text) { file, watch in file.cases(watch) }
        #expect(names == ["first"])
        #expect(failure.first == "error: a_test.lua:2: stopped after 60 s of real time", "\(failure)")
    }

    @Test func theLimitIsKept() async throws {
        let text = "test.case('endless', {}, function() while true do end end)"
        let results = try await CaseTests.results(text, scripts: [:]) {
            ($0.cases.limit, $0.cases.patience) = (.milliseconds(500), Self.hour)
        }
        #expect(results.count == 1)
        #expect(results.first?.failure.first?.hasSuffix(": stopped after 500 ms of real time") == true, "\(results)")
    }

    @Test func aStoppedSuiteEndsAndCounts() async throws {
        let text = "for i = 1, 9 do test.case('case ' .. i, {}, function() while i > 1 do end end) end"
        let file = TestFile("a_test.lua", text: Array(text.utf8), directory: "/nonexistent")
        var options = TestSuite.Options()
        options.workers = 1
        options.cases.patience = Self.hour
        let suite = TestSuite([file], options)
        // The first result is what the second case, which does not end, begins after.
        let outcome = try await suite.run { _ in suite.stop(.interrupted(signal: 2)) }
        #expect(outcome.results.map(\.name) == ["case 1"] && outcome.unrun == 8, "\(outcome)")
    }
}
