import FoundationEssentials
import TestSupport
import Testing

/// `check` of `bulk.each`, over items from every source.
struct BulkCheckTests {
    /// The second of three items is bad, whatever they come from: its place is told, and the others are processed.
    @Test(arguments: [
        ("{ { id = '1', n = '1' }, { id = '2', n = 'x' }, { id = '3', n = '3' } }", "item 2"),
        ("csv.read('rows.csv')", "item 2"),
        ("csv.rows('rows.csv')", "rows.csv:4"),
        ("csv.rows(packed)", "rows.csv.gz:3"),
        ("csv.rows('rows.csv', { types = { id = 'integer' } })", "rows.csv:4"),
        ("xlsx.rows('rows.xlsx')", "rows.xlsx:Sheet1!3"),
        ("json.lines('rows.jsonl')", "rows.jsonl:2"),
        ("tables.map(csv.rows('rows.csv'), function(row) return { id = row.id, n = row.n } end)", "rows.csv:4"),
        ("tables.filter(csv.rows('rows.csv'), function() return true end)", "rows.csv:4"),
        ("tables.rename(csv.rows('rows.csv'), { extra = 'other' })", "rows.csv:4"),
        ("tables.drop(xlsx.rows('rows.xlsx'), { 'extra' })", "rows.xlsx:Sheet1!3"),
        ("tables.sort(csv.rows('rows.csv'), 'id')", "rows.csv:4"),
        ("tables.dedup(json.lines('rows.jsonl'), { key = 'id' })", "rows.jsonl:2"),
        (
            "tables.join(csv.rows('rows.csv'), { { id = '1', a = 'b' }, { id = '2', a = 'c' } }, 'id', { how = 'left' })",
            "rows.csv:4"
        ),
        (
            "tables.map({ { id = 1, n = '1' }, { id = 2, n = 'x' }, { id = 3, n = '3' } }, function(row) return row end)",
            "item 2"
        ),
        ("coroutine.wrap(function() for row in csv.rows('rows.csv') do coroutine.yield(row) end end)", "item 2"),
        (
            "coroutine.wrap(function() for row, at in csv.rows('rows.csv') do coroutine.yield(row, at) end end)",
            "rows.csv:4"
        ),
    ])
    func itemsOfEverySourceAreChecked(_ items: String, _ place: String) async throws {
        let job = try BulkJob(
            """
            local called, checked, packed = {}, 0, "rows.csv.gz"
            csv.write(packed, csv.rows("rows.csv"))
            local report = bulk.each(args[1], \(items), function(row)
              called[#called + 1] = tostring(row.id)
            end, {
              key = args[2], workers = 1,
              check = function(row)
                checked = checked + 1
                if row.n == "x" then return "n is no number" end
              end,
            })
            print(table.concat(called, " "), checked, report.done, report.failed)
            for _, failure in ipairs(report.failures) do print(failure.place, failure.kind, failure.message) end
            """)
        try files(in: job.scratch)
        for words in [["keyed", "id"], ["by-content"]] {
            let result = try await job.run(["run", "job.lua"] + words)
            #expect(result.status == 3, "\(result.errors)")
            #expect(result.output == "1 3\t3\t2\t1\n\(place)\tdata\tn is no number\n", "\(words): \(result.errors)")
            #expect(
                result.errors.hasPrefix(
                    """
                    warning: \(words[0]): 1 problem with the items; the other items are processed
                      - \(place): n is no number\n
                    """), "\(result.errors)")
        }
    }

    /// With `on_bad_row = "stop"` nothing is sent, whatever the items come from.
    @Test(arguments: ["csv.rows('rows.csv')", "xlsx.rows('rows.xlsx')", "tables.sort(csv.rows('rows.csv'), 'id')"])
    func aBadItemOfAnySourceStopsBeforeAnythingIsSent(_ items: String) async throws {
        let job = try BulkJob(
            """
            bulk.each("x", \(items), print, {
              on_bad_row = "stop", check = function(row) if row.n == "x" then return "n is no number" end end,
            })
            """)
        try files(in: job.scratch)
        let result = try await job.run()
        #expect(result.status == 65)
        #expect(result.output == "")
        #expect(result.errors.contains("3: n is no number\n") || result.errors.contains("4: n is no number\n"))
    }

    /// An iterator is read to its end before anything is sent: what it raises ends the run before it begins.
    @Test func anIteratorThatFailsIsFoundBeforeAnythingIsSent() async throws {
        let job = try BulkJob(
            """
            local rows = tables.filter(csv.rows("rows.csv"), function() return true end)
            bulk.each("x", rows, print, { check = function() end })
            """)
        try job.scratch.file("rows.csv", "id,n\n1,1\n2\n")
        let result = try await job.run()
        #expect(result.status == 65)
        #expect(result.output == "")
        #expect(
            result.errors.hasPrefix("error: job.lua:2: rows.csv:3: 1 field, but the header has 2"), "\(result.errors)")
    }

    /// Keys that come twice are found as in a list.
    @Test func keysOfAnIteratorAreCheckedToo() async throws {
        let job = try BulkJob(
            """
            local rows = tables.filter(csv.rows("rows.csv"), function() return true end)
            local report = bulk.each("x", rows, function() end, { key = "id", check = function() end })
            print(report.done, report.failed)
            """)
        try job.scratch.file("rows.csv", "id,n\n1,1\n,\n1,2\n")
        let result = try await job.run()
        #expect(result.output == "1\t1\n", "\(result.errors)")
        #expect(result.errors.contains("  - duplicate key \"1\" (rows.csv:2 and 4). Keys must be unique.\n"))
    }

    /// Three rows, the second of which is bad, with a blank line before it where the form has such lines.
    private func files(in scratch: ScratchFolder) throws {
        try scratch.file("rows.csv", "id,n,extra\n1,1,a\n\n2,x,b\n3,3,c\n")
        try scratch.file(
            "rows.jsonl", "{\"id\":\"1\",\"n\":\"1\"}\n{\"id\":\"2\",\"n\":\"x\"}\n{\"id\":\"3\",\"n\":\"3\"}\n")
        func cell(_ text: String) -> String { "<c t=\"inlineStr\"><is><t>\(text)</t></is></c>" }
        let rows = [["id", "n", "extra"], ["1", "1", "a"], ["2", "x", "b"], ["3", "3", "c"]]
        let sheet = rows.map { "<row>\($0.map(cell).joined())</row>" }.joined()
        try Data(TestWorkbook(rows: sheet).bytes).write(to: URL(filePath: scratch("rows.xlsx")))
    }
}
