import FoundationEssentials
import TestSupport
import Testing

/// Files and values that others have reported trouble with in public, read by the real command.
///
/// Those that `datagov.check` judges are in `KnownFileTests`.
struct PublicReportTests {
    private struct Report: Sendable, CustomTestStringConvertible {
        /// Where it was reported, and what it is about.
        var testDescription: String
        var content: [UInt8]
        var script: String
        var output: String

        init(_ source: String, _ content: String = "", _ script: String, _ output: String) {
            self.init(source, bytes: Array(content.utf8), script, output)
        }

        init(_ source: String, bytes: [UInt8], _ script: String, _ output: String) {
            (testDescription, content, self.script, self.output) = (source, bytes, script, output)
        }
    }

    /// Prints each row with its place, and the error that ends the reading.
    private static let rows = """
        local ok, problem = pcall(function()
          for row, place in csv.rows("in.csv") do
            local parts = {}
            for name, value in pairs(row) do parts[#parts + 1] = name .. "=" .. value end
            table.sort(parts)
            print(place, table.concat(parts, " "))
          end
        end)
        if not ok then print(problem.message) end
        """
    private static let linksCheck =
        "for _, problem in ipairs(links.check(csv.rows('in.csv'))) do print(problem.text) end"
    private static let site = "https://www.example.gov.sg/"

    private static let reports = [
        Report(
            "opengovsg/GoGovSG#2153: blank last lines", "slug,url\na,\(site)a\nb,\(site)b\n\n\n",
            "print(bulk.each('x', csv.rows('in.csv'), function() end, { key = 'slug' }).done)", "2\n"),
        Report(
            "NHSDigital/manage-vaccinations-in-schools#2186: rows of separators", "slug,url\na,\(site)a\n,\n,\n",
            "print(bulk.each('x', csv.rows('in.csv'), function() end, { key = 'slug' }).done)\n\(linksCheck)", "1\n"),
        Report(
            "melihbirim/csvql#94: a quote inside an unquoted field", "a,b\n5\" pipe,1\n6\" pipe,2\nplain,3\n", rows,
            "in.csv:2\ta=5\" pipe b=1\nin.csv:3\ta=6\" pipe b=2\nin.csv:4\ta=plain b=3\n"),
        Report(
            "mholt/PapaParse#951: a sep= line", "sep=;\na;b\n1;2\n", rows, "in.csv:3\ta=1 b=2\n"),
        Report("… after a byte order mark", "\u{FEFF}sep=;\na;b\n1;2\n", rows, "in.csv:3\ta=1 b=2\n"),
        Report(
            "ckan/ckan#5769: semicolons", "a;b\nNational Museum, Level 2;1\nPeranakan Museum;2\n", rows,
            "in.csv:2\ta=National Museum, Level 2 b=1\nin.csv:3\ta=Peranakan Museum b=2\n"),
        Report("… tabs", "a\tb\nx, y\t1\n", rows, "in.csv:2\ta=x, y b=1\n"),
        Report(
            "… two separators that both divide it", "a;b,c\n1;2,3\n", rows,
            "in.csv:1: the separator may be ',' or ';': give one, as in { separator = \",\" }\n"),
        Report(
            "duckdb/duckdb#12449: Windows-1252",
            bytes: Array("a,b\n1,2\nLevel 1 ".utf8) + [0x96] + Array(" 2,3\n".utf8),
            rows,
            "in.csv:2\ta=1 b=2\nin.csv:3: not UTF-8 from this line on; it looks like Windows-1252 ('–'): "
                + "give { encoding = \"windows-1252\" }, or save the file as UTF-8\n"),
        Report(
            "… read as such", bytes: Array("a\ncaf".utf8) + [0xE9, 0x0A],
            "for row in csv.rows('in.csv', { encoding = 'windows-1252' }) do print(row.a) end", "café\n"),
        Report(
            "… UTF-16 of Excel's Unicode text",
            bytes: [0xFF, 0xFE] + "a\tb\r\ncafé\t1\r\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, rows,
            "in.csv:2\ta=café b=1\n"),
        Report(
            "tidyverse/readr#1560: an append to an unfinished line", "a,b\r\n1,2",
            """
            local out <close> = csv.writer("in.csv", { "a", "b" }, { append = true })
            out:write({ 3, 4 })
            out:close()
            print((fs.read("in.csv"):gsub("\\r", "R"):gsub("\\n", "N")))
            """, "a,bRN1,2RN3,4RN\n"),
        Report(
            "rxi/json.lua#23: empty arrays", "", "print(json.encode(json.decode('{\"a\":[],\"b\":{}}')))",
            "{\"a\":[],\"b\":{}}\n"),
        Report(
            "rxi/json.lua#17: a hole", "", "print((select(2, pcall(json.encode, { 1, nil, 3 })).message))",
            "value: there is no value at [2], but there are some behind it: put json.null there\n"),
        Report(
            "madnight/ndjson-to-json#1: JSON lines", "{\"a\":1}\n\n{\"a\":2}\n",
            "for row, place in json.lines('in.csv') do print(place, row.a) end", "in.csv:1\t1\nin.csv:3\t2\n"),
        Report(
            "abtassociates/LSASampleCode#154: dates with a blank", "",
            "print(time.format(time.parse('2026-01-31 09:30:00')), time.format(time.parse('2026-01-31T09:30')))",
            "2026-01-31T09:30:00+08:00\t2026-01-31T09:30:00+08:00\n"),
        Report(
            "whatwg/url#151: zero-width characters", "url,slug\n\(site)a\u{200B},a\n\u{FEFF}\(site)b,b\n", linksCheck,
            """
            in.csv:2: column 'url': Long URL has a zero-width space (U+200B) at character 29. (\(site)a\\u{200b}) Remove \
            the character, or type it again.
            in.csv:3: column 'url': Long URL has a byte order mark (U+FEFF) at character 1. (\\u{feff}\(site)b) Remove \
            the character, or type it again.\n
            """),
        Report(
            "owid/owid-grapher#5235: white space around URLs", "url,slug\n\(site)a ,a\n", linksCheck,
            """
            in.csv:2: column 'url': Long URL has a blank (U+0020) at character 29. (\(site)a ) Remove the character, or \
            type it again.\n
            """),
        Report(
            "a page that asks for a login, saved as the file", "<!DOCTYPE html>\n<title>Sign in</title>\n", rows,
            "in.csv:1: the file is a web page or XML, such as a page that asks for a login: get the CSV file itself\n"),
        Report(
            "an unclosed quote", "a,b\n1,\"x\n2,y\n", rows,
            "in.csv:2: the quote that opens field 2 is never closed\n"),
    ]

    @Test(arguments: reports)
    private func itIsReadRightly(_ report: Report) async throws {
        let scratch = ScratchFolder()
        try Data(report.content).write(to: URL(filePath: scratch("in.csv")))
        try scratch.file("job.lua", report.script)
        let result = try await Command.run(["run", "job.lua"], in: scratch.path)
        #expect(result.output == report.output, "\(result.errors)")
        #expect(result.status == 0)
    }
}
