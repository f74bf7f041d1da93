import ApiEmulator
import TestSupport
import Testing

/// What an item is taken for when its function has ended, whatever the function made of the errors that it met.
struct ItemEndTests {
    @Test func aDoubtThatTheFunctionCatchesIsListed() async throws {
        try await EmulatorServer.serving(BulkJob.configuration(faults: "go:503-after=100%")) { server, access in
            let job = try BulkJob(
                """
                local report = bulk.each("doubt", { "https://www.example.gov.sg/1" }, function(url)
                  pcall(links.create, url, { timeout = 1 })
                  if args[1] then error("another") end
                  return { ok = true }
                end, { key = function() return "a" end })
                print(report.uncertain, report.kinds.uncertain, report.failures[1].message)
                """, access)
            let start = "1\t1\tlinks.create: the outcome is unknown: "
            let caught = try await job.run()
            #expect(caught.status == 3)
            #expect(caught.output.hasPrefix(start))
            #expect(
                caught.errors == "doubt: item \"a\" (item 1) uncertain: " + caught.output.dropFirst(4)
                    + "  hint: Check at the service whether it was done before you repeat it.\n")
            // Looked at again at each start, and never sent again by itself.
            let again = try await job.run()
            #expect(again.status == 3)
            #expect(again.output.hasPrefix("1\t1\tlinks.create: "), "\(again.output)")
            #expect(server.ledger.creates.count == 1)
            #expect(try await job.run(["runs", "resolve", "doubt", "a", "redo"]).status == 0)
            #expect(try await job.run(["run", "job.lua", "x"]).output.hasPrefix(start))
        }
    }

    /// While it is unknown whether a link was made, no other name is tried: not by the client, not by a script that
    /// catches the error and asks for another link, and not by the next starts.
    @Test(arguments: [
        "links.create(url)", "links.create(url, { shortUrl = \"second\" })", "links.create(url .. \"?again\")",
        "task.wait(task.spawn(links.create, url, { shortUrl = \"second\" }))",
        "bulk.once(\"second\", function() return links.create(url, { shortUrl = \"second\" }) end)",
    ])
    func noOtherNameIsTriedAfterADoubt(_ second: String) async throws {
        let faults = "go.create:drop-after@1,go.list:503-before@1-4"
        try await EmulatorServer.serving(BulkJob.configuration(faults: faults)) { server, access in
            let job = try BulkJob(
                """
                local report = bulk.each("doubt", { "https://www.example.gov.sg/1" }, function(url)
                  local ok, link = pcall(links.create, url, { timeout = 2 })
                  if ok then return link.shortUrl end
                  local also, failure = pcall(function() return \(second) end)
                  print(link.kind, also, not also and failure.kind)
                  return also and failure.shortUrl or nil
                end, { key = function() return "a" end })
                print(report.done, report.uncertain)
                """, access)
            let first = try await job.run(with: ["GOVSCRIPT_CRASH": "intended:2"])
            #expect(server.ledger.creates.count <= 1, "\(first)")
            // Started again while the service can be asked, and once more: one link, by the name that was drawn first.
            for _ in 0..<3 {
                _ = try await job.run()
                #expect(server.ledger.creates.count == 1)
            }
            let last = try await job.run()
            #expect(last.status == 0, "\(last)")
            #expect(server.links(of: .go).count == 1)
        }
    }

    /// A write that the script itself gave up may have been done.
    @Test func aWriteThatWasGivenUpIsListed() async throws {
        try await EmulatorServer.serving(BulkJob.configuration(faults: "go:slow-after:60s=100%")) { server, access in
            let job = try BulkJob(
                """
                local report = bulk.each("cut", { "https://www.example.gov.sg/1" }, function(url)
                  local write = task.spawn(links.create, url)
                  while not fs.exists("sent") do task.sleep(0) end
                  task.cancel(write)
                  pcall(task.wait, write)
                end)
                print(report.done, report.uncertain, report.failures[1].message)
                """, access)
            let output = try await job.runTelling(of: server).output
            #expect(output.hasPrefix("0\t1\tlinks.create of short URL \""), "\(output)")
            #expect(output.hasSuffix(" may have been sent, and the function ended without its result\n"))
            #expect(server.ledger.creates.count <= 1)
        }
    }

    /// What was begun before a crash and is not asked for any more is not forgotten.
    @Test func aStepThatIsNotTakenAgainIsListed() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let job = try BulkJob(
                """
                print(bulk.each("path", { { id = "a" } }, function()
                  if not args[1] then return links.create("https://www.example.gov.sg/1") end
                end, { key = "id" }).uncertain)
                """, access)
            #expect(try await job.run(with: ["GOVSCRIPT_CRASH": "intended:1"]).status == 137)
            let last = try await job.run(["run", "job.lua", "other"])
            let name = last.errors.split(separator: "\"").dropFirst(3).first ?? ""
            #expect(last.status == 3)
            #expect(last.output == "1\n")
            #expect(
                last.errors == """
                    path: item "a" (item 1) uncertain: links.create of short URL "\(name)" to \
                    https://www.example.gov.sg/1 may have been sent, and the function ended without its result
                      hint: Check at the service, then run: govscript runs resolve path a done|redo\n
                    """)
        }
    }

    @Test func anotherPathIsAnErrorOfTheItem() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                """
                print(bulk.each("path", { { id = "a" } }, function()
                  local create, wrapped = links.create, args[1] == "wrapped"
                  if wrapped then create = function(url) task.timeout(60, function() links.create(url) end) end end
                  create("https://www.example.gov.sg/" .. (not wrapped and args[1] or "1"))
                  error("later")
                end, { key = "id" }).failures[1].message)
                """, access)
            #expect(try await job.run().output == "job.lua:5: later\n")
            let name = try #require(server.ledger.creates.first).shortUrl
            #expect(
                try await job.run(["run", "job.lua", "2"]).output == """
                    item "a" (item 1): links.create of short URL "\(name)" to https://www.example.gov.sg/1 was \
                    done, and now links.create("https://www.example.gov.sg/2") is asked for; it was not sent\n
                    """)
            // Wherever it is asked for now, it is the same.
            #expect(try await job.run(["run", "job.lua", "wrapped"]).output == "job.lua:5: later\n")
            #expect(server.ledger.creates.count == 1)
        }
    }

    /// One error, whether or not the function catches it; nothing that was not done is taken for done.
    @Test(arguments: ["links.create(url)", "pcall(links.create, url)"])
    func aRevokedKeyEndsTheRun(_ call: String) async throws {
        try await EmulatorServer.serving(BulkJob.configuration(faults: "go:revoked-key@50")) { server, access in
            let job = try BulkJob(
                """
                local urls = {}
                for number = 1, 500 do urls[number] = "https://www.example.gov.sg/" .. number end
                bulk.each("revoked", urls, function(url) return \(call) end)
                """, access)
            let result = try await job.run()
            #expect(result.status == 77)
            #expect(result.errors.contains("revoked: not finished: 49 done; run the same command again to resume\n"))
            let error = "\nerror: job.lua:3: links.create: GoGovSG did not accept the key"
            #expect(result.errors.contains(error))
            #expect(server.ledger.creates.count == 49)
            #expect(server.ledger.requests.count < 60)
            let listed = try await job.run(["runs", "export", "revoked"]).output
            #expect(listed.split(separator: "\n").count { $0.contains(",done,") } == 49)
        }
    }

    @Test(arguments: [
        ("local t = {} t.t = t return t", "the result cannot be recorded: a table contains itself"),
        ("return print", "the result cannot be recorded: value: a function cannot become JSON"),
        ("return \"\\xff\"", "the result cannot be recorded: value: the string is not UTF-8"),
        ("local t = {} t.t = t error(t)", "the function raised what cannot be recorded: a table contains itself"),
    ])
    func whatCannotBeRecordedFailsItsItemAlone(_ body: String, _ message: String) async throws {
        let job = try BulkJob(
            """
            local report = bulk.each("odd", { 1, 2 }, function(number)
              if number == 2 then return "fine" end
              \(body)
            end)
            print(report.done, report.failed, report.failures[1].kind, report.failures[1].message)
            """)
        #expect(try await job.run().output == "1\t1\tdata\t\(message)\n")
    }

    @Test func onceRaisesWhatItCannotRecord() async throws {
        let job = try BulkJob(
            """
            print(pcall(function() return (bulk.once("start", function() return print end)) end))
            print(bulk.each("inside", { 1 }, function() return bulk.once("x", function() return print end) end)
              .failures[1].message)
            """)
        #expect(
            try await job.run().output == """
                false\tjob.lua:1: start: the result cannot be recorded: value: a function cannot become JSON
                bulk.once: the result cannot be recorded: value.values[1]: a function cannot become JSON\n
                """)
    }
}
