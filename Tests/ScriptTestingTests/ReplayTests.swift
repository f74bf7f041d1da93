import ApiEmulator
import FoundationEssentials
@testable import ScriptTesting
import Testing

/// A recorded run beside a changed script.
struct ReplayTests {
    /// Kills `job.lua` after its second answer, and replays the run with the script of a name.
    private func failure(of script: String, _ text: String, then more: String = "") async throws -> [String] {
        let results = try await CaseTests.results(
            """
            test.case("replayed", {}, function(t)
              t.kill_at("answered:2")
              t.equal(t.run("job.lua").killed, true)
              local before = #t.requests({ method = "POST" })
              local replay = t.replay("make", "\(script)")
              t.equal(#t.requests({ method = "POST" }), before)
              \(more)
              t.still_matches(replay)
              t.equal(t.run("job.lua").exit, 0)
              t.equal(#t.links(), 3)
            end)
            """, scripts: ["job.lua": Self.job, script: text])
        return results[0].failure
    }

    private static let job = """
        bulk.each("make", { "a", "b", "c" }, function(name)
          bulk.once("noted", function() return name end)
          return links.create("https://www.example.gov.sg/" .. name, { shortUrl = "my-" .. name })
        end, { workers = 1 })
        """

    @Test func theSameScriptMatches() async throws {
        let more = """
            t.equal(replay.counts, { matches = 4, new = 2, gone = 0, differs = 0 })
              t.contains(replay.summary, 'the run "make" (sandbox): 4 steps match, 2 are new')
              t.equal(replay.matches[4].state, "open")
              t.contains(replay.matches[4].place, "same.lua:3")
              t.contains(replay.matches[4].outcome, "looked up first")
            """
        #expect(try await failure(of: "same.lua", Self.job, then: more) == [])
    }

    /// Wherever a run was killed, the script that made it asks for what is recorded.
    @Test func theSameScriptMatchesAfterAnyKill() async throws {
        let job = """
            bulk.each("make", csv.rows("rows.csv"), function(row)
              local name = bulk.once("noted", function() return row.name end)
              local link = links.create("https://www.example.gov.sg/" .. name)
              return links.update(link.shortUrl, { state = "INACTIVE" })
            end, { key = "name" })
            bulk.each("publish", { "\(DatasetSeed.visitorsId)" }, function(id)
              return datagov.publish(id, "data.csv", { check = false }).status
            end)
            """
        let results = try await CaseTests.results(
            """
            local given = { csv = { ["rows.csv"] = "name\\na\\nb\\nc\\n", ["data.csv"] = "month,museum,visitors\\n2026-03,A,1\\n" } }
            for _, point in ipairs { "intended", "answered", "recorded" } do
              for number = 1, 8 do
                test.case(point .. number, given, function(t)
                  t.kill_at(("%s:%d"):format(point, number))
                  local run = t.run("job.lua")
                  -- What the killed process has sent arrives before it is counted.
                  task.sleep(60)
                  local writes = #t.requests({ method = "POST" })
                  for _, name in ipairs { "make", number > 6 and "publish" or nil } do
                    local replay = t.replay(name, "job.lua")
                    t.still_matches(replay)
                    t.equal(replay.exit, 0)
                    t.less(0, replay.counts.matches)
                  end
                  t.equal(#t.requests({ method = "POST" }), writes)
                  t.equal(run.killed, number <= 7)
                end)
              end
            end
            """, scripts: ["job.lua": job])
        #expect(results.count == 24 && results.allSatisfy(\.hasPassed), "\(results.filter { !$0.hasPassed })")
    }

    @Test func whatDiffersIsShownWithItsPlace() async throws {
        let changed = Self.job.replacing("www.example.gov.sg/", with: "new.example.gov.sg/")
        let lines = try await failure(of: "changed.lua", changed)
        try #require(lines.count > 1, "\(lines)")
        #expect(lines[0].hasSuffix("the run \"make\" (sandbox): 3 steps match, 1 differs, 2 are new"), "\(lines)")
        #expect(
            lines[1].hasSuffix(
                "longUrl was \"https://www.example.gov.sg/b\", and is \"https://new.example.gov.sg/b\" (changed.lua:3); "
                    + "the recorded one may have been sent; if it was, a resumed run refuses the other"), "\(lines)")
    }

    @Test func whatIsNotAskedForIsGone() async throws {
        let lines = try await failure(of: "less.lua", "bulk.each('make', { 'a' }, function() end)")
        #expect(lines.first?.contains("2 are gone") == true, "\(lines)")
        #expect(lines.contains { $0.contains("gone: ") && $0.contains("my-b") }, "\(lines)")
    }

    @Test func aWriteThatMovedToAnotherItemIsToldAsASecondOne() async throws {
        let changed = Self.job.replacing("{ workers = 1 }", with: "{ key = function(name) return name:upper() end }")
        let lines = try await failure(of: "keys.lua", changed)
        try #require(lines.count > 2, "\(lines)")
        #expect(lines[0].hasSuffix("2 differ, 2 are gone, 4 are new"), "\(lines)")
        #expect(
            lines[1].hasSuffix(
                "links.create of short URL \"my-a\" to https://www.example.gov.sg/a: its item had other content "
                    + "(keys.lua:3); the recorded one was sent, and it is sent again"), "\(lines)")
        #expect(lines[2].hasSuffix("the recorded one may have been sent, and it is sent again"), "\(lines)")
        #expect(lines.contains { $0.hasSuffix("bulk.once; it is done, and its item is not in the input") }, "\(lines)")
    }

    @Test func aScriptThatFailsIsSaid() async throws {
        let lines = try await failure(of: "typo.lua", "links.crate()")
        #expect(lines.contains { $0.contains("the script ended with exit code 1: typo.lua:1: ") }, "\(lines)")
        #expect(!lines.contains { $0.contains("gone: ") }, "\(lines)")
    }

    @Test func aRunThatIsNotThereIsSaid() async throws {
        let results = try await CaseTests.results(
            "test.case('none', {}, function(t) t.replay('campaign', 'job.lua') end)", scripts: ["job.lua": Self.job])
        #expect(results[0].failure.first?.contains("test.replay: there is no run 'campaign'") == true, "\(results)")
        let others = try await CaseTests.results(
            "test.case('other', {}, function(t) t.run('job.lua') t.replay('mke', 'job.lua') end)",
            scripts: ["job.lua": Self.job])
        let first = others[0].failure.first
        #expect(first?.hasSuffix("there is no run 'mke'; the runs of this case are: 'make'") == true, "\(others)")
    }
}
