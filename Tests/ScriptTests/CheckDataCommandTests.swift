import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// `govscript check-data`, and the check that comes before a file is sent.
struct CheckDataCommandTests {
    private let scratch = ScratchFolder()

    private func check(_ words: String...) async throws -> ChildProcess.Result {
        try await Command.run(["check-data"] + words, in: scratch.path)
    }

    @Test func countsComeBeforePlaces() async throws {
        try scratch.file("rows.csv", "day,amount\n1/2/2026,1\n2026-01-31,2\n2026-02-01,N/A\n,\n")
        let result = try await check("rows.csv")
        #expect(
            result.output == """
                rows.csv: 4 rows, 2 columns; 2 errors, 1 warning
                  error: 1 row of blanks only: line 5; spreadsheets leave them at the end: delete them [blank-row]
                  error: day: 1 date that can be read two ways: line 2 `1/2/2026` [ambiguous-date]
                  warning: amount: 2 numbers, 1 other: line 4 `N/A` [not-a-number]

                rows.csv:2:1: error: day: `1/2/2026` can be read as day/month or month/day; write it as 2026-01-31
                rows.csv:5: error: all fields of the row are blank: delete it
                rows.csv:4:2: warning: amount: `N/A` is not a number: leave the field empty, or write `na`

                """)
        #expect(result.errors == "" && result.status == 65)
    }

    @Test func warningsAloneAreNoFailure() async throws {
        try scratch.file("rows.csv", "Amount\n1\n")
        let result = try await check("rows.csv")
        #expect(result.output.contains("0 errors, 1 warning"))
        #expect(result.status == 0)
        try scratch.file("dated.csv", "d\n1/2/2026\n")
        #expect(try await check("dated.csv").status == 65)
        #expect(try await check("dated.csv", "--allow", "ambiguous-date").status == 0)
        #expect(try await check("dated.csv", "--allow", "ambiguous").status == 64)
    }

    @Test func twentyPlacesAreShownAndTheRestCounted() async throws {
        try scratch.file("rows.csv", "d,e\n" + String(repeating: "1/2/2026,1/2/2026\n", count: 30))
        let result = try await check("rows.csv")
        #expect(
            result.output.split(separator: "\n").count { $0.hasPrefix("rows.csv:") && $0.contains("read as") } == 20)
        #expect(result.output.hasSuffix("… 40 more; --json lists the first 20 of each kind and column\n"))
    }

    private struct Report: Decodable {
        struct File: Decodable {
            struct Count: Decodable {
                var kind: String
                var severity: String
                var column: String?
                var field: Int?
                var count: Int
                var line: Int?
                var message: String
            }
            struct Finding: Decodable {
                var kind: String
                var severity: String
                var line: Int?
                var column: String?
                var field: Int?
                var value: String?
                var message: String
            }
            var file: String
            var ok: Bool
            var rows: Int
            var rows_before: Int?
            var columns: [String]
            var errors: Int
            var warnings: Int
            var counts: [Count]
            var findings: [Finding]
        }
        var version: Int
        var files: [File]
    }

    @Test func programsGetAll() async throws {
        try scratch.file("a.csv", "d\n1/2/2026\n")
        try scratch.file("b.csv", "n\n1\n")
        let result = try await check("--json", "a.csv", "b.csv")
        #expect(result.errors == "" && result.status == 65)
        let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
        #expect(report.version == 1)
        #expect(report.files.map(\.file) == ["a.csv", "b.csv"])
        #expect(report.files.map(\.ok) == [false, true])
        let finding = try #require(report.files[0].findings.first)
        #expect(finding.kind == "ambiguous-date" && finding.severity == "error" && finding.value == "1/2/2026")
        #expect(finding.line == 2 && finding.column == "d" && finding.field == 1)
        let count = try #require(report.files[0].counts.first)
        #expect(count.kind == "ambiguous-date" && count.count == 1 && count.line == 2 && count.column == "d")
    }

    @Test func rejectedRowsCanBeMended() async throws {
        try scratch.file("rows.csv", "d,n\n1/2/2026,1\n2026-01-31,2\n3\n")
        let result = try await check("rows.csv", "--rejects", "rejected.csv")
        #expect(result.errors == "rejected.csv: 2 rows with errors\n" && result.status == 65)
        #expect(
            try scratch.text("rejected.csv") == """
                d,n,reject_reason
                1/2/2026,1,line 2: d: a date that can be read two ways
                3,,"line 4: 1 field, but the header has 2"

                """)
        #expect(try await check("rows.csv", "rows.csv", "--rejects", "r.csv").status == 64)
        _ = try await check("rows.csv", "--rejects", "rejected.csv.gz")
        let back = try await Command.run(
            ["run", "-e", "for row in csv.rows('rejected.csv.gz') do print(row.n, row.reject_reason) end"],
            in: scratch.path)
        #expect(
            back.output == """
                1\tline 2: d: a date that can be read two ways
                \tline 4: 1 field, but the header has 2

                """, "\(back)")
    }

    @Test func filesThatCannotBeReadAreNoFindings() async throws {
        try scratch.file("rows.csv", "a\n1\n")
        let result = try await check("none.csv", "rows.csv")
        #expect(result.status == 66, "\(result)")
        #expect(result.errors == "error: cannot read 'none.csv': no such file\n")
        #expect(result.output == "rows.csv: 1 row, 1 column; 0 errors, 0 warnings\n")
    }

    @Test func theDatasetIsComparedInTheSandbox() async throws {
        try scratch.file("rows.csv", "Month,museum,visitors\n2026-03,A,\"40,120\"\n")
        let result = try await check("rows.csv", "--sandbox", "--dataset", DatasetSeed.visitorsId)
        #expect(result.output.hasPrefix("rows.csv: 1 row (the dataset has 4), 3 columns; 3 errors, 0 warnings\n"))
        for kind in ["column-case", "becomes-text", "fewer-rows"] {
            #expect(result.output.contains("[\(kind)]"), "\(kind): \(result.output)")
        }
        let append = try await check("rows.csv", "--sandbox", "--dataset", DatasetSeed.visitorsId, "--mode", "append")
        #expect(append.output.contains("[not-a-number]") && !append.output.contains("[fewer-rows]"))
    }

    /// A file may hold what a person copied to the wrong place.
    @Test(arguments: [[], ["--json"]]) func keysAreHidden(options: [String]) async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let key = try #require(access.variables["GOVSCRIPT_DATAGOV_API_KEY"])
            try scratch.file("rows.csv", "\(key),day\n1,1/2/2026\n1,2026-01-31\n\(key),2026-02-01\n1,2026-02-02\n")
            let result = try await Command.run(
                ["check-data", "rows.csv", "\(key).csv", "--dataset", DatasetSeed.visitorsId] + options,
                in: scratch.path, environment: access.variables)
            #expect(result.output.contains("ambiguous-date") && result.status == 66, "\(result)")
            #expect(!(result.output + result.errors).contains(key), "\(result)")
        }
    }

    private func run(_ code: String) async throws -> ChildProcess.Result {
        try await Command.run(["run", "--sandbox", "-e", code], in: scratch.path)
    }

    private static let visitors = "'\(DatasetSeed.visitorsId)'"

    /// The text of one in a column of numbers would reach the service, which would say so much later.
    @Test func anAppendIsRefusedBeforeItIsSent() async throws {
        try scratch.file("rows.csv", "month,museum,visitors\n2026-03,A,0164A\n")
        let result = try await run("datagov.append(\(Self.visitors), 'rows.csv')")
        #expect(
            result.errors.contains("datagov.append: rows.csv:2: column 'visitors': `0164A` is not a number"),
            "\(result)")
        #expect(result.errors.contains("Nothing was sent."))
        #expect(result.status == 65 || result.status == 1, "\(result)")
        let sent = try await run("print(datagov.append(\(Self.visitors), 'rows.csv', { check = false }).mode)")
        #expect(sent.output == "append\n", "\(sent)")
        let allowed = try await run(
            "print(datagov.append(\(Self.visitors), 'rows.csv', { allow = { 'not-a-number' } }).mode)")
        #expect(allowed.output == "append\n", "\(allowed)")
    }

    @Test func aReplacementIsRefusedBeforeItIsSent() async throws {
        try scratch.file("rows.csv", "month,museum,visitors\n2026-03,A,1\n")
        let refused = try await run("datagov.publish(\(Self.visitors), 'rows.csv')")
        #expect(refused.errors.contains("the dataset has 4 rows, and the file has 1: less than half"), "\(refused)")
        #expect(refused.errors.contains("{ allow = { \"fewer-rows\" } } sends the file nevertheless"), "\(refused)")
        try scratch.file("stray.csv", "month,museum,visitors\n2026-03,5\" pipe,1\n")
        let upload = try await run("datagov.upload(\(Self.visitors), 'stray.csv')")
        #expect(upload.errors.contains("a quote stands inside a field that is not quoted"), "\(upload)")
        let sent = try await run(
            "print(datagov.publish(\(Self.visitors), 'rows.csv', { allow = { 'fewer-rows' } }).status)")
        #expect(sent.output == "INGESTION_SUCCESS\n", "\(sent)")
        let wrong = try await run("datagov.publish(\(Self.visitors), 'rows.csv', { allow = { 'fewer-row' } })")
        #expect(wrong.errors.contains("there is no kind of finding 'fewer-row'; did you mean 'fewer-rows'?"))
    }

    @Test func warningsAreLoggedOnce() async throws {
        try scratch.file("rows.csv", "short_url,long_url,created_at\na,https://www.example.gov.sg,N/A\nb,x,1/31/2026\n")
        let result = try await run(
            """
            for _ = 1, 2 do datagov.publish('\(DatasetSeed.shortLinksId)', 'rows.csv') end
            print("sent")
            """)
        #expect(result.output == "sent\n", "\(result)")
        #expect(result.errors.split(separator: "\n").count { $0.contains("warning: rows.csv: created_at: ") } == 1)
        #expect(
            result.errors.contains(
                "created_at: 1 value in another form: line 3 `1/31/2026`; "
                    + "created_at: 1 mark for a missing value: line 2 `N/A`"
            ), "\(result.errors)")
    }

    @Test func aScriptGetsTheSame() async throws {
        try scratch.file("rows.csv", "month,museum,visitors\n2026-03,A,\"40,120\"\n2026-04,B,2\n2026-05,C,3\n")
        let result = try await run(
            """
            local check = datagov.check("rows.csv", { dataset = \(Self.visitors), mode = "append" })
            local first, count = check.findings[1], check.counts[1]
            print(check.ok, check.errors, check.warnings, check.rows, check.rows_before, #check.problems)
            print(first.kind, first.severity, first.line, first.column, first.field, first.value)
            print(first.text)
            print(count.kind, count.count, count.line, count.text)
            """)
        #expect(
            result.output == """
                false\t1\t0\t3\tnil\t1
                not-a-number\terror\t2\tvisitors\t3\t40,120
                rows.csv:2: column 'visitors': `40,120` is not a number: write it without commas
                not-a-number\t1\t2\tvisitors: 2 numbers, 1 other: line 2 `40,120`

                """, "\(result.errors)")
    }

    /// A list, an iterator, and rows that are made from others; places are the numbers of the rows.
    @Test func rowsAreCheckedAsAFileIs() async throws {
        try scratch.file("rows.csv", "month,museum,visitors\n2026-03,A,\"40,120\"\n2026-04,B,2\n2026-05,C,(3)\n")
        let result = try await run(
            """
            local dataset <const> = \(Self.visitors)
            local function renamed() return tables.rename(csv.rows("rows.csv"), { visitors = "people" }) end
            for _, items in ipairs({ csv.read("rows.csv"), csv.rows("rows.csv") }) do
              local check = datagov.check(items, { columns = { "month", "museum", "visitors" } })
              print(check.ok, check.rows, table.concat(check.columns, ","), check.counts[1].text)
            end
            print(datagov.check(renamed(), { columns = { "month", "museum", "people" } }).counts[1].text)
            print(select(2, pcall(datagov.check, renamed(), { columns = { "month" } })).message)
            local check = datagov.check(csv.rows("rows.csv"), { dataset = dataset, mode = "append" })
            for _, finding in ipairs(check.findings) do print(finding.line, finding.text) end
            print(select(2, pcall(datagov.check, "rows.csv", { columns = { "a" } })).message)
            print(select(2, pcall(datagov.check, { 1 })).message)
            print(select(2, pcall(datagov.check, csv.rows("rows.csv"), { mode = "x" })).message)
            """)
        let count = "1 number, 2 others: row 1 `40,120`, row 3 `(3)`"
        let rows = "the rows, row 3: column 'visitors': `(3)` is not a number: accounts write a negative number in "
        #expect(
            result.output == """
                true\t3\tmonth,museum,visitors\tvisitors: \(count)
                true\t3\tmonth,museum,visitors\tvisitors: \(count)
                people: \(count)
                datagov.check: row 1: there is no column 'museum'; the columns are 'month'
                1\tthe rows, row 1: column 'visitors': `40,120` is not a number: write it without commas
                3\t\(rows)parentheses; write -3
                datagov.check: { columns = … } is for rows, and a file has its own columns
                datagov.check: the first row is not a record with named fields
                datagov.check: option 'mode': expected "append" or "replace", got "x"

                """, "\(result.errors)")
    }
}
