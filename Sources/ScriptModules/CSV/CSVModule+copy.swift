import Catalogue
package import LuaBridge
package import TextFormats

extension CSVModule {
    static let copy = Binding<CSVModule>(
        "csv.copy", "Copies a CSV file, or some of its columns and rows, without its fields becoming Lua values.",
        .required("from", String.self, file: .read, "The file to read; it has a header, and may be packed by gzip."),
        .required(
            "to", String.self, file: .write,
            "The file to write, in UTF-8, packed by gzip if its name ends with .gz; it takes an old one's place when "
                + "it is whole."),
        .option(
            "columns", [CSVCopyColumn]?.self,
            "Which columns, in order: their names, or { name, new name } to rename one; all if left out."),
        .option(
            "where", [String: CSVCopyValues]?.self,
            "Rows are copied if these columns have these texts: one, or one of a list, by column name."),
        .option("separator", default: CSVSeparatorChoice.auto, "What stands between two fields of the file to read."),
        .option("encoding", default: CSVEncoding.auto, "How the file to read is written; see csv.rows."),
        .option(
            "to_separator", CSVSeparator?.self,
            "What stands between two fields of the copy; as in the file to read if left out."),
        .option("crlf", default: false, "Whether lines end as in Windows."),
        .option("bom", default: false, "Whether the file begins with the mark by which Excel knows UTF-8."),
        returns: .value("How many rows were copied, without the header."), effect: .local,
        errors: [.data, .permission],
        example: """
            fs.write("all.csv", "id,city\\n1,Paris\\n2,Rome\\n")
            local what = { columns = { { "id", "number" } }, where = { city = "Paris" } }
            print(csv.copy("all.csv", "paris.csv", what))
            """,
        read: { module, from, to, columns, conditions, separator, encoding, toSeparator, crlf, bom in
            TaskStatus.current?.status = "copying \(from)"
            // From here on not on the interpreter's thread, whose other tasks may run meanwhile.
            await Task.yield()
            let asked = CSVDialect(separator: separator.separator, encoding: encoding)
            let copy = CSVCopy(
                from: from, to: to, columns: columns, conditions: (conditions ?? [:]).mapValues(\.texts),
                dialect: asked, separator: toSeparator,
                lineEnd: crlf ? .crlf : .lf, hasMark: bom)
            return try await copy.run(in: module.files) { module.notices.tell(from, $0, asked: asked) }
        })
}

extension CSVCopyColumn: LuaConvertible {
    package static var luaTypeName: String { "(string|string[])" }

    package init(lua: LuaValue) throws(LuaMismatch) {
        if case .table = lua {
            let names = try [String](lua: lua)
            guard names.count == 2 else { throw LuaMismatch("expected { name, new name }, got \(names.count) names") }
            self.init(from: names[0], to: names[1])
        } else {
            let name = try String(lua: lua)
            self.init(from: name, to: name)
        }
    }

    package var lua: LuaValue { from == to ? .string(from) : [from, to].lua }
}

/// The texts of which a column must have one.
struct CSVCopyValues: LuaConvertible {
    let texts: [String]

    static var luaTypeName: String { "string|string[]" }

    init(lua: LuaValue) throws(LuaMismatch) {
        texts = if case .table = lua { try [String](lua: lua) } else { [try String(lua: lua)] }
    }

    var lua: LuaValue { texts.lua }
}
