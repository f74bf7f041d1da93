import ApiEmulator
import TestSupport
import Testing

/// Why an item is not done, with all reasons and what to do, reaches every place where a person looks.
struct ItemReasonTests {
    private static let script = """
        local report = bulk.each("x", csv.rows("rows.csv"), function(row)
          if row.slug == "file" then return datagov.publish("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912", "bad.csv") end
          return links.create(row["Long URL"], { shortUrl = row.slug })
        end, { key = "slug", save = "saved.csv", workers = 1 })
        print(report)
        """

    @Test func reasonsAndHintsAreNeverLost() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let job = try BulkJob(Self.script, access)
            try job.scratch.file(
                "rows.csv",
                "Long URL,slug\nhttp://www.example.gov.sg,one\n\u{A0}https://www.example.gov.sg,two\n,file\n,\n")
            try job.scratch.file("bad.csv", "short_url,Long URL\na\nb\n")
            let result = try await job.run()
            #expect(result.status == 3)
            let rule = "column 'Long URL': Only HTTPS URLs are allowed. (http://www.example.gov.sg)"
            let hint = "Give a URL that starts with https://."
            let odd = "column 'Long URL': Long URL has a no-break space (U+00A0) at character 1."
            #expect(
                result.errors.hasPrefix("x: item \"one\" (rows.csv:2) failed: \(rule)\n  hint: \(hint)\n"),
                "\(result.errors)")
            #expect(result.errors.contains(odd))
            #expect(result.errors.contains("\n  - bad.csv:2: "), "every reason: \(result.errors)")
            #expect(result.errors.contains("\n  - bad.csv:3: "))
            let shown = try await job.run(["runs", "show", "x", "--failed"]).output
            let json = try await job.run(["runs", "show", "x", "--json"]).output
            let lines = try await job.run(["runs", "export", "x", "--format", "json"]).output
            let table = try await job.run(["runs", "export", "x"]).output
            let saved = try job.scratch.text("saved.csv")
            for text in [result.output, shown, json, lines, table, saved] {
                #expect(text.contains(hint), "\(text)")
                #expect(text.contains(rule), "\(text)")
                #expect(text.contains("U+00A0"), "\(text)")
                #expect(text.contains("bad.csv:3: "), "\(text)")
            }
        }
    }

    @Test func tenFailingItemsAreListed() async throws {
        let job = try BulkJob(
            """
            local items = {}
            for n = 1, 25 do items[n] = n end
            bulk.each("x", items, function() error({ message = "no", kind = "data" }) end)
            """)
        let result = try await job.run()
        #expect(result.errors.split(separator: "\n").filter { $0.contains(" failed: no") }.count == 10)
        #expect(result.errors.contains("x: … and 15 more: govscript runs show x --failed\n"), "\(result.errors)")
    }

    @Test func theCheckOfLinksFitsTheCheckOfRuns() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                """
                local columns = { url = "Long URL", slug = "Short URL" }
                for _, problem in ipairs(links.check(csv.rows("rows.csv"), { columns = columns })) do
                  print(problem.text)
                end
                local function make(row) return links.create(row["Long URL"], { shortUrl = row["Short URL"] }) end
                local report = bulk.each("x", csv.rows("rows.csv"), make, {
                  key = "Short URL", check = function(row) return links.check(row, { columns = columns }) end,
                })
                print(report.done, report.failed)
                report = bulk.each("y", { { url = "https://www.example.gov.sg", slug = "y" } }, function(row)
                  return links.create(row.url, { shortUrl = row.slug })
                end, { key = "slug", check = links.check })
                print(report.done, report.failed, links.check({}) ~= nil, links.check({ url = "https://a.gov.sg" }))
                """, access)
            try job.scratch.file(
                "rows.csv",
                "Long URL,Short URL,Department\nhttps://www.example.gov.sg/1,one,A\n"
                    + "http://www.example.gov.sg/2,Two,B\nhttps://www.example.gov.sg/3,one,C\n,,\n,,\n")
            let result = try await job.run()
            let bad = """
                column 'Short URL': Short URL format is invalid. (Two) Use lower-case letters, digits and hyphens only.
                """
            let url = """
                column 'Long URL': Only HTTPS URLs are allowed. (http://www.example.gov.sg/2) Give a URL that starts \
                with https://.
                """
            #expect(
                result.output == """
                    rows.csv:3: \(bad)
                    rows.csv:3: \(url)
                    rows.csv:4: duplicate short URL "one", first used at rows.csv:2
                    1\t2
                    1\t0\ttrue\tnil\n
                    """, "\(result.errors)")
            #expect(
                result.errors.hasPrefix(
                    """
                    warning: x: 2 problems with the items; the other items are processed
                      - rows.csv:3: \(bad); \(url)
                      - duplicate key "one" (rows.csv:2 and 4). Keys must be unique.\n
                    """), "\(result.errors)")
            #expect(server.links(of: .go).count == 2)
        }
    }

    @Test(arguments: [
        (
            "bulk.each('x', csv.rows('rows.csv'), print, { key = 'slug' })",
            "rows.csv:2: there is no column 'slug' for the key; there are 'Department', 'Long URL', 'Short URL'"
        ),
        (
            "bulk.each('x', csv.rows('odd.csv'), print, { key = 'slug' })",
            "'slug' has a no-break space (U+00A0) at character 5"
        ),
        (
            "error(links.check(csv.rows('rows.csv'))[1].text .. ' ' .. #links.check(csv.rows('rows.csv')))",
            "rows.csv:2: there is no column 'longUrl' or 'url'; there are 'Department', 'Long URL', 'Short URL'"
        ),
    ])
    func missingColumnsNameThoseThatThereAre(_ code: String, _ message: String) async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let job = try BulkJob(code, access)
            try job.scratch.file("rows.csv", "Long URL,Short URL,Department\na,b,c\nd,e,f\n")
            try job.scratch.file("odd.csv", "url,slug\u{A0}\na,b\n")
            let result = try await job.run()
            #expect(result.errors.contains(message), "\(result.errors)")
        }
    }

    @Test func aKeyWithAnInvisibleCharacterIsRefused() async throws {
        let job = try BulkJob("bulk.each('x', csv.rows('rows.csv'), print, { key = 'slug' })")
        try job.scratch.file("rows.csv", "slug\na\u{200B}\nb\n")
        let result = try await job.run()
        #expect(result.errors.contains("has a zero-width space (U+200B) at character 2"), "\(result.errors)")
    }
}
