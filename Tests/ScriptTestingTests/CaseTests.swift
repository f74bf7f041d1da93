import FoundationEssentials
@testable import ScriptTesting
import Testing

/// The cases of a file of tests: found, run, and judged.
struct CaseTests {
    private static let script = """
        print(bulk.each("make", csv.rows("links.csv"), function(row) return links.create(row.url) end).done)
        """

    private static let given =
        #"{ csv = { ["links.csv"] = "url\nhttps://a.example.gov.sg\nhttps://b.example.gov.sg\n" } }"#

    /// Runs the cases of a text; beside it is the script `job.lua`.
    private func results(_ text: String, _ change: (inout TestSuite.Options) -> Void = { _ in }) async throws
        -> [TestFile.Result]
    {
        try await Self.results(text, scripts: ["job.lua": Self.script], change)
    }

    /// Runs the cases of a text beside scripts, in a folder that stays if one is given.
    static func results(
        _ text: String, scripts: [String: String], in kept: String? = nil,
        _ change: (inout TestSuite.Options) -> Void = { _ in }
    ) async throws -> [TestFile.Result] {
        let manager = FileManager.default
        let folder = kept ?? manager.temporaryDirectory.appending(path: "cases-\(UUID().uuidString)").path
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { if kept == nil { try? manager.removeItem(atPath: folder) } }
        for (name, script) in scripts { try Data(script.utf8).write(to: URL(filePath: folder + "/" + name)) }
        let file = TestFile("a_test.lua", text: Array(text.utf8), directory: folder)
        var options = TestSuite.Options()
        change(&options)
        return try await TestSuite([file], options).run { _ in }.results
    }

    /// It asks the services what there is when the script has ended, on the thread that steps the time.
    @Test func aDryRunSendsNothingAndEnds() async throws {
        let results = try await results(
            """
            test.case("sends nothing", \(Self.given), function(t)
              local run = t.run("job.lua", {}, { "--dry-run" })
              t.equal({ run.exit, run.output, #t.links() }, { 0, "0\\n", 0 })
              t.contains(run.log, "plan: 2 to create")
              t.equal(#t.requests({ method = "POST" }), 0)
            end)
            """)
        #expect(results.map(\.failure) == [[]])
    }

    @Test func aCaseRunsAScriptAndLooksAtWhatItDid() async throws {
        let results = try await results(
            """
            test.case("makes two links", \(Self.given), function(t)
              local run = t.run("job.lua")
              t.equal({ run.exit, run.output, run.done, run.killed }, { 0, "2\\n", 2, false })
              t.equal(run.writes, { ["links.create"] = 2 })
              t.equal(#t.requests({ method = "POST", service = "go" }), 2)
              t.equal(t.requests({ method = "POST" })[1].status, 200)
              t.equal(#t.links(), 2)
              t.less(run.elapsed, 5)
              t.nothing_twice()
              t.never_over_the_limit()
              t.equal(t.resumes_anywhere("job.lua"), 6)
            end)
            test.case("has a world of its own", {}, function(t)
              t.equal(#t.links(), 0)
              t.equal(t.file("links.csv"), nil)
            end)
            """)
        #expect(results.map(\.name) == ["makes two links", "has a world of its own"])
        for result in results { #expect(result.hasPassed, "\(result.failure) \(result.output)") }
    }

    @Test func failuresShowThePlaceAndBothValues() async throws {
        let results = try await results(
            """
            test.case("a", {}, function(t)
              t.equal({ 1, x = "a" }, { 1, x = "b" })
            end)
            test.case("b", {}, function(t) t.less(2, 1) end)
            test.case("c", {}, function(t) t.contains("abc", "x") end)
            test.case("d", {}, function(t) error("no") end)
            test.case("e", {}, function(t) links.get("a") end)
            test.case("f", {}, function(t) t.kill_at("sometimes") end)
            test.case("g", {}, function(t) t.run("none.lua") end)
            test.case("h", { link = {} }, function() end)
            """)
        let words = results.map { $0.failure.first ?? "" }
        #expect(words[0] == "error: a_test.lua:2: test.equal: expected { 1, x = \"b\" }, got { 1, x = \"a\" }")
        #expect(words[1] == "error: a_test.lua:4: test.less: expected less than 1.0, got 2.0")
        #expect(words[2] == "error: a_test.lua:5: test.contains: expected a text with \"x\", got \"abc\"")
        #expect(words[3] == "error: a_test.lua:6: no")
        #expect(words[4].contains("a_test.lua:7"), "\(words[4])")
        #expect(words[5].contains("expected intended:N, answered:N or recorded:N"), "\(words[5])")
        #expect(words[6].contains("there is no script 'none.lua'"), "\(words[6])")
        #expect(words[7].contains("\"link\" is not known; expected csv, files, links or datasets"), "\(words[7])")
    }

    @Test func aScriptThatForgetsIsCaught() async throws {
        let results = try await results(
            """
            test.case("forgets", \(Self.given), function(t)
              local script = io.open("forgetful.lua", "w")
              script:write([[bulk.each("make", csv.rows("links.csv"), function(row)
                return links.create(row.url, {
                  shortUrl = row.url:sub(9, 9) .. math.floor(time.now() * 1000),
                })
              end)]])
              script:close()
              t.resumes_anywhere("forgetful.lua")
            end)
            """)
        #expect(results.first?.failure.first?.contains("test.resumes_anywhere: killed at") == true, "\(results)")
    }

    @Test func snapshotsAreKeptAndCompared() async throws {
        let text = """
            test.case("kept", \(Self.given), function(t)
              t.run("job.lua")
              t.snapshot("job")
              t.equal(pcall(t.snapshot, "../job"), false)
              t.snapshot("job")
              t.run("job.lua")
              t.snapshot("job")
            end)
            """
        let results = try await results(text)
        #expect(
            results[0].failure.prefix(4) == [
                "error: a_test.lua:7: test.snapshot: line 10 of snapshots/job.txt differs; there are 12 lines instead of 9",
                "  - expected: nothing more", "  - got:      run 2: exit 0; items: 2 done before",
                "  hint: If that is what it should be now, run govscript test --update.",
            ], "\(results[0].failure)")
        #expect(try await self.results(text) { $0.cases.snapshots = .updated }[0].hasPassed)
    }

