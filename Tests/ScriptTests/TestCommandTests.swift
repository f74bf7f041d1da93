import FoundationEssentials
import TestSupport
import Testing

/// `govscript test` finds tests, runs them, and says how they ended.
struct TestCommandTests {
    private static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path()

    private func scratch(_ files: [String: String]) throws -> ScratchFolder {
        let scratch = ScratchFolder()
        try scratch.folder("tests")
        for (name, text) in files { try scratch.file(name, text) }
        return scratch
    }

    /// Every example, killed at each of its step boundaries.
    @Test func theExamplesPassTheirOwnTests() async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(["test", Self.repository + "scripts/examples"], in: scratch.path)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.hasSuffix(" passed, 0 failed\n"))
        let examples = try FileManager.default.contentsOfDirectory(atPath: Self.repository + "scripts/examples")
        for example in examples where example.hasSuffix(".lua") {
            let name = example.dropLast(".lua".count)
            #expect(result.output.contains("_test.lua: \(name): "), "\(name) has no test")
        }
    }

    @Test func aFailureIsTheExitCodeAndInTheReport() async throws {
        let scratch = try scratch([
            "tests/a_test.lua": """
            test.case("good", {}, function(t) t.equal(1, 1.0) end)
            test.case("bad", {}, function(t)
              print("on the way")
              t.equal(1, 2)
            end)
            """, "tests/helper.lua": "error('no test')",
        ])
        let result = try await Command.run(["test", "--junit", "r.xml"], in: scratch.path)
        #expect(result.status == 1)
        let lines = result.output.split(separator: "\n").map { $0.prefix { $0 != "(" } }
        #expect(
            lines == [
                "ok   tests/a_test.lua: good ", "FAIL tests/a_test.lua: bad ",
                "     error: tests/a_test.lua:4: test.equal: expected 2, got 1", "       called from:",
                "         tests/a_test.lua:4: in local 'fn'", "         tests/a_test.lua:2: in main chunk",
                "     it printed:",
                "       on the way", "1 passed, 1 failed",
            ], "\(result.output)\(result.errors)")
        #expect(try scratch.text("r.xml").contains("<testsuites tests=\"2\" failures=\"1\">"))
        let chosen = try await Command.run(["test", "--filter", "good"], in: scratch.path)
        #expect(chosen.status == 0 && chosen.output.hasSuffix("1 passed, 0 failed\n"), "\(chosen)")
    }

    @Test func elsewhereCasesAreSkippedAndTheRestIsRefused() async throws {
        let scratch = try scratch(["tests/a_test.lua": "test.case('a', {}, error)\ntest.run('b.lua')"])
        let result = try await Command.run(["run", "--sandbox", "tests/a_test.lua"], in: scratch.path)
        #expect(result.status == 1)
        #expect(result.errors.contains("test.run: no test is in progress"), "\(result.errors)")
    }
}
