import ApiEmulator
import TestSupport
import Testing

/// Functions with several steps and tasks resume at the right one.
struct ResumeTests {
    /// Killed at ever other points, tasks inside of a function and `bulk.once` keep their steps.
    @Test func tasksInsideOfAFunctionGoOn() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                """
                print(bulk.each("map", { 1, 2, 3, 4, 5, 6, 7, 8 }, function(number)
                  local made = task.map({ "a", "b", "c" }, function(letter)
                    return links.create("https://www.example.gov.sg/" .. number .. letter).shortUrl
                  end, { workers = 3 })
                  local name = bulk.once("one more", function()
                    return links.create("https://www.example.gov.sg/once" .. number).shortUrl
                  end)
                  local target = "https://www.example.gov.sg/" .. name
                  for _, link in ipairs(made) do links.update(link, { longUrl = target }) end
                end, { workers = 2 }).done)
                """, access)
            // Up to six writes are in progress at each point: eight items have enough of them for all.
            for point in ["intended:3", "answered:2", "recorded:5", "answered:4", "intended:6"] {
                let killed = try await job.run(with: ["GOVSCRIPT_CRASH": point])
                #expect(killed.status == 137, "\(point): \(killed)")
            }
            let last = try await job.run()
            #expect(last.status == 0, "\(last.errors)")
            let wanted = (1...8).flatMap { number in
                ["a", "b", "c"].map { "https://www.example.gov.sg/\(number)\($0)" }
                    + ["https://www.example.gov.sg/once\(number)"]
            }
            #expect(server.ledger.creates.map(\.longUrl).sorted() == wanted.sorted())
            let more = server.links(of: .go).filter { $0.longUrl.contains("/once") }.map(\.shortUrl)
            for name in more {
                #expect(server.links(of: .go).count { $0.longUrl == "https://www.example.gov.sg/" + name } == 3)
            }
        }
    }

    /// Two writes beside each other, both done and neither recorded; at the resume one comes after the other.
    @Test func writesBesideEachOtherDoNotExcludeEachOther() async throws {
        let configuration = try BulkJob.configuration(faults: "go.create:slow-after:120s@1")
        try await EmulatorServer.serving(configuration) { server, access in
            let job = try BulkJob(
                """
                local report = bulk.each("x", { 1 }, function()
                  return task.map({ "a", "b" }, function(letter)
                    return links.create("https://www.example.gov.sg/" .. letter).shortUrl
                  end, { workers = tonumber(args[1]) })
                end)
                print(report.done, report.uncertain)
                """, access)
            let killed = try await job.run(["run", "job.lua", "2"], with: ["GOVSCRIPT_CRASH": "answered:1"])
            #expect(killed.status == 137)
            let last = try await job.run(["run", "job.lua", "1"])
            #expect(last.output == "1\t0\n", "\(last)")
            #expect(server.ledger.creates.count == 2)
        }
    }

    /// The second process of a run names the process that holds it; the first is not disturbed.
    @Test func oneProcessGoesOnWithARun() async throws {
        let job = try BulkJob(
            """
            bulk.each("only", { 1 }, function()
              print("begun") io.stdout:flush()
              while not fs.exists("go") do task.sleep(0) end
            end)
            """)
        try job.scratch.file(
            "run.sh",
            """
            export GOVSCRIPT_STATE_DIR=$PWD/state
            : > output
            "$1/govscript" run job.lua > output & pid=$!
            while ! grep -q begun output; do kill -0 $pid || exit 1; done
            "$1/govscript" run --no-lock job.lua; echo $?
            "$1/govscript" runs forget --force only; echo $?
            touch go
            wait $pid; echo $? $pid
            """)
        let result = try await Command.shell(["run.sh", Command.builtFolder], in: job.scratch.path)
        let lines = result.output.split(separator: "\n")
        #expect(lines.prefix(2) == ["75", "75"])
        let last = try #require(lines.last).split(separator: " ")
        #expect(last[0] == "0")
        #expect(
            result.errors.hasPrefix(
                "error: job.lua:1: the run only is in progress in process \(last[1]) (govscript run job.lua), since "))
        #expect(result.errors.contains("hint: Wait until it has ended, or stop it.\n"))
    }

    /// The first twenty writes, how many there are and how long they take; nothing is recorded or done.
    @Test func aDryRunListsWhatWouldBeSent() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                """
                local urls = {}
                for number = 1, 30 do urls[number] = "https://www.example.gov.sg/" .. number end
                bulk.each("dry", urls, function(url)
                  assert(links.create(url).planned)
                  return bulk.once("x", function() return 1 end)
                end, { save = "saved.csv", workers = 1 })
                fs.write("rows.csv", "month,museum,visitors\\n2026-05,M,1\\n")
                bulk.each("files", { "rows.csv" }, function(file)
                  print(datagov.wait(datagov.append("\(DatasetSeed.visitorsId)", file)).status)
                end)
                print(bulk.once("alone", function() return 5 end), fs.exists("saved.csv"), bulk.status("dry"))
                """, access)
            let result = try await job.run(
                ["run", "--dry-run", "job.lua"], with: ["GOVSCRIPT_GO_RATE": "5"])
            #expect(result.status == 0)
            #expect(result.output == "PLANNED\n5\tfalse\tnil\n")
            let lines = result.errors.split(separator: "\n")
            #expect(lines.first == "dry run: nothing was sent; 31 writes would be sent:")
            #expect(lines.dropFirst().first == "  links.create(\"https://www.example.gov.sg/1\")")
            #expect(
                lines.dropFirst(21) == [
                    "  … and 11 more", "GoGovSG: 30 writes, about 6 s at 5 per second", "not foreseen:",
                    "  - whether 1 upload is ingested without an error, and what the script does after an error",
                    "  - what the script does with the answers to its writes",
                    "plan: 30 to create, 1 to append to; 6 s at 5/s",
                ])
            #expect(server.ledger.creates.isEmpty && server.ledger.uploads.isEmpty)
        }
    }

    /// An append that may have been sent is not forgotten by beginning anew.
    @Test func freshForgetsNoAppendInDoubt() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                """
                fs.write("rows.csv", "month,museum,visitors\\n2026-05,M,1\\n")
                bulk.each("files", { "rows.csv" }, function(file)
                  return datagov.append("\(DatasetSeed.visitorsId)", file)
                end, { fresh = args[1] == "fresh" })
                """, access)
            #expect(try await job.run(with: ["GOVSCRIPT_CRASH": "answered:1"]).status == 137)
            let fresh = try await job.run(["run", "job.lua", "fresh"])
            #expect(fresh.status == 3)
            #expect(
                fresh.errors == """
                    error: job.lua:2: bulk.each: files: 1 append may have been sent
                      hint: Run it once without fresh, which finds out; or check at the service, then run: \
                    govscript runs forget --force files\n
                    """)
            #expect(try await job.run(with: ["GOVSCRIPT_APPEND_SETTLE": "2"]).status == 0)
            #expect(server.ledger.uploads.count == 1)
            #expect(try await job.run(["run", "job.lua", "fresh"]).status == 0)
            #expect(server.ledger.uploads.count == 2)
        }
    }
}
