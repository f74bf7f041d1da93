package import Catalogue
package import LuaBridge
import Synchronization

/// `csv`: tables in files, row by row.
package struct CSVModule: Sendable {
    let files: FileAccess
    let open: OpenWriters
    /// What the script that it is installed for may hold.
    var memory: LuaMemory?
    let notices: CSVNotices

    /// - Parameters:
    ///   - files: Opens the paths that scripts give.
    ///   - open: Is told of the writers, so that the run can close those that the script leaves open.
    ///   - notify: Is told, once for each file, what was assumed of a file that is no plain CSV.
    package init(
        files: FileAccess, open: OpenWriters, notify: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.files = files
        self.open = open
        notices = CSVNotices(notify)
    }

    package static let bindings: [Binding<CSVModule>] = [rows, writer, copy]

    static let writer = Binding<CSVModule>(
        "csv.writer", "Writes a CSV file row by row.",
        .required(
            "path", String.self, "The file. It appears, or replaces the old one, when the writer is closed."),
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

    /// Makes the `csv` table.
    package func install(in state: LuaState) throws {
        var module = self
        module.memory = state.memory
        for binding in Self.bindings { state.register(binding.function(of: module)) }
        let (own, writing) = (Self.self, CSVWriterObject.self)
        try state.runHostCode(
            PackageResources.csv_lua, name: "csv",
            arguments: [
                own.read.function(of: module), own.rows.function(of: module), own.tooLong,
                own.write.function(of: module), own.writer.function(of: module), own.columns,
                writing.write.method(), writing.close.method(), own.abandon,
            ].map { .function($0) },
            globals: ["csv.read", "csv.write"])
        state.setMethods(of: CSVWriterObject.self, CSVWriterObject.methods)
    }
}
