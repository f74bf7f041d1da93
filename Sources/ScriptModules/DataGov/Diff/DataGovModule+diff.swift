import ApiClients
import Catalogue
import LuaBridge

extension DataGovModule {
    /// Declared here, made of `difference` in Lua, which writes rows to a file first.
    static let diff = Binding<DataGovModule>(
        "datagov.diff",
        "Compares a dataset's rows with those of a CSV file, or with rows, however many; sends nothing.",
        .dataset,
        .content("A CSV file, or its rows: a list or an iterator of tables."),
        .comparedKey, .comparedLimit, .comparedTimeout, .rowColumns,
        result: .init(TableDiff.shape), effect: .read, errors: [.data, .notFound, .timeout, .permission],
        example: """
            local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
            datagov.download(dataset, "rows.csv")
            local key = { "month", "museum" }
            local diff = datagov.diff(dataset, "rows.csv", { key = key })
            print(diff.added, diff.removed, diff.changed)
            """)

    /// `difference(dataset, file, options)`: compares a file, or spooled rows.
    static let difference = Binding<DataGovModule>(
        "datagov.diff", "Compares a dataset's rows with those of a CSV file.",
        .dataset,
        .required("file", SentFile.self, file: .read, "A CSV file."),
        .comparedKey, .comparedLimit, .comparedTimeout,
        returns: .record(TableDiff.shape), errors: [.data, .notFound, .timeout, .permission],
        example: "",
        read: { module, dataset, file, key, limit, timeout in
            // Closed again at once: the readers open it by its name.
            let present = try module.files.makeTemporary().path
            defer { try? module.files.remove(present) }
            TaskStatus.current?.status = "downloading \(dataset)"
            _ = try await module.download(dataset, to: present, timeout: timeout)
            let files = module.files
            let table = module.table(of: file.name)
            TaskStatus.current?.status = "comparing \(table.name)"
            return try await TableDiff(
                from: TableDiff.Table(name: "the dataset") { try files.open(present, for: .read) }, to: table,
                in: files, key: key?.names, limit: limit)
        })

    /// A file, or spooled rows by their name.
    private func table(of file: String) -> TableDiff.Table {
        if let spool = spools[file] {
            return TableDiff.Table(name: RowSpool.title, isOfRows: true) { try spool.reopened() }
        }
        return TableDiff.Table(name: file) { [files] in try files.open(file, for: .read) }
    }
}

extension Parameter<ColumnNames?> {
    fileprivate static var comparedKey: Self {
        .option(
            "key", ColumnNames?.self,
            "The column, or the columns, that tell a row from the others; if left out, whole rows are compared.")
    }
}

extension Parameter<Int> {
    fileprivate static var comparedLimit: Self {
        .option("limit", default: 1000, "How many rows of each sort are returned; all are counted.")
    }
}

extension Parameter<Duration> {
    fileprivate static var comparedTimeout: Self {
        .option("timeout", default: Duration.seconds(600), "Seconds for the download of the dataset.")
    }
}

/// One name, or a list of names.
struct ColumnNames: LuaConvertible {
    static var luaTypeName: String { "string|string[]" }

    let names: [String]

    init(lua: LuaValue) throws(LuaMismatch) {
        if case .string(let name) = lua {
            names = [name]
        } else {
            names = try [String](lua: lua)
        }
        if names.isEmpty { throw LuaMismatch("expected at least one column, got an empty list") }
    }

    var lua: LuaValue { names.lua }
}

extension TableDiff {
    static let shape = RecordShape<TableDiff>(
        "datagov.Diff",
        RecordField("added", \.added, "How many rows only the file has."),
        RecordField("removed", \.removed, "How many rows only the dataset has."),
        RecordField("changed", \.changed, "How many rows have the same key and other values."),
        RecordField("same", \.same, "How many rows are the same."),
        RecordField("added_rows", \.addedRows, "The rows that only the file has, by column."),
        RecordField("removed_rows", \.removedRows, "The rows that only the dataset has, by column."),
        RecordField("changed_rows", \.changedRows, "The rows with other values."),
        RecordField("new_columns", \.newColumns, "The columns that only the file has; they are not compared."),
        RecordField("lost_columns", \.lostColumns, "The columns that only the dataset has; they are not compared."))
}

extension TableDiff.Change: LuaConvertible {
    static var luaTypeName: String { shape.name }
    static var luaFields: [LuaField] { shape.luaFields }

    private static let shape = RecordShape<TableDiff.Change>(
        "datagov.Change",
        RecordField("before", \.before, "The dataset's row, by column."),
        RecordField("after", \.after, "The file's row, by column."),
        RecordField("columns", \.columns, "The columns whose values differ."))

    init(lua: LuaValue) throws(LuaMismatch) {
        // Changes are given to scripts and never taken from them.
        throw LuaMismatch(expected: Self.luaTypeName, got: lua)
    }

    var lua: LuaValue { Self.shape.table(self) }
}
