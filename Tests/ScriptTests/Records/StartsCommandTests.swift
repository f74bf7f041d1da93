import FoundationEssentials
import StartRecords
import TestSupport
import Testing
import Timekeeping

/// `govscript runs` and `govscript report`, about starts.
struct StartsCommandTests {
    @Test func startsAreListedWithTheirEnds() async throws {
        let job = try BulkJob("os.exit(tonumber(args[1]))")
        for code in [0, 7] { _ = try await job.run(["run", "job.lua", "\(code)"]) }
        _ = try await job.run(["run", "missing.lua"])
        let lines = try await job.run(["runs"]).output.split(separator: "\n")
        try #require(lines.count == 4)
        #expect(lines[0].split(separator: " ") == ["ID", "STATE", "STARTED", "TOOK", "EXIT", "PROFILE", "SCRIPT"])
        #expect(lines[1].hasSuffix("66  -           missing.lua") || lines[1].contains("not started"))
        #expect(lines[2].contains("failed") && lines[2].contains(" 7 ") && lines[2].hasSuffix("job.lua"))
        #expect(lines[3].contains("done") && lines[3].contains(" 0 "))
        let none = try await job.run(["runs", "--since", "0s"]).output
        #expect(none == "There are no runs yet; govscript run FILE makes one.\n")
        let json = try await job.run(["runs", "--json"]).output
        #expect(json.hasPrefix("{\"version\": 1,\n \"starts\": [{\"version\":1,"))
        #expect(json.contains("\"exit_code\":66"))
    }

    @Test func aStartIsNamedByIdScriptOrAsLast() async throws {
        let job = try BulkJob("print(1)")
        _ = try await job.run()
        _ = try await job.run(["-e", "print(2)"])
        let records = try StartRecordStore(in: job.scratch("state")).records()
        let first = try #require(records.last)
        for name in [first.id, String(first.id.suffix(4)), "job", "job.lua", job.scratch("job.lua")] {
            let shown = try await job.run(["report", name])
            #expect(shown.output.hasPrefix("job.lua: done, exit code 0, took "), "\(shown)")
        }
        for words in [["report"], ["report", "last"], ["runs", "show", "last"]] {
            #expect(try await job.run(words).output.hasPrefix("(command line): done"))
        }
        let missing = try await job.run(["report", "nothing"])
        #expect(missing.status == 64)
        #expect(missing.errors.hasPrefix("error: there is no record of a start 'nothing'\n  hint: "))
    }

    @Test func aReportIsWrittenAsAPageAndAsJSON() async throws {
        let job = try BulkJob("print(1)")
        _ = try await job.run()
        let result = try await job.run(["report", "--html", "r.html", "--json", "r.json"])
        #expect(result.status == 0 && result.output.isEmpty)
        #expect(try job.scratch.text("r.html").hasPrefix("<!DOCTYPE html>"))
        #expect(try job.scratch.text("r.json").hasPrefix("{\"version\":1,"))
        #expect(try await job.run(["report", "--json", "-"]).output == job.scratch.text("r.json"))
        #expect(try await job.run(["report", "--html", "none/deep/r.html"]).status == 0)
        #expect(try await job.run(["report", "--html", "r.json/r.html"]).status != 0)
    }

    @Test func watchingEndsWithTheStartAndItsCode() async throws {
        let job = try BulkJob(
            "io.open('ready', 'w'):close() while not fs.exists('go') do task.sleep(0.01) end os.exit(7)")
        async let run = job.run()
        while try !job.scratch.names().contains("ready") { await Task.yield() }
        async let watch = job.run(["runs", "watch", "job", "--exit-status"])
        try job.scratch.file("go")
        #expect(try await run.status == 7)
        let watched = try await watch
        #expect(watched.status == 7)
        #expect(watched.output.hasPrefix("job.lua: failed, exit code 7, took "))
        #expect(try await job.run(["runs", "watch"]).status == 0)
    }

    @Test func pruningKeepsWhatIsUnfinished() async throws {
        let job = try BulkJob(
            """
            bulk.each(args[1], { "a", "b" }, function(text)
              if args[2] and text == "b" then os.exit(1) end
            end, { key = function(text) return text end, workers = 1 })
            """)
        _ = try await job.run(["run", "job.lua", "whole"])
        _ = try await job.run(["run", "job.lua", "open", "stop"])
        let planned = try await job.run(["runs", "prune", "--older-than", "0s", "--dry-run"]).output
        #expect(planned.hasPrefix("2 records of starts would be deleted\n"), "\(planned)")
        #expect(planned.contains("run whole: would be deleted\n"))
        #expect(planned.contains("run open: kept: its last pass did not reach the end of its input\n"))
        _ = try await job.run(["runs", "prune", "--older-than", "0s"])
        let left = try await job.run(["runs"]).output
        #expect(left.contains("open") && !left.contains("whole") && !left.contains("STARTED"))
    }

    @Test func anItemIsDroppedAndComesBack() async throws {
        let job = try BulkJob(
            """
            bulk.each("campaign", fs.exists("more") and { "a", "b" } or { "a", "b", "c" }, function(text)
              if text == "b" then error("bad") end
            end, { key = function(text) return text end })
            """)
        _ = try await job.run()
        #expect(try await job.run(["runs", "drop", "campaign", "b"]).output == "1 item dropped\n")
        #expect(try await job.run(["runs", "show", "campaign"]).output.contains("  items    2 done\n"))
        let missing = try await job.run(["runs", "drop", "campaign", "z"])
        #expect(missing.status == 64)
        _ = try await job.run()
        #expect(try await job.run(["runs", "show", "campaign"]).output.contains("2 done, 1 failed\n"))
    }

    @Test func oldRecordsGoByTheConfiguration() async throws {
        let job = try BulkJob("print(1)")
        let store = StartRecordStore(in: job.scratch("state"))
        for number in 0..<70 {
            let started = ServiceInstant(milliseconds: Int64(number))
            var record = StartRecord(
                id: StartRecordStore.newID(started), script: .init(name: "old.lua"), started: started)
            let open = try store.open(record)
            record.ending = StartRecord.Ending(.finished, code: 0)
            try open.close(record)
        }
        try job.scratch.file("forever.toml", "keep_records = \"forever\"")
        _ = try await job.run(["run", "--config", "forever.toml", "job.lua"])
        #expect(try store.records().count == 71)
        try job.scratch.file("bad.toml", "keep_records = \"a while\"")
        let refused = try await job.run(["run", "--config", "bad.toml", "job.lua"])
        #expect(refused.status == 78)
        #expect(refused.errors.contains("keep_records: expected a time such as"), "\(refused.errors)")
        _ = try await job.run(["runs", "prune", "--older-than", "1000d"])
        #expect(try store.records().count == 2)
    }
}
