package import Catalogue
package import LuaBridge
import Synchronization

/// `csv`: tables in files, row by row.
package struct CSVModule: Sendable {
    let files: FileAccess
    let open: OpenWriters
    /// What the script that it is installed for may hold.
    private var memory: LuaMemory?

    /// - Parameters:
    ///   - files: Opens the paths that scripts give.
    ///   - open: Is told of the writers, so that the run can close those that the script leaves open.
    package init(files: FileAccess, open: OpenWriters) {
        self.files = files
        self.open = open
    }

    package static let bindings: [Binding<CSVModule>] = [rows, writer]

    static let rows = Binding<CSVModule>(
        "csv.rows", "Reads a CSV file row by row; the header gives the names of the fields.",
        .required("path", String.self, "The file; RFC 4180 in UTF-8."),
        .option("separator", default: CSVSeparator.comma, "What stands between two fields: one character."),
        .option("header", default: true, "Whether the first row names the fields; without, rows are lists."),
        returns: .iterator(
            type: "table<string, string>?, string",
            "A table of strings by field name, and where the row stands: names.csv:12.",
            values: { (row: PlacedRow) in [.table(row.row), .string(row.place)] }),
        errors: [.data, .permission],
        example: """
            local out <close> = csv.writer("names.csv", { "name" })
            out:write({ name = "Ada" })
            out:close()
            for row in csv.rows("names.csv") do print(row.name) end
            """,
        run: { module, path, separator, header in
            let file = try module.files.open(path, for: .read)
            let reader = RowReader(
                path,
                try CSVReader(
                    file, name: path, header: header ? .first : .none, separator: separator, memory: module.memory))
            let source = RowSource(
                path, module.files, module.memory, hasHeader: header, separator: separator, read: reader)
            return LuaIterator("csv.rows", origin: source, immediate: { try reader.next() })
        })

    static let writer = Binding<CSVModule>(
        "csv.writer", "Writes a CSV file row by row.",
        .required(
            "path", String.self, "The file. It appears, or takes the old one's place, when the writer is closed."),
        .required("columns", [String].self, "The names of the columns, in order."),
        .option("append", default: false, "Whether to add to a file that is there; its columns must be the same."),
        .option("separator", default: CSVSeparator.comma, "What stands between two fields: one character."),
        .option("crlf", default: false, "Whether lines end as in Windows."),
        returns: .value("The writer."), errors: [.data, .permission],
        example: """
            local out <close> = csv.writer("names.csv", { "name", "year" })
            out:write({ name = "Ada", year = 1815 })
            """,
        run: { module, path, columns, append, separator, crlf in
            let writer = CSVWriterObject(
                try CSVWriter(
                    path, columns: columns, in: module.files, mode: append ? .append : .replace,
                    separator: separator, lineEnd: crlf ? .crlf : .lf))
            module.open.add(writer)
            return writer
        })

    /// Makes the `csv` table.
    package func install(in state: LuaState) {
        var module = self
        module.memory = state.memory
        for binding in Self.bindings { state.register(binding.function(of: module)) }
        state.setMethods(of: CSVWriterObject.self, CSVWriterObject.methods)
    }
}

extension CSVSeparator: LuaConvertible {
    package static var luaTypeName: String { "string" }

    package init(lua: LuaValue) throws(LuaMismatch) {
        let text = try String(lua: lua)
        guard let separator = CSVSeparator(text) else {
            throw LuaMismatch("expected one character such as \",\" or \";\", got \(lua.literal)")
        }
        self = separator
    }

    package var lua: LuaValue { .string(String(UnicodeScalar(byte))) }
}

/// Rows as scripts get them.
private final class RowReader: Sendable {
    private let path: String
    private let reader: Mutex<CSVReader>
    private let keys: [LuaValue]
    private let count = Atomic(0)

    /// How many rows were given.
    var given: Int { count.load(ordering: .relaxed) }

    init(_ path: String, _ reader: consuming CSVReader) {
        self.path = path
        keys = reader.columns.map { .string($0) }
        self.reader = Mutex(reader)
    }

    func next() throws -> PlacedRow? {
        guard let record = try reader.withLock({ reader throws(CSVError) in try reader.next() }) else { return nil }
        count.add(1, ordering: .relaxed)
        let row =
            keys.isEmpty
            ? LuaTable(array: record.fields)
            : LuaTable(fields: Dictionary(uniqueKeysWithValues: zip(keys, record.fields)))
        return PlacedRow(row: row, place: "\(path):\(record.line)", flaw: record.flaw)
    }
}

/// A row and where it stands, as messages name it.
private struct PlacedRow {
    var row: LuaTable
    var place: String
    /// What is wrong with the row.
    var flaw: String?
}

/// The file behind an iterator of rows, which durable runs read for themselves: once to tell what is wrong with it, and
/// once for its rows, of which a ragged one is one failed item.
final class RowSource: Sendable {
    private let path: String
    private let files: FileAccess
    private let memory: LuaMemory?
    private let hasHeader: Bool
    private let separator: CSVSeparator
    private let first: RowReader

    fileprivate init(
        _ path: String, _ files: FileAccess, _ memory: LuaMemory?, hasHeader: Bool, separator: CSVSeparator,
        read first: RowReader
    ) {
        self.path = path
        self.files = files
        self.memory = memory
        self.hasHeader = hasHeader
        self.separator = separator
        self.first = first
    }

    /// An iterator over the rows that the script has not taken yet: row, place, and what is wrong with it.
    func rows() throws -> LuaFunction {
        let file = try files.open(path, for: .read)
        let reader = RowReader(
            path,
            try CSVReader(
                file, name: path, header: hasHeader ? .first : .none, separator: separator, refusesRagged: false,
                memory: memory))
        for _ in 0..<first.given { _ = try reader.next() }
        return LuaFunction("csv.rows") { _ in
            guard let row = try reader.next() else { return .values([.nil]) }
            return .values([.table(row.row), .string(row.place), row.flaw.map { .string($0) } ?? .nil])
        }
    }
}