    @Test func datasetsAreGivenAsAnyCSV() async throws {
        let id = "d_00000000000000000000000000000001"
        let results = try await results(
            """
            test.case("quoted", { datasets = { \(id) = "\\u{FEFF}a,b\\r\\n\\"x, y\\",\\"1\\n2\\"\\r\\n\\"q \\"\\"z\\"\\"\\",\\r\\n\\n" } }, function(t)
              t.equal(t.dataset("\(id)"), "a,b\\n\\"x, y\\",\\"1\\n2\\"\\n\\"q \\"\\"z\\"\\"\\",\\n")
            end)
            test.case("short", { datasets = { \(id) = "a,b\\n1,2\\n3\\n" } }, function() end)
            test.case("open", { datasets = { \(id) = "a,b\\n\\"1,2\\n" } }, function() end)
            test.case("empty", { datasets = { \(id) = "" } }, function() end)
            """)
        let words = results.map { $0.failure.first ?? "" }
        #expect(words[0] == "")
        #expect(words[1].hasSuffix("line 3: expected 2 fields as in the header, got 1"), "\(words)")
        #expect(words[2].hasSuffix("line 2: A quoted field is not closed."), "\(words)")
        #expect(words[3].hasSuffix("\(id): there is no header"), "\(words)")
    }

    @Test func casesAreChosenByTheirWords() async throws {
        let text = "for _, name in ipairs { 'one', 'two', 'three' } do test.case(name, {}, function() end) end"
        #expect(try await results(text) { $0.filter = "t" }.count == 3)
        #expect(try await results(text) { $0.filter = "two" }.map(\.name) == ["two"])
        let twins = try await results("test.case('a', {}, print) test.case('a', {}, print)")
        #expect(twins.first?.failure.first?.contains("there are two cases 'a' in this file") == true)
    }

    @Test func virtualTimeIsTheTestsToo() async throws {
        let results = try await results(
            """
            test.case("waits an hour", {}, function(t)
              local before = os.time()
              task.sleep(3600)
              t.equal(os.time() - before, 3600)
              t.equal(os.date("!%Y-%m-%dT%H"), "2026-01-05T02")
              t.equal(os.clock(), 3600)
            end)
            """)
        #expect(results[0].hasPassed, "\(results[0].failure)")
    }

    @Test func reportsAreJUnits() {
        var failed = TestFile.Result(file: "a_test.lua", name: "b < c")
        failed.failure = ["error: \"no\""]
        #expect(
            JUnitReport([TestFile.Result(file: "a_test.lua", name: "a"), failed]).text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites tests="2" failures="1">
                  <testsuite name="a_test.lua" tests="2" failures="1">
                    <testcase classname="a_test.lua" name="a" time="0.000"/>
                    <testcase classname="a_test.lua" name="b &lt; c" time="0.000">
                      <failure message="error: &quot;no&quot;">error: &quot;no&quot;</failure>
                    </testcase>
                  </testsuite>
                </testsuites>

                """)
    }
}
