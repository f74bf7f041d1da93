import Catalogue
import LuaBridge
import TextFormats

/// How a file is read, by `csv.rows` and `csv.read` alike.
enum CSVReadParameters {
    static let path = Parameter<String>.required(
        "path", String.self, file: .read, "The file; RFC 4180, also packed by gzip.")
    static let separator = Parameter<CSVSeparatorChoice>.option(
        "separator", default: .auto,
        "The separator between two fields: one character; \"auto\" finds it and says what it is, if no comma.")
    static let header = Parameter<Bool>.option(
        "header", default: true, "Whether the first row names the fields; if not, rows are lists.")
    static let columns = Parameter<[String]?>.option(
        "columns", [String]?.self, "The fields that rows have, which saves time; all if left out.")
    static let types = Parameter<[String: CSVType]?>.option(
        "types", [String: CSVType]?.self, "What fields become, by name, if not strings; an empty one is nil then.")
    static let encoding = Parameter<CSVEncoding>.option(
        "encoding", default: .auto,
        "\"auto\" is UTF-8, or UTF-16 that shows itself; else a name such as \"windows-1252\"; \"bytes\" for any.")
}

extension CSVModule {
    static let rows = Binding<CSVModule>(
        "csv.rows", "Reads a CSV file row by row; the header gives the names of the fields.",
        CSVReadParameters.path, CSVReadParameters.separator, CSVReadParameters.header, CSVReadParameters.columns,
        CSVReadParameters.types, CSVReadParameters.encoding,
        returns: .iterator(
            type: "table<string, any>?, string",
            "A table of strings by field name, and where the row stands: names.csv:12.",
            // The values are pushed by the iterator itself.
            values: { (_: Void) in [] }),
        errors: [.data, .permission],
        example: """
            local out <close> = csv.writer("names.csv", { "name", "year" })
            out:write({ name = "Ada", year = 1815 })
            out:close()
            for row in csv.rows("names.csv", { types = { year = "integer" } }) do
              print(row.name, row.year + 1)
            end
            """,
        run: { module, path, separator, header, columns, types, encoding in
            let source = CSVSource(
                path: path, files: module.files, memory: module.memory, hasHeader: header, columns: columns,
                types: types ?? [:], dialect: CSVDialect(separator: separator.separator, encoding: encoding))
            let reader = try RowReader(source)
            module.notices.tell(path, reader.dialect, asked: source.dialect)
            return LuaIterator(
                "csv.rows", origin: RowSource(source, read: reader), pushing: { call in try reader.push(call) })
        })
}
