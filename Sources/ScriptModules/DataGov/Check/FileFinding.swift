import LuaBridge
import TerminalText

/// One thing that was found in a file, and where.
package struct FileFinding: Sendable, CustomStringConvertible {
    package let file: String
    package let kind: FindingKind
    package let severity: FindingSeverity
    /// Counted from 1; nil where it is the file as a whole.
    ///
    /// The number of the row where no file was given.
    package let line: Int?
    /// Whether rows were given instead of a file.
    let isOfRows: Bool
    /// The column's name, or its number if it has none; nil where no column is to blame.
    package let column: String?
    /// The column's number, from 1.
    package let field: Int?
    /// What stands there, shortened and on one line.
    package let value: String?
    package let message: String

    /// The finding with its place: `out.csv:3: column 'year': …`.
    package var description: String {
        file + (line.map { isOfRows ? ", row \($0)" : ":\($0)" } ?? "") + ": "
            + (column.map { "column '\($0.visible)': " } ?? "") + message
    }
}

/// All findings of one kind in one column, counted.
package struct FindingCount: Sendable {
    package let kind: FindingKind
    package let severity: FindingSeverity
    package let column: String?
    /// The column's number, from 1.
    package let field: Int?
    package let count: Int
    /// Of the first.
    package let line: Int?
    /// How many there are, and where the first are.
    package let message: String

    /// With the column: `amount: 99,998 numbers, 2 others: …`.
    package var description: String { (column.map { "\($0.visible): " } ?? "") + message }
}

/// Where a value was found.
struct FoundValue: Sendable {
    let line: Int
    let text: [UInt8]

    /// On one line, and short.
    var shown: String {
        let words = String(visible: text)
        return words.count <= 60 ? words : words.prefix(59) + "…"
    }
}

/// A column, for findings.
struct ColumnPlace: Sendable {
    /// From 0; negative for one that the file does not have.
    let index: Int
    let name: String

    /// From 1.
    var field: Int? { index < 0 ? nil : index + 1 }

    init(_ index: Int, _ name: String) {
        self.index = index
        self.name = name.isEmpty ? "\(index + 1)" : name
    }
}

/// Collects what is found in a file.
struct FindingList: Sendable {
    /// So many findings are told one by one; all are counted.
    static let most = 1000
    /// So many examples stand in the words of a count.
    private static let examples = 3

    let file: String
    /// Kinds of errors that are warnings here.
    let allowed: Set<FindingKind>
    private let isOfRows: Bool
    private(set) var findings: [FileFinding] = []
    private(set) var counts: [FindingCount] = []

    init(_ scan: FileScan, allowing allowed: Set<FindingKind>) {
        file = scan.file
        isOfRows = scan.isOfRows
        self.allowed = allowed
    }

    /// Adds a finding that stands by itself.
    mutating func add(
        _ kind: FindingKind, at line: Int? = nil, in column: ColumnPlace? = nil, as severity: FindingSeverity? = nil,
        _ message: String
    ) {
        let severity = self.severity(of: kind, severity)
        append(kind, severity, line, column, nil, message)
        counts.append(
            FindingCount(
                kind: kind, severity: severity, column: column?.name, field: column?.field, count: 1,
                line: line, message: message))
    }

    /// Adds findings of which there may be many.
    ///
    /// - Parameters:
    ///   - found: The first of them, in the order of the file.
    ///   - summary: What is said before the examples; how many there are of the kind without it.
    ///   - message: What is said of one.
    mutating func add(
        _ kind: FindingKind, _ column: ColumnPlace?, _ count: Int, _ found: [FoundValue],
        as severity: FindingSeverity? = nil, summary: String? = nil, advice: String? = nil,
        _ message: (FoundValue) -> String
    ) {
        guard count > 0 else { return }
        let severity = self.severity(of: kind, severity)
        for value in found { append(kind, severity, value.line, column, value, message(value)) }
        let places = found.prefix(Self.examples).map { value in
            "\(isOfRows ? "row" : "line") \(value.line)" + (value.text.isEmpty ? "" : " `\(value.shown)`")
        }
        let more = count > places.count ? " …" : ""
        counts.append(
            FindingCount(
                kind: kind, severity: severity, column: column?.name, field: column?.field, count: count,
                line: found.first?.line,
                message: (summary ?? kind.counted(count)) + ": " + places.joined(separator: ", ") + more
                    + (advice.map { "; \($0)" } ?? "")))
    }

    private func severity(of kind: FindingKind, _ wanted: FindingSeverity?) -> FindingSeverity {
        allowed.contains(kind) ? .warning : wanted ?? kind.severity
    }

    private mutating func append(
        _ kind: FindingKind, _ severity: FindingSeverity, _ line: Int?, _ column: ColumnPlace?, _ value: FoundValue?,
        _ message: String
    ) {
        findings.append(
            FileFinding(
                file: file, kind: kind, severity: severity, line: line, isOfRows: isOfRows, column: column?.name,
                field: column?.field, value: value.flatMap { $0.text.isEmpty ? nil : $0.shown },
                message: message))
    }

    /// The findings, errors first, each in the order of the file; the first of them.
    var inOrder: [FileFinding] {
        let sorted = findings.enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            return (one.severity, one.line ?? 0, one.field ?? 0, left.offset)
                < (other.severity, other.line ?? 0, other.field ?? 0, right.offset)
        }
        return sorted.prefix(Self.most).map(\.element)
    }

    /// The counts, errors first, in the order in which they were found.
    var countsInOrder: [FindingCount] {
        counts.filter { $0.severity == .error } + counts.filter { $0.severity == .warning }
    }
}
