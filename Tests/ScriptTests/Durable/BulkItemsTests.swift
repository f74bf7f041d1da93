import ApiEmulator
import TestSupport
import Testing

/// Lists and iterators of items, their keys, and what is refused before anything is sent.
struct BulkItemsTests {
    @Test(arguments: [
        ("{ 1, nil, 3 }", "the items have a gap: item 2 is nil"),
        ("{ 1, name = 2 }", "the items are not a list: there is a field [name]"),
    ])
    func whatIsNoListIsRefused(_ items: String, _ message: String) async throws {
        let job = try BulkJob("bulk.each(\"x\", \(items), print)")
        let result = try await job.run()
        #expect(result.status == 65)
        #expect(result.errors == "error: job.lua:1: bulk.each: \(message)\n")
        #expect(result.output == "")
    }

    @Test(arguments: [
        ("return {}", "the key is a table; it must be a string or a number"),
        ("return '\\xff'", "the key is not UTF-8; it must be a string or a number"),
        ("return ''", "the key function gave no key"),
        ("return nil", "the key function gave no key"),
    ])
    func keysThatNameNothingAreRefused(_ body: String, _ message: String) async throws {
        let job = try BulkJob("bulk.each(\"x\", { 1 }, print, { key = function() \(body) end, on_bad_row = 'stop' })")
        #expect(try await job.run().errors == "error: job.lua:1: bulk.each: item 1: \(message)\n")
    }

