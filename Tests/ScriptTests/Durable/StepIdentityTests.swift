import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// A step is known by what it asks for and sends, through edits of the script and of the files.
struct StepIdentityTests {
    private static let rows = "month,museum,visitors\n2026-05,M,1\n"

    private static func appending(_ call: String) -> String {
        """
        local function append(options) return datagov.append("\(DatasetSeed.visitorsId)", "rows.csv", options) end
        print(bulk.each("monthly", { "rows.csv" }, function() \(call) end, { key = function(path) return path end }))
        """
    }

    /// Wrapped, moved, or beside other calls: what is recorded is not sent again.
    @Test(arguments: [
        "task.timeout(60, append)", "task.wait(task.spawn(append))", "pcall(append)",
        "bulk.once('before', function() return 1 end) append()", "append({ timeout = 600 })", "append({})",
    ])
    func anAppendThatIsWrappedIsNotSentAgain(_ call: String) async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(Self.appending("append()"), access)
            try job.scratch.file("rows.csv", Self.rows)
            #expect(try await job.run(with: ["GOVSCRIPT_CRASH": "recorded:1"]).status == 137)
            try job.scratch.file("job.lua", Self.appending(call))
            let last = try await job.run()
            #expect(last.status == 0, "\(last.errors)")
            #expect(server.ledger.uploads.count == 1)
        }
    }

    /// The old rows are in the dataset: to add the corrected ones as well is for a person to decide.
    @Test func aCorrectedFileIsAnotherAppend() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(Self.appending("append()"), access)
            try job.scratch.file("rows.csv", Self.rows)
            #expect(try await job.run(with: ["GOVSCRIPT_CRASH": "recorded:1"]).status == 137)
            try job.scratch.file("rows.csv", Self.rows + "2026-06,M,2\n")
            let last = try await job.run()
            #expect(last.status == 3)
            #expect(last.errors.contains("was done, and now datagov.append("), "\(last.errors)")
            #expect(server.ledger.uploads.count == 1)
        }
    }

    /// A replacement whose ingestion failed is open again, and the corrected file is sent.
    @Test func aCorrectedFileIsPublished() async throws {
        var configuration = try BulkJob.configuration()
        // Long enough in progress that a poll on a busy machine sees it, without which a failure proves nothing.
        configuration.ingestion = IngestionTimes(
            stale: .zero, starting: .seconds(20), validating: .zero, passed: .zero, ingesting: .zero)
        try await EmulatorServer.serving(configuration) { server, access in
            let job = try BulkJob(
                """
                print(bulk.each("publish", { "rows.csv" }, function(path)
                  return datagov.publish("\(DatasetSeed.visitorsId)", path, { allow = { "fewer-rows" } })
                end, { key = function(path) return path end }))
                """, access)
            try job.scratch.file("rows.csv", "month,museum,visitors\nMay,M,1\n")
            let first = try await job.run()
            #expect(first.status == 3)
            #expect(server.ledger.uploads.count == 1)
            // The same file is sent again, too: the service may have failed for reasons of its own.
            #expect(try await job.run().status == 3)
            #expect(server.ledger.uploads.count == 2)
            try job.scratch.file("rows.csv", Self.rows)
            let last = try await job.run()
            #expect(last.status == 0, "\(last.errors)")
            #expect(server.ledger.uploads.count == 3)
        }
    }

    /// Cut off by the script, it is neither failed nor forgotten.
    @Test func aWriteThatWasCutOffIsInDoubt() async throws {
        try await EmulatorServer.serving(BulkJob.configuration(faults: "go:slow-after:60s=100%")) { server, access in
            let job = try BulkJob(
                """
                local report = bulk.each("cut", { "https://www.example.gov.sg/1" }, function(url)
                  local write = task.spawn(links.create, url)
                  while not fs.exists("sent") do task.sleep(0) end
                  task.cancel(write)
                  pcall(task.wait, write)
                  error("too slow", 0)
                end)
                print(report.failed, report.uncertain)
                """, access)
            #expect(try await job.runTelling(of: server).output == "0\t1\n")
            let forgotten = try await job.run(["runs", "forget", "cut"])
            #expect(forgotten.status == 64)
            #expect(forgotten.errors.hasPrefix("error: 1 item is unfinished or uncertain\n"))
            #expect(server.ledger.creates.count <= 1)
        }
    }

    /// The link is there, and its function does not ask for the change any more.
    @Test func aChangeThatIsNotAskedForAgainIsLookedUp() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                """
                if not links.get("a") then links.create("https://www.example.gov.sg/1", { shortUrl = "a" }) end
                local report = bulk.each("off", { "a" }, function(name)
                  if links.get(name).state == "ACTIVE" then links.update(name, { state = "INACTIVE" }) end
                end)
                print(report.done, report.uncertain)
                """, access)
            #expect(try await job.run(with: ["GOVSCRIPT_CRASH": "answered:1"]).status == 137)
            #expect(try await job.run().output == "1\t0\n")
        }
    }

    /// The look is cut off once, and finds the link at the next start.
    @Test func anUncertainCreateIsLookedAtAgain() async throws {
        let configuration = try BulkJob.configuration(faults: "go.list:slow-before:120s@1")
        try await EmulatorServer.serving(configuration) { server, access in
            let job = try BulkJob(
                """
                print(bulk.each("x", { "https://www.example.gov.sg/1" }, function(url)
                  return links.create(url, { timeout = tonumber(args[1]) })
                end).uncertain)
                """, access)
            #expect(try await job.run(with: ["GOVSCRIPT_CRASH": "answered:1"]).status == 137)
            let cut = try await job.run(["run", "job.lua", "0.5"])
            #expect(cut.output == "1\n", "\(cut)")
            let refused = try await job.run(with: ["GOVSCRIPT_GO_API_KEY": "live_v1_x"])
            #expect(refused.status == 77, "\(refused)")
            let last = try await job.run()
            #expect(last.output == "0\n", "\(last)")
            #expect(server.ledger.creates.count == 1)
        }
    }

    /// Whatever became of its item, what was made is named.
    @Test func everyWriteThatHappenedIsNamed() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                """
                bulk.each("x", { "a", "b" }, function(key)
                  links.create("https://www.example.gov.sg/" .. key, { shortUrl = key })
                  if key == "b" then os.exit(1) end
                  error("later")
                end, { key = function(key) return key end, save = "made.csv", workers = 1 })
                """, access)
            _ = try await job.run()
            let saved = try job.scratch.text("made.csv")
            #expect(saved.contains("\na,failed,"), "\(saved)")
            #expect(saved.contains("\nb,pending,"), "\(saved)")
            #expect(saved.contains("https://www.example.gov.sg/a,") && saved.contains("https://www.example.gov.sg/b,"))
            let exported = try await job.run(["runs", "export", "x"]).output
            #expect(exported.contains("links.create of short URL \"\"b\"\" to https://www.example.gov.sg/b: done"))
        }
    }

    @Test func onceIsOnceInAnItemToo() async throws {
        let job = try BulkJob(
            """
            local calls = 0
            bulk.each("x", { 1 }, function()
              local function count() calls = calls + 1 task.sleep(0) return calls end
              local first = task.spawn(bulk.once, "a", count)
              print(bulk.once("a", count), task.wait(first), (bulk.once("a", count)))
            end)
            print(calls)
            """)
        #expect(try await job.run().output == "1\t1\t1\n1\n")
    }

    /// Killed inside: called again, or in doubt until a person has looked.
    @Test(arguments: ["repeat", "uncertain"])
    func aStepOfTheScriptsOwnThatIsCutOff(_ choice: String) async throws {
        let job = try BulkJob(
            """
            local report = bulk.each("mail", { "a" }, function(key)
              return bulk.once("send", function()
                fs.write("sent", (fs.exists("sent") and fs.read("sent") or "") .. "x")
                if args[1] == "die" then while true do end end
                return true
              end, { if_cut = "\(choice)" })
            end, { key = function(key) return key end })
            print(report.done, report.uncertain)
            """)
        try job.scratch.file(
            "run.sh",
            """
            export GOVSCRIPT_STATE_DIR=$PWD/state
            "$1/govscript" run job.lua die & pid=$!
            while [ ! -s sent ]; do :; done
            kill -9 $pid; wait $pid
            """)
        _ = try await Command.shell(["run.sh", Command.builtFolder], in: job.scratch.path)
        let next = try await job.run()
        #expect(next.output == (choice == "repeat" ? "1\t0\n" : "0\t1\n"), "\(next.errors)")
        #expect(try job.scratch.text("sent") == (choice == "repeat" ? "xx" : "x"))
        guard choice == "uncertain" else { return }
        #expect(try await job.run(["runs", "resolve", "mail", "a", "redo"]).status == 0)
        #expect(try await job.run().output == "1\t0\n")
        #expect(try job.scratch.text("sent") == "xx")
    }

    @Test func whatTaskMapReturnsCanBeRecorded() async throws {
        let job = try BulkJob(
            """
            print(bulk.each("x", { 1 }, function()
              return task.map({ "a", "b", "c" }, function(text) if text ~= "b" then return text end end)
            end).done)
            """)
        #expect(try await job.run().output == "1\n")
        #expect(try await job.run(["runs", "export", "x", "--format", "json"]).output.contains(#"["a",null,"c"]"#))
    }
}
