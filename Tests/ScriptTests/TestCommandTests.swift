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

    @Test func aFailureTellsWhatItsScriptsLogged() async throws {
        let scratch = try scratch([
            "tests/a_test.lua": "test.case('bad', {}, function(t) t.equal(t.run('job.lua').exit, 0) end)",
            "job.lua": "error('no rows')",
        ])
        let result = try await Command.run(["test", "--junit", "r.xml"], in: scratch.path)
        let told = "     job.lua ended with exit code 1:\n       error: job.lua:1: no rows\n"
        #expect(result.output.contains(told), "\(result)")
        #expect(try scratch.text("r.xml").contains("\njob.lua ended with exit code 1:\n  error: job.lua:1: no rows"))
    }

    @Test func standardInputIsEmpty() async throws {
        let scratch = try scratch([
            "tests/a_test.lua": "test.case('a', {}, function(t) t.equal(t.run('job.lua').output, 'nil\\n') end)",
            "job.lua": "print(io.read())",
        ])
        let result = try await Command.run(["test"], in: scratch.path, input: "typed\n")
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    /// What a seed decides is the same in each process, whatever else is drawn there.
    @Test func theSameSeedGivesTheSameRunInEachProcess() async throws {
        let scratch = try scratch([
            "job.lua": """
            local report = bulk.each("make", { "a", "b", "c", "d", "e", "f", "g", "h" }, function(name)
              return links.create("https://www.example.gov.sg/" .. name)
            end, { workers = 4 })
            print(report.done, report.seconds, os.time(), os.clock(), math.random(1 << 40), time.now())
            for link in links.each() do print(link.shortUrl, link.longUrl) end
            """,
            "tests/a_test.lua": """
            test.case("drawn", {}, function(t)
              t.faults("go:drop-after=20%,go:503-before=20%,go:slow-after:2s=10%")
              t.kill_at("answered:3")
              local lines = { t.run("job.lua").log }
              local run = t.run("job.lua", {}, { "--verbose" })
              for _, text in ipairs { run.output, run.log } do lines[#lines + 1] = text end
              for _, request in ipairs(t.requests()) do
                lines[#lines + 1] = ("%s %s %s %s %s"):format(
                  request.at, request.method, request.path, request.body, request.status)
              end
              fs.write("history.txt", table.concat(lines, "\\n"))
            end)
            """,
        ])
        var histories: [String] = []
        for seed in ["5", "5", "6"] {
            let result = try await Command.run(["test", "--seed", seed, "--case-timeout", "0"], in: scratch.path)
            try #require(result.status == 0, "\(result.output)\(result.errors)")
            histories.append(try scratch.text("tests/history.txt"))
        }
        #expect(histories[0] == histories[1])
        #expect(histories[0] != histories[2])
        #expect(histories[0].contains("503"), "\(histories[0])")
    }

    /// The record of a run of this machine is compared with a changed script, and stays as it is.
    @Test func runsOfThisMachineAreReplayed() async throws {
        let job = """
            bulk.each("make", { "a", "b" }, function(name)
              return links.create("https://OLD.gov.sg/" .. name)
            end, { workers = 1 })
            """
        let scratch = try scratch([
            "job.lua": job, "changed.lua": job.replacing("OLD", with: "new"),
            "tests/a_test.lua": """
            test.case("same", {}, function(t) t.still_matches(t.replay("make", "job.lua")) end)
            test.case("changed", {}, function(t)
              local replay = t.replay("make", "changed.lua")
              t.equal(replay.counts, { matches = 1, new = 0, gone = 0, differs = 1 })
              t.still_matches(replay)
            end)
            test.case("other", {}, function(t) t.replay("mak", "job.lua") end)
            """,
        ])
        let crash = ["GOVSCRIPT_CRASH": "answered:2"]
        let killed = try await Command.run(["run", "--sandbox", "job.lua"], in: scratch.path, environment: crash)
        try #require(killed.status != 0, "\(killed)")
        // What looks for runs takes the log of a killed one into its database.
        _ = try await Command.run(["runs"], in: scratch.path)
        let before = try records(in: scratch)
        try #require(!before.isEmpty)
        let result = try await Command.run(["test", "--case-timeout", "0"], in: scratch.path)
        #expect(try records(in: scratch) == before)
        let lines = result.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("ok   tests/a_test.lua: same ") == true, "\(result)")
        let differs = lines.filter { $0.hasPrefix("       - differs: ") }
        #expect(differs.count == 1 && differs.allSatisfy { $0.contains("(changed.lua:2)") }, "\(result)")
        #expect(result.output.contains("hint: Did you mean make?"), "\(result)")
    }

    /// The files of the runs, by their paths.
    private func records(in scratch: ScratchFolder) throws -> [String: Data] {
        let folder = scratch("state")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.contains("runs/") }
        return Dictionary(
            uniqueKeysWithValues: paths.compactMap { path in
                (try? Data(contentsOf: URL(filePath: folder + "/" + path))).map { (path, $0) }
            })
    }

    @Test func elsewhereCasesAreSkippedAndTheRestIsRefused() async throws {
        let scratch = try scratch(["tests/a_test.lua": "test.case('a', {}, error)\ntest.run('b.lua')"])
        let result = try await Command.run(["run", "--sandbox", "tests/a_test.lua"], in: scratch.path)
        #expect(result.status == 1)
        #expect(result.errors.contains("test.run: no test is in progress"), "\(result.errors)")
    }
}
