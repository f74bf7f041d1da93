import ApiEmulator
import TestSupport
import Testing

/// The file of `save` has one row for each item, at every moment.
struct SaveFileTests {
    /// The keys in the order of their rows.
    private func keys(_ job: BulkJob) throws -> [String] {
        try job.scratch.text("made.csv").split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
    }

    /// The first result brings new columns, for which the file is made again while others have written and not ended.
    @Test func itemsInProgressHaveNoRowYet() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let job = try BulkJob(
                """
                local made = 0
                bulk.each("x", { "a", "b", "c", "d" }, function(key)
                  local link = links.create("https://www.example.gov.sg/" .. key, { shortUrl = key })
                  made = made + 1
                  while made < 4 do task.sleep(0) end
                  if key ~= "a" then task.sleep(0.001) end
                  return link
                end, { key = function(key) return key end, save = "made.csv", workers = 4 })
                """, access)
            #expect(try await job.run().status == 0)
            #expect(try keys(job).sorted() == ["a", "b", "c", "d"])
        }
    }

    /// A result may have fields that are named like the columns of the item, and a row that `check` refuses has its key.
    @Test func fieldsNamedLikeColumnsAndRefusedRows() async throws {
        let job = try BulkJob(
            """
            local rows = { { id = "a" }, { id = "b", bad = true }, { id = "", n = 1 }, { id = "a" } }
            local report = bulk.each("x", rows, function()
              return { key = "K", state = "S", error = "E", url = "U" }
            end, { key = "id", check = function(row) return row.bad and "is bad" or nil end, save = "made.csv" })
            """)
        #expect(try await job.run().status == 3)
        let rows = try job.scratch.text("made.csv").split(separator: "\n")
        #expect(rows.first == "key,state,id,bad,n,result_error,result_key,result_state,url,error,hint")
        #expect(
            rows.dropFirst() == [
                "a,done,a,,,E,K,S,U,,", "b,failed,b,true,,,,,,is bad,",
                "(item 3),failed,,,1,,,,,the key column 'id' is empty,",
                "(item 4),failed,a,,,,,,,\"duplicate key \"\"a\"\" (item 1 and 4)\",",
            ])
        let failed = try await job.run(["runs", "export", "x"]).output
        #expect(failed.contains("\nb,"), "\(failed)")
    }

    /// Another run with the same file, such as one of another profile by mistake, and one without any row after it.
    @Test func rowsOfAnotherRunAreKept() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let job = try BulkJob(
                """
                bulk.each(args[1], args[1] == "empty" and {} or { "a", "b" }, function(key)
                  return links.create("https://www.example.gov.sg/" .. args[1] .. key)
                end, { key = function(key) return key end, save = "made.csv" })
                """, access)
            #expect(try await job.run(["run", "job.lua", "first"]).status == 0)
            let first = try job.scratch.text("made.csv")
            let second = try await job.run(["run", "job.lua", "empty"])
            #expect(second.errors.contains("made.csv has rows of another run; they are kept in made.csv.old\n"))
            #expect(try job.scratch.text("made.csv.old") == first)
            #expect(try await job.run(["run", "job.lua", "empty"]).errors == "")
            #expect(try job.scratch.text("made.csv.old") == first)
            #expect(try await job.run(["run", "job.lua", "first"]).status == 0)
            let rows = { (text: String) in text.split(separator: "\n").sorted() }
            #expect(rows(try job.scratch.text("made.csv")) == rows(first))
        }
    }

    /// Items that failed or were cut off get their row when this start has ended them, or when it ends.
    @Test func aKilledRunHasNoRowTwice() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let job = try BulkJob(
                """
                bulk.each("x", { "a", "b", "c" }, function(key)
                  if key == "a" and not args[1] then error("later") end
                  local link = links.create("https://www.example.gov.sg/" .. key, { shortUrl = key })
                  return links.update(key, { longUrl = "https://www.example.gov.sg/" .. key .. "/moved" })
                end, { key = function(key) return key end, save = "made.csv", workers = 1 })
                """, access)
            #expect(try await job.run(with: ["GOVSCRIPT_CRASH": "answered:2"]).status == 137)
            #expect(try keys(job) == ["a"])
            let again = try await job.run(["run", "job.lua", "again"], with: ["GOVSCRIPT_CRASH": "answered:3"])
            #expect(again.status == 137, "\(again)")
            #expect(try keys(job) == ["a", "b"])
            #expect(try await job.run(["run", "job.lua", "again"]).status == 0)
            #expect(try keys(job) == ["a", "b", "c"])
        }
    }

    /// The table that a manager gets: the input's columns and order, whole ids, plain cells, reason and hint apart.
    @Test func theTableIsForPeople() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let job = try BulkJob(
                """
                bulk.each("x", csv.rows("rows.csv"), function(row)
                  local link = links.create(row["Long URL"], { shortUrl = row.slug })
                  return { link = { shortUrl = link.shortUrl }, tags = { "a", "b" }, count = 12.0, state = "live" }
                end, { key = "slug", save = "made.csv", workers = 4 })
                """, access)
            let id = "00123456789012345678901234567890"
            try job.scratch.file(
                "rows.csv",
                "Long URL,Staff ID,slug,Department\nhttps://www.example.gov.sg/1,\(id),one,\"Health, Aged\"\n"
                    + "http://www.example.gov.sg/2,2,two,Arts\n")
            #expect(try await job.run().status == 3)
            let rule = "column 'Long URL': Only HTTPS URLs are allowed. (http://www.example.gov.sg/2)"
            let hint = "Give a URL that starts with https://."
            let one = "https://www.example.gov.sg/1,\(id),one,\"Health, Aged\",12,one,live,a; b"
            let two = "http://www.example.gov.sg/2,2,two,Arts,,,,"
            let columns = "Long URL,Staff ID,slug,Department,count,link.shortUrl"
            #expect(
                try job.scratch.text("made.csv") == """
                    key,state,\(columns),result_state,tags,error,hint
                    one,done,\(one),,
                    two,failed,\(two),\(rule),\(hint)

                    """)
            // A row in front, and a corrected one: what the journal knows stands in the new order.
            try job.scratch.file(
                "rows.csv",
                "slug,Long URL,Staff ID,Department\nzero,https://www.example.gov.sg/0,0,New\n"
                    + "one,https://www.example.gov.sg/1,\(id),\"Health, Aged\"\n"
                    + "two,https://www.example.gov.sg/2,2,Arts\n")
            #expect(try await job.run().status == 0)
            let saved = try job.scratch.text("made.csv").split(separator: "\n")
            #expect(saved[0].hasPrefix("key,state,slug,Long URL,Staff ID,Department,count,"))
            #expect(saved.dropFirst().map { $0.prefix { $0 != "," } } == ["zero", "one", "two"])
            let exported = try await job.run(["runs", "export", "x"]).output.split(separator: "\n")
            #expect(exported[0].hasPrefix("key,state,place,slug,Long URL,Staff ID,Department,count,link.shortUrl,"))
            #expect(
                exported[2].hasPrefix("one,done,rows.csv:2,one,https://www.example.gov.sg/1,\(id),\"Health, Aged\","))
            #expect(exported.dropFirst().map { $0.prefix { $0 != "," } } == ["zero", "one", "two"])
        }
    }

    /// Rows that are tables of the script's own, texts without a key, and what an upload is waited for by.
    @Test func itemsThatAreNoRowsOfAFile() async throws {
        let job = try BulkJob(
            """
            bulk.each("texts", { "a1.csv", "b2.csv" }, function(name) return #name end, { save = "texts.csv" })
            fs.write("in.csv", "z,a\\n1,2\\n")
            bulk.each("rows", csv.read("in.csv"), function(row)
              return { receipt = '{"n":1}', bytes = 12 }
            end, { save = "rows.csv", key = "z" })
            """)
        let result = try await job.run()
        #expect(result.status == 0, "\(result)")
        let texts = try job.scratch.text("texts.csv").split(separator: "\n")
        #expect(texts[0] == "key,state,item,result,error,hint")
        #expect(
            texts.dropFirst().map { $0.split(separator: ",", maxSplits: 1)[1] } == [
                "done,a1.csv,6,,", "done,b2.csv,6,,",
            ])
        #expect(try job.scratch.text("rows.csv") == "key,state,z,a,bytes,error,hint\n1,done,1,2,12,,\n")
    }
}
