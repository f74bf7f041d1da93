import TestSupport
import Testing

/// `links.check` finds what the service would refuse without asking it.
struct LinksCheckTests {
    @Test func allRowsAreCheckedAtOnce() async throws {
        let job = try BulkJob(
            """
            for _, problem in ipairs(links.check(csv.rows("rows.csv"))) do print(problem.place, problem.text) end
            for _, service in ipairs({ "go", "forsg" }) do
              local rows = { { longUrl = "https://go.gov.sg/x", shortUrl = "a" }, { shortUrl = "A" }, 5 }
              for _, problem in ipairs(links.on(service).check(rows)) do print(problem.text) end
            end
            """)
        try job.scratch.file(
            "rows.csv",
            "url,slug\nhttps://www.example.gov.sg,one\nhttp://www.example.gov.sg,Two\nhttps://www.example.gov.sg,one\n")
        let result = try await job.run()
        let slug = "Use lower-case letters, digits and hyphens only."
        let https = "Give a URL that starts with https://."
        let circle = "Give a URL that is not itself a short link."
        #expect(result.errors == "")
        #expect(
            result.output == """
                rows.csv:3\trows.csv:3: column 'slug': Short URL format is invalid. (Two) \(slug)
                rows.csv:3\trows.csv:3: column 'url': Only HTTPS URLs are allowed. (http://www.example.gov.sg) \(https)
                rows.csv:4\trows.csv:4: duplicate short URL "one", first used at rows.csv:2
                item 1: column 'longUrl': Circular redirects are not allowed. (https://go.gov.sg/x) \(circle)
                item 2: column 'shortUrl': Short URL format is invalid. (A) \(slug)
                item 2: there is no column 'longUrl' or 'url'; there are 'shortUrl'
                item 3: expected a table of named fields, got a number
                item 2: column 'shortUrl': Short URL format is invalid. (A) \(slug)
                item 2: there is no column 'longUrl' or 'url'; there are 'shortUrl'
                item 3: expected a table of named fields, got a number\n
                """)
    }

    /// In whatever form `check` of bulk.each uses it, a problem is told with the item's place and its column.
    @Test(arguments: [
        "links.check", "function(row) return links.check(row) end", "function(row) return links.check({ row }) end",
        "function(row) return links.check({ row })[1] end",
        "function(row) return links.check({ row }, { columns = { url = \"url\" } }) end",
        "function(row) for _, problem in ipairs(links.check({ row })) do return problem end end",
    ])
    func bulkTellsTheItemsPlace(_ check: String) async throws {
        let job = try BulkJob(
            """
            local report = bulk.each("x", csv.rows("rows.csv"), print, { key = "slug", check = \(check) })
            print(report.failures[1].message)
            """)
        try job.scratch.file("rows.csv", "url,slug\nhttp://www.example.gov.sg,two\n")
        let result = try await job.run()
        let words =
            "column 'url': Only HTTPS URLs are allowed. (http://www.example.gov.sg) Give a URL that starts with https://."
        #expect(result.output == words + "\n")
        #expect(
            result.errors
                == "warning: x: 1 problem with the items; the other items are processed\n  - rows.csv:2: \(words)\n")
    }

    /// The check of files finds problems in the same form, and nothing where a file is good.
    @Test func filesAreCheckedToo() async throws {
        let job = try BulkJob(
            """
            local report = bulk.each("x", { "good.csv", "bad.csv" }, print, { check = datagov.check })
            print(report.done, report.failures[1].message)
            """)
        try job.scratch.file("good.csv", "a,b\n1,2\n")
        try job.scratch.file("bad.csv", "a,b\n1\n")
        let result = try await job.run()
        #expect(result.output.hasSuffix("1\tbad.csv:2: 1 field, but the header has 2\n"), "\(result)")
    }

    @Test func itChecksItsArguments() async throws {
        let job = try BulkJob("links.check(5)")
        #expect(
            try await job.run().errors
                == "error: job.lua:1: links.check: argument #1 'rows': expected a list or an iterator, got number\n")
    }
}
