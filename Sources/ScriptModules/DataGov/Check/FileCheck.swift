package import ApiClients
import LuaBridge
import TerminalText
import TextFormats

/// Whether data.gov.sg can be expected to take a CSV file, found out without sending it.
///
/// Errors are what is known to be refused, or to harm the dataset; warnings are what the content guidelines want
/// otherwise and what a spreadsheet may have done. The service's own validation knows more.
package struct FileCheck: Sendable {
    /// What the file is for, and what is said about it.
    package struct Purpose: Sendable {
        package var mode = UploadMode.replace
        /// Whether the file may have other columns than the dataset.
        package var newColumns = false
        /// Kinds of errors that are warnings here.
        package var allowed: Set<FindingKind> = []
        /// Whether names are compared with the guidelines, where the dataset's are not known.
        package var judgesNames = true

        package init(
            _ mode: UploadMode = .replace, newColumns: Bool = false, allowed: Set<FindingKind> = [],
            judgesNames: Bool = true
        ) {
            self.mode = mode
            self.newColumns = newColumns
            self.allowed = allowed
            self.judgesNames = judgesNames
        }
    }

    package let file: String
    /// Whether rows were given instead of a file.
    let isOfRows: Bool
    package let columns: [String]
    /// The line of the header, from 1.
    let headerLine: Int
    /// As `csv.rows` counts them.
    package let rows: Int
    /// How many rows the dataset has; nil where that is not known, or they stay.
    package let rowsBefore: Int?
    /// Errors first, each in the order of the file; the first 1000.
    package let findings: [FileFinding]
    /// Every kind in every column, errors first.
    package let counts: [FindingCount]

    package var errors: [FileFinding] { findings.filter { $0.severity == .error } }
    package var errorCount: Int { count(of: .error) }
    package var warningCount: Int { count(of: .warning) }

    /// Judges what was read.
    ///
    /// - Parameter dataset: What is known of the dataset; nil for a file by itself.
    init(_ scan: FileScan, for purpose: Purpose = Purpose(), dataset: DatasetFacts? = nil) {
        var list = FindingList(scan, allowing: purpose.allowed)
        list.addWhole(scan)
        if !scan.header.isEmpty {
            list.addHeader(scan, purpose, dataset)
            list.addRows(scan)
            let types = Dictionary(dataset?.columns.map { ($0.name, $0.isNumeric) } ?? []) { first, _ in first }
            for place in scan.places.prefix(scan.columns.count) {
                let name = scan.header[place.index] ?? ""
                list.addColumn(
                    scan.columns[place.index], place, named: name, purpose.mode, isNumeric: types[name] ?? nil)
            }
        }
        if let dataset { list.addDataset(dataset, scan, purpose) }
        file = scan.file
        isOfRows = scan.isOfRows
        columns = scan.header.map { $0 ?? "" }
        headerLine = scan.headerLine
        rows = scan.rows
        rowsBefore = purpose.mode == .replace ? dataset?.rows : nil
        findings = list.inOrder
        counts = list.countsInOrder
    }

    private func count(of severity: FindingSeverity) -> Int {
        counts.reduce(0) { $0 + ($1.severity == severity ? $1.count : 0) }
    }
}

/// What is known of the dataset that a file is for.
struct DatasetFacts: Sendable {
    struct Column: Sendable {
        let name: String
        /// nil where the service does not say.
        let isNumeric: Bool?
    }

    /// In its order; empty if the service describes none.
    var columns: [Column] = []
    /// nil where that was not asked for or not told.
    var rows: Int?
}

extension FindingList {
    /// What concerns the file as a whole.
    fileprivate mutating func addWhole(_ scan: FileScan) {
        if scan.size > scan.sizeLimit {
            add(.tooLarge, "\(scan.size) bytes, but the storage takes \(scan.sizeLimit) at most: split the file")
        }
        if let (line, separator) = scan.separatorLine {
            add(
                .separatorLine, at: line,
                "line \(line) is `sep=\(separator)`, which Excel reads and data.gov.sg does not: delete the line")
        }
        if let stop = scan.stop { add(stop.kind, at: stop.line, stop.message) }
        if scan.stop == nil, scan.rows == 0 { add(.noRows, "the file has a header and no rows") }
        if scan.header.count > scan.columns.count, !scan.columns.isEmpty {
            let (all, seen) = (scan.header.count.grouped, scan.columns.count.grouped)
            add(
                .notCompared, at: scan.headerPlace,
                "the file has \(all) columns, of which the first \(seen) are checked"
            )
        }
    }

    /// What concerns rows whatever their columns hold.
    fileprivate mutating func addRows(_ scan: FileScan) {
        let widths = Dictionary(scan.ragged.first.map { ($0.line, $0.width) }) { first, _ in first }
        add(.raggedRow, nil, scan.ragged.count, scan.ragged.first.map { FoundValue(line: $0.line, text: []) }) { row in
            let width = widths[row.line] ?? 0
            return "\(width == 1 ? "1 field" : "\(width) fields"), but the header has \(scan.header.count)"
        }
        let lines = (scan.blank.first.map(\.line) + scan.blankLines.first).sorted().prefix(FileScan.samples)
        let empty = Set(scan.blankLines.first)
        add(
            .blankRow, nil, scan.blank.count + scan.blankLines.count, lines.map { FoundValue(line: $0, text: []) },
            advice: "spreadsheets leave them at the end: delete them"
        ) { row in
            empty.contains(row.line) ? "the line is empty: delete it" : "all fields of the row are blank: delete it"
        }
    }

    /// What would become of the dataset's rows.
    fileprivate mutating func addDataset(_ dataset: DatasetFacts, _ scan: FileScan, _ purpose: FileCheck.Purpose) {
        if dataset.columns.isEmpty {
            add(.notCompared, "the columns were not compared: the service does not describe the dataset's")
        }
        let rows = scan.rows - scan.blank.count
        guard purpose.mode == .replace, scan.stop == nil, let before = dataset.rows, rows * 2 < before else { return }
        add(
            .fewerRows,
            "the dataset has \(before.grouped) rows, and the file has \(rows.grouped): less than half would be left")
    }
}
