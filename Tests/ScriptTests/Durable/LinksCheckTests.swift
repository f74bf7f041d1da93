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

    @Test func itChecksItsArguments() async throws {
        let job = try BulkJob("links.check(5)")
        #expect(
            try await job.run().errors
                == "error: job.lua:1: links.check: argument #1 'rows': expected a list or an iterator, got number\n")
    }
}
