import FoundationEssentials
import ScriptModules
import TerminalText

/// What `check-data` says about a file.
enum DataReport {
    /// So many findings are shown one by one.
    private static let shown = 20

    /// Lines for a person: how much there is, every count, the first findings.
    static func text(_ check: FileCheck) -> String {
        let rows = count(check.rows, "row") + (check.rowsBefore.map { " (the dataset has \($0.grouped))" } ?? "")
        var lines = [
            "\(check.file.visible): \(rows), \(count(check.columns.count, "column")); "
                + "\(count(check.errorCount, "error")), \(count(check.warningCount, "warning"))"
        ]
        for count in check.counts {
            lines.append("  \(count.severity.rawValue): \(count.description) [\(count.kind.rawValue)]")
        }
        let findings = check.findings.prefix(shown)
        if !findings.isEmpty { lines.append("") }
        for finding in findings {
            let place = ([check.file.visible] + [finding.line, finding.field].compactMap { $0.map(String.init) })
            let column = finding.column.map { "\($0.visible): " } ?? ""
            lines.append(
                "\(place.joined(separator: ":")): \(finding.severity.rawValue): \(column)\(finding.message.visible)")
        }
        let all = check.errorCount + check.warningCount
        if all > findings.count, check.findings.count > findings.count || all > check.findings.count {
            lines.append("… \((all - findings.count).grouped) more; --json lists the first 20 of each kind and column")
        }
        return lines.joined(separator: "\n")
    }

    private static func count(_ count: Int, _ noun: String) -> String {
        "\(count.grouped) \(noun)\(count == 1 ? "" : "s")"
    }

    static func json(_ checks: [FileCheck]) throws -> String {
        try RunJSON.text(Report(files: checks.map(File.init)))
    }

    private struct Report: Encodable {
        /// Raised when a field changes its meaning or goes.
        var version = 1
        var files: [File]
    }

    private struct File: Encodable {
        var file: String
        var ok: Bool
        var rows: Int
        var rows_before: Int?
        var columns: [String]
        var errors: Int
        var warnings: Int
        var counts: [Count]
        var findings: [Finding]

        init(_ check: FileCheck) {
            file = check.file
            ok = check.errorCount == 0
            rows = check.rows
            rows_before = check.rowsBefore
            columns = check.columns
            errors = check.errorCount
            warnings = check.warningCount
            counts = check.counts.map(Count.init)
            findings = check.findings.map(Finding.init)
        }
    }

    private struct Count: Encodable {
        var kind: String
        var severity: String
        var column: String?
        var field: Int?
        var count: Int
        var line: Int?
        var message: String

        init(_ count: FindingCount) {
            kind = count.kind.rawValue
            severity = count.severity.rawValue
            column = count.column
            field = count.field
            self.count = count.count
            line = count.line
            message = count.message
        }
    }

    private struct Finding: Encodable {
        var kind: String
        var severity: String
        var line: Int?
        var column: String?
        var field: Int?
        var value: String?
        var message: String

        init(_ finding: FileFinding) {
            kind = finding.kind.rawValue
            severity = finding.severity.rawValue
            line = finding.line
            column = finding.column
            field = finding.field
            value = finding.value
            message = finding.message
        }
    }
}
