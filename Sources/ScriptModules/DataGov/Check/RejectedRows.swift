package import LuaBridge
import TextFormats

/// The rows of a file that have errors, written to a file of their own to be mended and appended.
package struct RejectedRows: Sendable {
    /// The name of the last column, which says what is wrong.
    package static let reason = "reject_reason"

    /// Writes the rows that the check of a file has found errors in, as they are, with their reasons.
    ///
    /// The file is read once more. A file that is there already is replaced as a whole; one whose name ends with `.gz`
    /// is packed.
    ///
    /// - Returns: How many rows there are.
    /// - Throws: ``FileAccessError``, ``CSVError``.
    @concurrent
    package static func write(of check: FileCheck, to path: String, in files: FileAccess) async throws -> Int {
        let judge = RowJudge(check)
        var reader = try CSVReader(
            try files.open(check.file, for: .read), name: check.file, header: .none, refusesRagged: false)
        let output = try CSVOutput(replacing: path, in: files)
        var buffer = Array((CSVRowEncoder.record(check.columns + [reason]) + "\n").utf8)
        var (count, seen) = (0, 0)
        do {
            while let (record, traits) = try reader.nextWithTraits() {
                guard record.line > check.headerLine else { continue }
                seen += 1
                if let reason = judge.reason(against: record, traits) {
                    count += 1
                    let missing = max(0, check.columns.count - record.fields.count)
                    let fields = record.fields.map(\.textBytes) + Array(repeating: [], count: missing)
                    CSVRowEncoder.appendRecord(fields + [Array(reason.utf8)], to: &buffer)
                }
                if buffer.count >= 1 << 16 { try output.flush(&buffer, to: path) }
                if seen.isMultiple(of: 4096) {
                    try Task.checkCancellation()
                    await Task.yield()
                }
            }
        } catch let error as CSVError where error.failure == nil {
            // The check has told where the file cannot be read any more.
        }
        try output.flush(&buffer, to: path)
        try output.close()
        return count
    }
}

/// Finds the errors of one row, by what the check has found in its columns.
private struct RowJudge {
    private let width: Int
    private let isRaggedRefused: Bool
    private let isBlankRefused: Bool
    /// The traits that are errors, by column, and the words for each kind.
    private let columns: [[(traits: CSVTraits, words: String)]]

    init(_ check: FileCheck) {
        width = check.columns.count
        let errors = check.counts.filter { $0.severity == .error }
        isRaggedRefused = errors.contains { $0.kind == .raggedRow }
        isBlankRefused = errors.contains { $0.kind == .blankRow }
        var columns: [[(traits: CSVTraits, words: String)]] = Array(repeating: [], count: width)
        for error in errors {
            guard let field = error.field, columns.indices.contains(field - 1), let traits = error.kind.traits else {
                continue
            }
            columns[field - 1].append((traits, "\(error.column ?? "\(field)"): \(error.kind.words)"))
        }
        self.columns = columns
    }

    /// What is wrong with a row; nil for one that has no error.
    func reason(against record: CSVRecord, _ traits: [CSVTraits]) -> String? {
        var reasons: [String] = []
        if traits.allSatisfy({ !$0.isDisjoint(with: [.empty, .blank]) }) {
            return isBlankRefused ? "line \(record.line): all fields are blank" : nil
        }
        if isRaggedRefused, record.fields.count != width {
            let count = record.fields.count
            reasons.append("\(count == 1 ? "1 field" : "\(count) fields"), but the header has \(width)")
        }
        for (traits, faults) in zip(traits, columns) {
            for fault in faults where !traits.isDisjoint(with: fault.traits) { reasons.append(fault.words) }
        }
        return reasons.isEmpty ? nil : "line \(record.line): " + reasons.joined(separator: "; ")
    }
}

extension FindingKind {
    /// The traits of a field that it means; nil for a kind that is no field's.
    fileprivate var traits: CSVTraits? {
        switch self {
        case .notUTF8: .notText
        case .controlCharacter: .control
        case .quoteInside: .quoteInside
        case .ambiguousDate: .ambiguousDate
        case .ambiguousNumber: .twoReadings
        case .notANumber, .becomesText: FindingList.notNumbers
        default: nil
        }
    }

    fileprivate var words: String {
        switch self {
        case .notUTF8: "not UTF-8"
        case .controlCharacter: "a control character"
        case .quoteInside: "a quote inside a field that is not quoted"
        case .ambiguousDate: "a date that can be read two ways"
        case .ambiguousNumber: "a number that can be read two ways"
        case .notANumber, .becomesText: "not a number"
        default: rawValue
        }
    }
}

extension LuaValue {
    /// The bytes of a field.
    var textBytes: [UInt8] {
        switch self {
        case .string(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        default: []
        }
    }
}
