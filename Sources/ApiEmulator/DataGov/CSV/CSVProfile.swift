/// What the service finds in a file without knowing the dataset: its columns, its rows, what is wrong.
struct CSVProfile: Sendable, Codable {
    /// A column, and its first value that is no number.
    struct Candidate: Sendable, Codable {
        let name: String
        var hasValues = false
        var notNumeric: (line: Int, value: String)? {
            notNumericLine.map { ($0, notNumericValue) }
        }
        var notNumericLine: Int?
        var notNumericValue = ""

        var type: ColumnType {
            ColumnType.named(name) ?? (hasValues && notNumericLine == nil ? .numeric : .text)
        }
    }

    /// Enough to see what is wrong; one bad file can have millions.
    private static let mostProblems = 20

    private(set) var columns: [Candidate] = []
    private(set) var rows = 0
    private(set) var problems: [CSVProblem] = []

    init(_ bytes: UnsafeRawBufferPointer) {
        var reader = CSVReader(bytes)
        do {
            guard let header = try reader.next() else {
                problems = [CSVProblem(message: "The file is empty.")]
                return
            }
            readHeader(header)
            guard problems.isEmpty else { return }
            while problems.count < Self.mostProblems {
                let line = reader.line
                guard let record = try reader.next() else { break }
                readRow(record, at: line)
            }
            if rows == 0, problems.isEmpty { problems = [CSVProblem(message: "The file has no rows.")] }
        } catch let problem as CSVProblem {
            problems.append(problem)
        } catch {
            problems.append(CSVProblem(message: "\(error)"))
        }
    }

    private mutating func readHeader(_ header: [String]) {
        var seen: Set<String> = []
        for name in header {
            if let problem = Self.problem(ofHeader: name) {
                problems.append(CSVProblem(line: 1, column: name, message: problem))
            } else if !seen.insert(name).inserted {
                problems.append(CSVProblem(line: 1, column: name, message: "The column header occurs twice."))
            }
        }
        columns = header.map { Candidate(name: $0) }
    }

    private static func problem(ofHeader name: String) -> String? {
        if name.isEmpty { return "A column header is empty." }
        guard name.utf8.allSatisfy({ $0.isLetterOrDigit || ".-_".utf8.contains($0) }) else {
            return "A column header may hold letters, digits, '.', '-' and '_' only."
        }
        if name.contains(where: \.isUppercase) { return "A column header must be in lower case." }
        if name.utf8.count >= 25 { return "A column header must be under 25 characters." }
        return nil
    }

    private mutating func readRow(_ record: [String], at line: Int) {
        guard record.count == columns.count else {
            let (has, wants) = (record.count, columns.count)
            let message = "The row has \(has) field\(has == 1 ? "" : "s"), the header has \(wants)."
            problems.append(CSVProblem(line: line, message: message))
            return
        }
        rows += 1
        for (index, value) in record.enumerated() where !value.isEmpty && value != "na" {
            columns[index].hasValues = true
            if let type = ColumnType.named(columns[index].name) {
                if !type.accepts(value) { problems.append(.wrongType(value, columns[index].name, type, line)) }
            } else if columns[index].notNumericLine == nil, !ColumnType.numeric.accepts(value) {
                columns[index].notNumericLine = line
                columns[index].notNumericValue = value
            }
        }
    }
}

extension CSVProfile {
    /// What is wrong with appending the file to a dataset with these columns.
    func problems(appendingTo dataset: [Column]) -> [CSVProblem] {
        guard problems.isEmpty else { return problems }
        let (names, wanted) = (columns.map(\.name), dataset.map(\.name))
        guard names == wanted else {
            return [
                CSVProblem(
                    line: 1,
                    message: "The columns must be those of the dataset, in its order: "
                        + "expected \(wanted.joined(separator: ", ")), got \(names.joined(separator: ", ")).")
            ]
        }
        return zip(columns, dataset).compactMap { candidate, column in
            guard column.type == .numeric, let (line, value) = candidate.notNumeric else { return nil }
            return .wrongType(value, column.name, .numeric, line)
        }
    }
}

extension CSVProblem {
    fileprivate static func wrongType(
        _ value: String, _ column: String, _ type: ColumnType, _ line: Int
    ) -> CSVProblem {
        CSVProblem(line: line, column: column, message: "'\(value)' is not \(type.form).")
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
