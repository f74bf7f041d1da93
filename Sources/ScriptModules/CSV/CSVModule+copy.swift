import Catalogue
import LuaBridge
import SystemFiles

extension CSVModule {
    static let copy = Binding<CSVModule>(
        "csv.copy", "Copies a CSV file, or some of its columns and rows, without its fields becoming Lua values.",
        .required("from", String.self, "The file to read; it has a header."),
        .required("to", String.self, "The file to write, in UTF-8; it takes an old one's place when it is whole."),
        .option(
            "columns", [CSVCopyColumn]?.self,
            "Which columns, in order: their names, or { name, new name } to rename one; all without it."),
        .option(
            "where", [String: CSVCopyValues]?.self,
            "Rows are copied if these columns have these texts: one, or one of a list, by column name."),
        .option("separator", default: CSVSeparatorChoice.auto, "What stands between two fields of the file to read."),
        .option("encoding", default: CSVEncoding.auto, "How the file to read is written; see csv.rows."),
        .option("crlf", default: false, "Whether lines end as in Windows."),
        .option("bom", default: false, "Whether the file begins with the mark by which Excel knows UTF-8."),
        returns: .value("How many rows were copied, without the header."), effect: .local,
        errors: [.data, .permission],
        example: """
            fs.write("all.csv", "id,city\\n1,Paris\\n2,Rome\\n")
            local what = { columns = { { "id", "number" } }, where = { city = "Paris" } }
            print(csv.copy("all.csv", "paris.csv", what))
            """,
        read: { module, from, to, columns, conditions, separator, encoding, crlf, bom in
            TaskStatus.current?.status = "copying \(from)"
            // From here on not on the interpreter's thread, whose other tasks may run meanwhile.
            await Task.yield()
            let asked = CSVDialect(separator: separator.separator, encoding: encoding)
            let copy = CSVCopy(
                from: from, to: to, columns: columns, conditions: conditions ?? [:], dialect: asked,
                lineEnd: crlf ? .crlf : .lf, hasMark: bom)
            return try await copy.run(in: module.files) { module.notices.tell(from, $0, asked: asked) }
        })
}

/// A copy of a CSV file, from one file into another.
struct CSVCopy: Sendable {
    let from: String
    let to: String
    let columns: [CSVCopyColumn]?
    let conditions: [String: CSVCopyValues]
    let dialect: CSVDialect
    let lineEnd: CSVWriter.LineEnd
    let hasMark: Bool

    /// How many records are copied between two looks at whether the task is cancelled.
    private static let portion = 4096

    /// Copies; a file that is there is replaced at the end, as a whole.
    ///
    /// - Returns: The number of records.
    func run(in files: FileAccess, found: (CSVDialect) -> Void) async throws -> Int {
        var reader = try CSVReader(
            try files.open(from, for: .read), name: from, header: .first, dialect: dialect)
        found(reader.dialect)
        let chosen = columns ?? reader.columns.map { CSVCopyColumn(from: $0, to: $0) }
        let names = chosen.map(\.to)
        if let flaw = flaw(inColumns: names) { throw CSVError(file: to, message: flaw) }
        let wanted = try CSVPlan.numbers(of: chosen.map(\.from), in: reader.columns, file: from)
        let keys = conditions.keys.sorted()
        let places = try CSVPlan.numbers(of: keys, in: reader.columns, file: from)
        let conditions = zip(keys, places).map { key, place in
            CSVCondition(field: place, values: self.conditions[key]?.values ?? [])
        }
        let separator = reader.dialect.separator ?? .comma
        var replacement = try files.replacing(to)
        var output = CSVCopyBuffer(separator: separator, lineEnd: lineEnd, isAlone: wanted.count == 1)
        var header: [UInt8] = hasMark ? ByteOrderMark.utf8 : []
        CSVRowEncoder(file: to, columns: names, separator: separator.byte, lineEnd: lineEnd.bytes)
            .appendHeader(to: &header)
        guard output.append(header) else { throw CSVError.memory(to) }
        var (count, seen) = (0, 0)
        reading: while true {
            switch try reader.copyNext(wanted, where: conditions, to: &output) {
            case .end: break reading
            case .copied: count += 1
            case .left: break
            }
            seen += 1
            if output.count >= CSVWriter.bufferSize { try flush(&output, to: replacement) }
            if seen.isMultiple(of: Self.portion) {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
        try flush(&output, to: replacement)
        try replacement.commit()
        return count
    }

    private func flush(_ output: inout CSVCopyBuffer, to replacement: borrowing FileReplacement) throws(CSVError) {
        let errno = replacement.file.write(output.bytes)
        output.removeAll()
        guard let errno else { return }
        throw CSVError(file: to, message: "cannot be written: \(FileAccessError.systemWords(for: errno))")
    }
}

/// A column of a copy: the name in the file that is read, and the one in the copy.
struct CSVCopyColumn: LuaConvertible {
    let from: String
    let to: String

    static var luaTypeName: String { "(string|string[])" }

    init(from: String, to: String) {
        self.from = from
        self.to = to
    }

    init(lua: LuaValue) throws(LuaMismatch) {
        if case .table = lua {
            let names = try [String](lua: lua)
            guard names.count == 2 else { throw LuaMismatch("expected { name, new name }, got \(names.count) names") }
            self.init(from: names[0], to: names[1])
        } else {
            let name = try String(lua: lua)
            self.init(from: name, to: name)
        }
    }

    var lua: LuaValue { from == to ? .string(from) : [from, to].lua }
}

/// The texts of which a column must have one.
struct CSVCopyValues: LuaConvertible {
    let values: [[UInt8]]

    static var luaTypeName: String { "string|string[]" }

    init(lua: LuaValue) throws(LuaMismatch) {
        let texts = if case .table = lua { try [String](lua: lua) } else { [try String(lua: lua)] }
        values = texts.map { Array($0.utf8) }
    }

    var lua: LuaValue { values.map { String(decoding: $0, as: UTF8.self) }.lua }
}