    @Test func aBadRowFailsAlone() async throws {
        let script = """
            local report = bulk.each("x", csv.rows("rows.csv"), function() end, { key = "id", on_bad_row = args[1] })
            print(report.done, report.before, report.failed)
            for _, failure in ipairs(report.failures) do print(failure.place, failure.kind, failure.message) end
            """
        let job = try BulkJob(script)
        try job.scratch.file("rows.csv", "id,url\n1,a\n2,b\n1,c\n,d\n3,e\n")
        let result = try await job.run()
        #expect(result.status == 3)
        #expect(
            result.output == """
                3\t0\t2
                rows.csv:4\tdata\tduplicate key "1" (rows.csv:2 and 4)
                rows.csv:5\tdata\tthe key column 'id' is empty\n
                """)
        // Corrected, and nothing of them is left in the counts.
        try job.scratch.file("rows.csv", "id,url\n1,a\n2,b\n4,c\n5,d\n3,e\n")
        #expect(try await job.run().output == "2\t3\t0\n")
        #expect(try await job.run(["runs", "show", "x"]).output.contains("items    5 done\n"))
        try job.scratch.file("rows.csv", "id,url\n1,a\n1,b\n")
        let stopped = try await job.run(["run", "job.lua", "stop"])
        #expect(stopped.status == 65)
        #expect(stopped.errors.contains("duplicate key \"1\" (rows.csv:2 and 3). Keys must be unique.\n"))
    }

    /// A file is looked over before anything is sent: everything that is wrong with it is told at once.
    @Test func aFileIsLookedOverFirst() async throws {
        let job = try BulkJob(
            """
            local rows = csv.rows("rows.csv")
            rows()
            local report = bulk.each("x", rows, function(row) print("row " .. row.id) end, {
              key = "id", on_bad_row = args[1], workers = 1,
              check = function(row) if row.url == "" then return "there is no url" end end,
            })
            print(report.done, report.failed)
            """)
        try job.scratch.file("rows.csv", "id,url\n0,z\n1,a\n2\n3,\n1,b\n4,c\n")
        let result = try await job.run()
        #expect(result.status == 3)
        #expect(result.output == "row 1\nrow 4\n2\t3\n")
        #expect(
            result.errors.hasPrefix(
                """
                warning: x: 3 problems with the items; the other items are processed
                  - rows.csv:4: 1 field, but the header has 2
                  - rows.csv:5: there is no url
                  - duplicate key "1" (rows.csv:3 and 6). Keys must be unique.\n
                """), "\(result.errors)")
        let stopped = try await job.run(["run", "job.lua", "stop"])
        #expect(stopped.status == 65)
        #expect(stopped.output == "")
        #expect(stopped.errors.contains("3 problems with the items; nothing was sent\n"))
        let dry = try await job.run(["run", "--dry-run", "job.lua"])
        #expect(dry.output == "0\t3\n", "\(dry.errors)")
    }

    /// A value of the row's own that was refused is refused again: it is counted, and its function is not called.
    @Test func faultsOfUnchangedRowsAreNotTriedAgain() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let script = """
                local report = bulk.each("x", csv.rows("rows.csv"), function(row)
                  print(row.id)
                  return links.create(row.id == "4" and fs.read("url") or row.url, { shortUrl = row.slug })
                end, { key = "id", workers = 1 })
                print(report.done, report.before, report.failed, report.kinds.data)
                """
            let job = try BulkJob(script, access)
            let rows = """
                id,url,slug
                1,https://www.example.gov.sg/1,one
                2,http://www.example.gov.sg/2?token=x,two
                3,https://www.example.gov.sg/3,THREE
                4,,four\n
                """
            try job.scratch.file("rows.csv", rows)
            try job.scratch.file("url", "http://www.example.gov.sg/4")
            let first = try await job.run()
            #expect(first.output == "1\n2\n3\n4\n1\t0\t3\t3\n", "\(first.errors)")
            #expect(!first.errors.contains("not retried"))
            // What was refused came from a file: that row is tried, the others are told and counted.
            let second = try await job.run()
            #expect(second.status == 3)
            #expect(second.output == "4\n0\t1\t3\t3\n", "\(second.errors)")
            #expect(
                second.errors.contains(
                    "note: x: 2 failed items were not retried: neither the refused values nor the script have changed; "
                        + "to retry anyway: govscript runs retry x --kind data\n"))
            #expect(try await job.run(["runs", "show", "x"]).output.contains("3 failed"))
            try job.scratch.file("url", "https://www.example.gov.sg/4")
            #expect(try await job.run(["run", "--dry-run", "job.lua"]).output.hasPrefix("4\n"))
            // Corrected, one is tried; with other arguments, another script or by request, all are.
            try job.scratch.file("rows.csv", rows.replacing("http://", with: "https://"))
            #expect(try await job.run().output == "2\n4\n2\t1\t1\t1\n")
            #expect(try await job.run().output == "0\t3\t1\t1\n")
            #expect(try await job.run(["run", "job.lua", "other"]).output == "3\n0\t3\t1\t1\n")
            try job.scratch.file("job.lua", script + " -- edited")
            #expect(try await job.run().output == "3\n0\t3\t1\t1\n")
            #expect(try await job.run().output == "0\t3\t1\t1\n")
            #expect(try await job.run(["runs", "retry", "x", "--kind", "data"]).status == 0)
            #expect(try await job.run().output == "3\n0\t3\t1\t1\n")
            #expect(server.ledger.creates.count == 3)
        }
    }

    @Test func equalRowsAreItemsOfTheirOwn() async throws {
        let job = try BulkJob("print(bulk.each(\"x\", { { a = 1 }, { a = 1 }, \"y\", \"y\", 5, 5 }, function() end))")
        #expect(try await job.run().output.hasPrefix("x: 6 done; took "))
        #expect(try await job.run().output.hasPrefix("x: 6 done (all earlier); took "))
    }

    @Test func allProblemsAreFoundBeforeAnythingIsDone() async throws {
        let job = try BulkJob(
            """
            bulk.each("x", { { id = 1, n = 1 }, { id = 1, n = -2 }, { n = 3 } }, print, {
              key = "id", check = function(item) if item.n < 0 then return "n is below 0" end end,
              on_bad_row = "stop",
            })
            """)
        let result = try await job.run()
        #expect(result.status == 65)
        #expect(result.output == "")
        #expect(
            result.errors == """
                error: job.lua:1: bulk.each: 3 problems with the items; nothing was sent
                  - duplicate key "1" (item 1 and 2). Keys must be unique.
                  - item 2: n is below 0
                  - item 3: there is no column 'id' for the key; there are 'n'\n
                """)
    }

    @Test func anotherRunInsideOfOneIsRefused() async throws {
        let job = try BulkJob(
            """
            bulk.each("outer", { 1, 2 }, function() return (bulk.each("inner", { 1 }, print)) end)
            """)
        let result = try await job.run()
        #expect(result.status == 1)
        #expect(result.output == "")
        #expect(
            result.errors == """
                error: job.lua:1: bulk.each: the run outer is in progress: its function cannot start the run inner
                  hint: Make one list of all items, or use task.map inside the function.\n
                """)
    }

    /// A script's own input, named as the save file, is not overwritten.
    @Test func theSaveFileTakesNoOthersPlace() async throws {
        let job = try BulkJob("bulk.each(\"x\", csv.rows(\"rows.csv\"), function() end, { save = \"rows.csv\" })")
        try job.scratch.file("rows.csv", "id,url\n1,a\n")
        let result = try await job.run()
        #expect(
            result.errors.contains("rows.csv: exists and is not the save file of a run; nothing was written"))
        #expect(try job.scratch.text("rows.csv") == "id,url\n1,a\n")
    }

    /// A link that was made for the item leads elsewhere: neither a second one, nor the old one taken for the new.
    @Test func redoMakesNoSecondLink() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                """
                local report = bulk.each("x", { { id = "a", url = "https://www.example.gov.sg/" .. args[1] } },
                  function(row, context)
                    if args[2] ~= "update" then return links.create(row.url) end
                    return links.update(context.previous.shortUrl, { longUrl = row.url })
                  end, { key = "id", on_change = "redo" })
                print(report.done, report.planned, report.failures[1] and report.failures[1].kind)
                """, access)
            #expect(try await job.run(["run", "job.lua", "1"]).output == "1\tnil\tnil\n")
            #expect(try await job.run(["run", "job.lua", "2"]).output == "0\tnil\tconflict\n")
            let dry = try await job.run(["run", "--dry-run", "job.lua", "3", "update"])
            #expect(dry.output == "0\t1\tnil\n")
            // What was done before is known although the last try failed.
            #expect(try await job.run(["run", "job.lua", "3", "update"]).output == "1\tnil\tnil\n")
            #expect(server.links(of: .go).map(\.longUrl) == ["https://www.example.gov.sg/3"])
        }
    }

    @Test func theReportTellsTheUseOfTheLimit() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let job = try BulkJob(
                """
                local urls = {}
                for number = 1, 60 do urls[number] = "https://www.example.gov.sg/" .. number end
                local report = bulk.each("x", urls, function(url) return links.create(url) end)
                print(report.use.go > 0, report.use.forsg)
                print(report)
                """, access)
            let result = try await job.run(with: ["GOVSCRIPT_GO_RATE": "50"])
            // The share of a few seconds says nothing, and is left out of the text.
            #expect(result.output.hasPrefix("true\tnil\nx: 60 done; took "), "\(result)")
            let isShort = result.output.firstMatch(of: #/took \d s/#) != nil
            #expect(!isShort || !result.output.contains("of its limit used"), "\(result)")
        }
    }
}
