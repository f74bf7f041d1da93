import Catalogue
import LuaBridge
import TextFormats

extension CSVModule {
    /// Declared here; in Lua (`csv.lua`) is the loop over the rows.
    static let read = Binding<CSVModule>(
        "csv.read", "Reads a whole CSV file of at most 100,000 rows into a list.",
        CSVReadParameters.path, CSVReadParameters.separator, CSVReadParameters.header, CSVReadParameters.columns,
        CSVReadParameters.types, CSVReadParameters.encoding,
        result: .init(type: "table<string, any>[]", summary: "The rows, each a table by field name."),
        errors: [.data, .permission],
        example: """
            csv.write("names.csv", { { name = "Ada", year = 1815 } })
            print(#csv.read("names.csv"), csv.read("names.csv")[1].name)
            """)

    /// `too_long(path)`: raises what a file of too many rows is refused with.
    static let tooLong = LuaFunction("csv.read") { call in
        throw ScriptError(
            .data, "csv.read: \(try call.string(at: 1)) has more than 100,000 rows", call: "csv.read",
            hint: "Use csv.rows(path), which reads row by row.")
    }

    /// Declared here; in Lua (`csv.lua`) is the loop over the rows, which may be an iterator of the script's.
    static let write = Binding<CSVModule>(
        "csv.write", "Writes rows to a CSV file, which appears or is replaced as a whole.",
        .required("path", String.self, file: .write, "The file, packed by gzip if its name ends with .gz."),
        .required(
            "rows", LuaItems.self, called: .repeatedly,
            "A list or an iterator of tables: records by field name, or lists."),
        .option(
            "header", [String]?.self,
            "The columns in order, other fields are left out; if not given, the fields of the first row, those of "
                + "records such as links in the order of the reference, others by name."),
        .option("separator", default: CSVSeparator.comma, "The separator between two fields: one character."),
        .option("crlf", default: false, "Whether lines end with CRLF, as on Windows."),
        result: .init(type: "integer", summary: "How many rows were written."), errors: [.data, .permission],
        example: """
            csv.write("links.csv", links.list(), { header = { "shortUrl", "longUrl" } })
            print(csv.write("names.csv", { { name = "Ada", year = 1815 } }))
            """)

    /// `columns(row)`: the columns of a record, in the order of the record's declaration where its fields are known.
    ///
    /// A second argument names another function whose rows they are, and which takes them as `columns`.
    static let columns = LuaFunction("csv.columns") { call in
        let first = try call.value(at: 1)
        let other = try String?(lua: try call.value(at: 2))
        let function = other ?? "csv.write"
        let hint = "Give the columns: { \(other == nil ? "header" : "columns") = { \"name\", \"year\" } }."
        if first == .nil {
            throw ScriptError(
                .data, "\(function): no rows were given, so the columns are unknown", call: function, hint: hint)
        }
        guard case .table(let row) = first, row.array.isEmpty, !row.fields.isEmpty else {
            throw ScriptError(
                .usage, "\(function): the first row is not a record with named fields", call: function, hint: hint)
        }
        let names = try row.fields.keys.map { key in
            guard case .string(let name) = key else {
                throw ScriptError(
                    .usage, "\(function): the first row has a field [\(key.literal)]", call: function)
            }
            return name
        }
        let declared = AllModules.manual.types.map { $0.fields.map(\.name) }
            .filter { Set(names).isSubset(of: $0) }.min { $0.count < $1.count }
        let order = declared?.filter { names.contains($0) } ?? names.sorted()
        return .values([order.lua])
    }
}

extension CSVModule {
    /// `abandon(writer)`: gives up a file that was not completed.
    static let abandon = LuaFunction("csv.write") { call in
        try call.object(CSVWriterObject.self, at: 1).abandon()
        return .nothing
    }
}
