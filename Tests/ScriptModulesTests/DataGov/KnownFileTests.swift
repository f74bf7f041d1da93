import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// Files as agencies have them, each with a public report of what they did elsewhere.
struct KnownFileTests {
    private struct Known: Sendable, CustomTestStringConvertible {
        var report: String
        var content: [UInt8]
        var rows: Int
        /// As kind:line:column.
        var findings: [String]
        var numeric: Set<String> = []

        init(_ report: String, _ text: String, rows: Int, _ findings: [String], numeric: Set<String> = []) {
            self.init(report, bytes: Array(text.utf8), rows: rows, findings, numeric: numeric)
        }

        init(_ report: String, bytes: [UInt8], rows: Int, _ findings: [String], numeric: Set<String> = []) {
            (self.report, content, self.rows, self.findings, self.numeric) = (report, bytes, rows, findings, numeric)
        }

        var testDescription: String { report }
    }

    private static let header = "month,museum,visitors\n"
    private static let files = [
        Known(
            "opengovsg/GoGovSG#2153: blank last lines",
            header + "2026-03,National Museum,40120\n2026-03,Peranakan Museum,12044\n\n\n", rows: 2,
            ["blank-row:4:", "blank-row:5:"]),
        Known(
            "sul-dlss/argo#4316: rows of separators",
            header + "2026-03,National Museum,40120\n2026-03,Peranakan Museum,12044\n,,\n,,\n , ,\n", rows: 5,
            ["blank-row:4:", "blank-row:5:", "blank-row:6:"]),
        Known(
            "JoshClose/CsvHelper#1953: a quote inside an unquoted field",
            header + "2026-03,Hall 5\" pipe organ,40120\n2026-03,Plain Hall,12044\n2026-03,The \"Old\" Hall,7\n"
                + "2026-04,Last Hall,9\n", rows: 4,
            ["quote-inside:2:museum", "quote-inside:4:museum"]),
        Known(
            "mholt/PapaParse#951: a sep= line", "sep=,\n" + header + "2026-03,National Museum,40120\n", rows: 1,
            ["separator-line:1:"]),
        Known(
            "PowerShell/PowerShell#7776: a sep= line", "sep=;\nurl;slug\na;b\n", rows: 0,
            ["separator-line:1:", "separator:1:"]),
        Known(
            "ckan/ckan#5769: semicolons",
            "month;museum;visitors\n2026-03;National Museum, Level 2;40120\n2026-03;Peranakan Museum;12044\n", rows: 0,
            ["separator:1:"]),
        Known(
            "glific/glific#5657: Windows-1252",
            bytes: Array((header + "2026-03,Level 1 ").utf8) + [0x96] + Array(" 2,40120\n2026-03,Caf".utf8) + [0xE9]
                + Array(" wing,12\n".utf8), rows: 2, ["not-utf8:2:museum", "not-utf8:3:museum"]),
        Known(
            "turicas/rows#273: NUL bytes", header + "2026-03,National\u{0}Museum,40120\n2026-03,B,\u{0}\u{0}\n",
            rows: 2, ["control-character:2:museum", "control-character:3:visitors"]),
        Known(
            "openspending/openspending#974: thousands separators",
            header + "2026-03,National Museum,\"40,120\"\n2026-03,B,\"1,007\"\n", rows: 2,
            ["becomes-text:2:visitors", "becomes-text:3:visitors"], numeric: ["visitors"]),
        Known(
            "zazuko/cube-creator#1289: thousands separators without quotes",
            header + "2026-03,National Museum,40,120\n", rows: 1, ["ragged-row:2:"]),
        Known(
            "ckan/ckanext-xloader#276: text in a numeric column",
            header + "2026-03,National Museum,1213\n2026-03,B,0164A\n2026-03,C, \n2026-03,D,1.5e3\n", rows: 4,
            ["becomes-text:3:visitors", "becomes-text:4:visitors", "becomes-text:5:visitors"], numeric: ["visitors"]),
        Known(
            "adaltas/node-csv#65: two kinds of line ends", header + "2026-03,A,1\r\n2026-03,B,2\n2026-03,C,3\r",
            rows: 3,
            []),
        Known(
            "abtassociates/LSASampleCode#154: a date with a blank",
            "date_time,visitors\n2026-01-31T09:30,1\n2026-01-31 09:30:00,2\n", rows: 2, ["date-form:3:date_time"]),
        Known(
            "a page that asks for a login, saved as the file",
            "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", rows: 0, ["not-csv:1:"]),
        Known("JSON lines", "{\"month\":\"2026-03\"}\n", rows: 0, ["not-csv:1:"]),
        Known("gzip", bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], rows: 0, ["not-csv:1:"]),
        Known(
            "whatwg/url#151: characters of no width", "url,slug\nhttps://www.example.gov.sg/a\u{200B},a\n", rows: 1,
            ["invisible-character:2:url"]),
    ]

    @Test(arguments: files)
    private func isFoundInItsPlace(_ known: Known) async throws {
        let scratch = ScratchFolder()
        let files = FileAccess(workingDirectory: scratch.path)
        try files.replaceContents(of: "rows.csv", with: known.content)
        let scan = try await FileScan("rows.csv", in: files)
        let dataset =
            known.numeric.isEmpty
            ? nil
            : DatasetFacts(
                columns: scan.header.compactMap { name in
                    name.map { DatasetFacts.Column(name: $0, isNumeric: known.numeric.contains($0)) }
                })
        let check = FileCheck(scan, dataset: dataset)
        let found = check.findings.map { finding in
            "\(finding.kind.rawValue):\(finding.line.map(String.init) ?? ""):\(finding.column ?? "")"
        }
        #expect(found.sorted() == known.findings.sorted())
        #expect(check.rows == known.rows)
    }
}
