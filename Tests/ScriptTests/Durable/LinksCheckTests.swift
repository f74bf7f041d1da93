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
        #expect(result.errors == "")
        #expect(
            result.output == """
                rows.csv:3\trows.csv:3: Short URL format is invalid. (Two)
                rows.csv:3\trows.csv:3: Only HTTPS URLs are allowed. (http://www.example.gov.sg)
                rows.csv:4\trows.csv:4: the short URL "one" comes twice: first in rows.csv:2
                item 1: Circular redirects are not allowed. (https://go.gov.sg/x)
                item 2: Short URL format is invalid. (A)
                item 2: there is no longUrl or url
                item 3: it is no table with longUrl or url
                item 2: Short URL format is invalid. (A)
                item 2: there is no longUrl or url
                item 3: it is no table with longUrl or url\n
                """)
    }

    @Test func itChecksItsArguments() async throws {
        let job = try BulkJob("links.check(5)")
        #expect(
            try await job.run().errors
                == "error: job.lua:1: links.check: argument #1 'rows': expected a list or an iterator, got number\n")
    }
}
