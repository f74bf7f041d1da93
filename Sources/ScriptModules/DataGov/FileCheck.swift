import Catalogue
import LuaBridge
import TerminalText

/// Whether data.gov.sg can be expected to take a CSV file, found out without sending it.
///
/// The rules are those of its content guidelines and of its storage; the service's own validation knows more.
struct FileCheck: Sendable {
    /// Reading stops here: one fault can make millions.
    private static let mostProblems = 1000
    /// How many columns that the dataset does not have are looked at for one that it misses.
    private static let mostCompared = 100
    /// The most that the storage takes in one piece.
    static let sizeLimit: Int64 = 5 << 30

    private static let missing = "the dataset has this column and the file has not"
    private static let unknown = "the dataset has no such column"

    let file: String
    /// The dataset's columns, where they are known; their names are good, whatever the guidelines say.
    private let known: [String]
    private(set) var columns: [String] = []
    private(set) var rows = 0
    private(set) var problems: [FileProblem] = []

    var isComplete: Bool { problems.count < Self.mostProblems }

    /// - Parameter newColumns: Whether the file may have other columns than the dataset.
    init(
        _ path: String, in files: FileAccess, known: [String] = [], newColumns: Bool = false,
        sizeLimit: Int64 = FileCheck.sizeLimit
    ) async throws {
        file = path
        self.known = known
        let content = try files.open(path, for: .read)
        let size = try files.status(of: path).size
        if size > sizeLimit {
            add(nil, nil, "\(size) bytes, but the storage takes \(sizeLimit) at most: split the file")
        }
        if size == 0 {
            add(nil, nil, "the file is empty")
            return
        }
        do {
            try await read(content, newColumns: newColumns)
        } catch let error as CSVError {
            add(error.line, nil, error.message)
        }
    }

    private mutating func read(_ file: consuming OpenFile, newColumns: Bool) async throws {
        var reader = try CSVReader(file, name: self.file, header: .none, refusesRagged: false)
        guard let header = try reader.next() else { return add(nil, nil, "the file is empty") }
        readHeader(header, newColumns: newColumns)
        while isComplete, let record = try reader.next() {
            rows += 1
            if rows.isMultiple(of: 4096) {
                try Task.checkCancellation()
                await Task.yield()
            }
            readRow(record, width: header.fields.count)
        }
        if rows == 0, isComplete { add(nil, nil, "the file has a header and no rows") }
    }

    private mutating func readHeader(_ header: CSVRecord, newColumns: Bool) {
        var seen: Set<String> = []
        let expected = Set(known)
        for (number, field) in zip(1..., header.fields) {
            guard case .string(let name) = field else {
                add(header.line, nil, "the name of column \(number) is not UTF-8: save the file as UTF-8")
                continue
            }
            columns.append(name)
            // A name that the dataset does not have is reported below, and need not be judged.
            let isJudged = known.isEmpty || newColumns && !expected.contains(name) || name.isEmpty
            if isJudged, let flaw = Self.flaw(in: name, number) {
                add(header.line, name.isEmpty ? nil : name, flaw)
            }
            if !name.isEmpty, !seen.insert(name).inserted { add(header.line, name, "two columns have this name") }
        }
        guard !known.isEmpty, !newColumns else { return }
        let strangers = columns.filter { !$0.isEmpty && !expected.contains($0) }
        for name in known where isComplete && !seen.contains(name) {
            // Each missing name is compared with each of these; a file with so many has more wrong than a name.
            let meant = strangers.prefix(Self.mostCompared).nearest(to: name)
            add(header.line, name, Self.missing + (meant.map { "; is it '\($0)'?" } ?? ""))
        }
        for name in strangers { add(header.line, name, Self.unknown) }
    }

    /// The content guidelines' rules for headers.
    private static func flaw(in name: String, _ number: Int) -> String? {
        if name.isEmpty { return "column \(number) has no name" }
        guard name.utf8.allSatisfy({ UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 || isDigitOrMark($0) }) else {
            return "a column's name has letters, digits, '.', '-' and '_' only; join words with '_'"
        }
        if name.contains(where: \.isUppercase) { return "a column's name is in lower case" }
        return name.utf8.count < 25 ? nil : "a column's name has less than 25 characters, not \(name.utf8.count)"
    }

    private static func isDigitOrMark(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || ".-_".utf8.contains(byte)
    }

    private mutating func readRow(_ record: CSVRecord, width: Int) {
        if record.fields.count != width {
            let count = record.fields.count == 1 ? "1 field" : "\(record.fields.count) fields"
            add(record.line, nil, "\(count), but the header has \(width)")
        }
        for (index, field) in record.fields.enumerated() {
            guard case .bytes = field else { continue }
            let name = index < columns.count ? columns[index] : "\(index + 1)"
            add(record.line, name, "the text is not UTF-8: save the file as UTF-8")
        }
    }

    private mutating func add(_ line: Int?, _ column: String?, _ message: String) {
        guard isComplete else { return }
        problems.append(FileProblem(file: file, line: line, column: column, message: message))
    }
}

/// One thing that is wrong with a file.
struct FileProblem: LuaConvertible, CustomStringConvertible {
    let file: String
    /// Counted from 1; nil where no line of the file is to blame.
    let line: Int?
    let column: String?
    let message: String

    init(file: String, line: Int?, column: String?, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    /// The problem with its place: `out.csv:3: column 'year': …`.
    var description: String {
        file + (line.map { ":\($0)" } ?? "") + ": " + (column.map { "column '\($0)': " } ?? "") + message
    }

    static var luaTypeName: String { shape.name }
    static var luaFields: [LuaField] { shape.luaFields }

    private static let shape = RecordShape<FileProblem>(
        "datagov.Problem",
        RecordField("line", \.line, "The line, from 1; nil where it is the file as a whole."),
        RecordField("column", \.column, "The column's name, where there is one to blame."),
        RecordField("message", \.message, "What is wrong."),
        RecordField("text", \.description, "All of that in one line."))

    init(lua: LuaValue) throws(LuaMismatch) {
        // Problems are given to scripts and never taken from them.
        throw LuaMismatch(expected: Self.luaTypeName, got: lua)
    }

    var lua: LuaValue { Self.shape.table(self) }
}

extension FileCheck {
    static let shape = RecordShape<FileCheck>(
        "datagov.Check",
        RecordField("ok", \.problems.isEmpty, "True if there are no problems."),
        RecordField("problems", \.problems, "The problems, the first 1000."),
        RecordField("rows", \.rows, "Rows after the header, as far as was read."),
        RecordField("columns", \.columns, "The names in the header."))
}
