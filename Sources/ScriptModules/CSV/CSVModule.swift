package import Catalogue
package import LuaBridge
import Synchronization
import TextFormats

/// `csv`: tables in files, row by row.
package struct CSVModule: ScriptModule {
    package static let name = "csv"
    package static let summary = "CSV files: row by row, however long, or as a whole."
    package static let bindings = [rows, writer, copy, read, write]
    package static let objects = [
        ModuleObject(CSVWriterObject.bindings) { (writer: CSVWriterObject) in try writer.close() }
    ]
    package static let source: ModuleSource<CSVModule>? = ModuleSource(PackageResources.csv_lua, usesLoops: true) {
        module in
        [
            read.function(of: module), rows.function(of: module), tooLong, write.function(of: module),
            writer.function(of: module), columns, CSVWriterObject.write.method(), CSVWriterObject.close.method(),
            abandon,
        ].map { .function($0) }
    }

    let files: FileAccess
    let open: OpenWriters
    /// What the script that it is installed for may hold.
    var memory: LuaMemory?
    let notices: FileNotices

    /// - Parameters:
    ///   - files: Opens the paths that scripts give.
    ///   - open: Is told of the writers, so that the run can close those that the script leaves open.
    ///   - notify: Is told, once for each file, what was assumed of a file that is no plain CSV.
    package init(
        files: FileAccess, open: OpenWriters, notify: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.files = files
        self.open = open
        notices = FileNotices(notify)
    }

    package init(_ host: AllModules) {
        let log = LogModule(host)
        self.init(files: host.files, open: host.writers) { log.say(.info, $0) }
    }

    package mutating func bind(to state: LuaState) { memory = state.memory }

    static let writer = Binding<CSVModule>(
        "csv.writer", "Writes a CSV file row by row.",
        .required(
            "path", String.self, file: .write,
            "The file, packed by gzip if its name ends with .gz. It appears, or replaces the old one, when the writer "
                + "is closed."),
        .required("columns", [String].self, "The names of the columns, in order."),
        .option("append", default: false, "Whether to add to an existing file, which must have the same columns."),
        .option("separator", default: CSVSeparator.comma, "The separator between two fields: one character."),
        .option("crlf", default: false, "Whether lines end with CRLF, as on Windows; an existing file keeps its own."),
        .option("bom", default: false, "Whether a new file begins with the mark by which Excel knows UTF-8."),
        returns: .value("The writer."), errors: [.data, .permission],
        example: """
            local out <close> = csv.writer("names.csv", { "name", "year" })
            out:write({ name = "Ada", year = 1815 })
            """,
        run: { module, path, columns, append, separator, crlf, bom in
            let writer = CSVWriterObject(
                try CSVWriter(
                    path, columns: columns, in: module.files, mode: append ? .append : .replace,
                    separator: separator, lineEnd: crlf ? .crlf : .lf, hasMark: bom))
            module.open.add(writer)
            return writer
        })
}
