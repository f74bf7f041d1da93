package import Catalogue
package import LuaBridge
import Synchronization

/// `csv`: tables in files, row by row.
package struct CSVModule: Sendable {
    let files: FileAccess
    let open: OpenWriters
    /// What the script that it is installed for may hold.
    private(set) var memory: LuaMemory?
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
            "path", String.self, "The file. It appears, or takes the old one's place, when the writer is closed."),
        .required("columns", [String].self, "The names of the columns, in order."),
        .option("append", default: false, "Whether to add to a file that is there; its columns must be the same."),
        .option("separator", default: CSVSeparator.comma, "What stands between two fields: one character."),
        .option("crlf", default: false, "Whether lines end as in Windows; a file that is added to keeps its own ends."),
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
    package func install(in state: LuaState) {
        var module = self
        module.memory = state.memory
        for binding in Self.bindings { state.register(binding.function(of: module)) }
        state.setMethods(of: CSVWriterObject.self, CSVWriterObject.methods)
    }
}
