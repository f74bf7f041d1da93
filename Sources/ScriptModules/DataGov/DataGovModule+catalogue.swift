package import ApiClients
import Catalogue
package import LuaBridge

extension DataGovModule {
    static let datasets = Binding<DataGovModule>(
        "datagov.datasets", "Returns one page of all published datasets.",
        .option("page", default: 1, "Which page, from 1."),
        .callTimeout,
        returns: .init(
            .init(
                DatasetSummary.shape, list: true, "The datasets.",
                more: [.init(name: "pages", type: "integer", summary: "How many pages there are.")])
        ) { page in
            [.table(LuaTable(array: page.datasets.map(DatasetSummary.shape.table))), page.pages.lua]
        },
        example: "local page, pages = datagov.datasets()\nprint(page[1].name, pages)",
        read: { module, page, timeout in try await module.client.datasets(page: page, timeout: timeout) })

    static let metadata = Binding<DataGovModule>(
        "datagov.metadata", "Returns a dataset's entry in the public catalogue, with its columns.",
        .dataset,
        .callTimeout,
        returns: .record(DatasetMetadata.shape), errors: [.notFound],
        example: """
            local dataset = datagov.metadata("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912")
            for _, column in ipairs(dataset.columns) do
              print(column.name, column.dataType)
            end
            """,
        read: { module, dataset, timeout in try await module.client.metadata(dataset, timeout: timeout) })

    static let rows = Binding<DataGovModule>(
        "datagov.rows", "Iterates over the rows of a published dataset. No key is needed.",
        .dataset,
        .option("q", String?.self, "Words that a row must hold."),
        .option("filters", [String: JSONValue]?.self, "Values that columns must have, by column."),
        .option("sort", String?.self, "Columns to sort by, such as \"year desc\"."),
        .option("limit", Int?.self, "How many rows at most; all if left out."),
        .option("fields", [String]?.self, "The columns that rows have; all if left out."),
        returns: .iterator(
            "A table by column; empty values are left out, and numbers may come as strings.",
            type: "table<string, any>"),
        errors: [.notFound, .rejected],
        example: """
            local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
            for row in datagov.rows(dataset, { filters = { month = "2026-01" } }) do
              print(row.museum, row.visitors)
            end
            """,
        run: { module, dataset, text, filters, sort, limit, fields in
            let page = min(max(limit ?? 1000, 1), 1000)
            let query = RowQuery(dataset, limit: page, text: text, filters: filters ?? [:], sort: sort)
            let cursor = RowCursor(try module.client.rows(query), limit: limit, fields: fields)
            return PagedSource { try await cursor.next() }.iterator("datagov.rows", label: "reading a page of rows")
        })

    static let download = Binding<DataGovModule>(
        "datagov.download", "Downloads a published dataset to a file. No key is needed.",
        .dataset,
        .required("file", String.self, file: .write, "Where to; the file appears when it is complete."),
        .option("timeout", default: Duration.seconds(600), "Seconds to wait for the file, and for its transfer."),
        returns: .value("The file's size in bytes."),
        errors: [.notFound, .timeout, .data, .permission],
        example: """
            local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
            print(datagov.download(dataset, "visitors.csv") > 0)
            """,
        read: { module, dataset, path, timeout in try await module.download(dataset, to: path, timeout: timeout) })

    /// Downloads a dataset to a file that appears when it is complete; gives its size in bytes.
    func download(_ dataset: DatasetID, to path: String, timeout: Duration) async throws -> Int {
        var replacement = try files.replacing(path)
        let sink = ByteSink(descriptor: replacement.file.descriptor, path: path)
        try await tellingWaits { try await client.download(dataset, to: sink, timeout: timeout) }
        try replacement.commit()
        return try files.status(of: path).size.asInt
    }
}

/// Reads one page of rows after the other. Used by one caller at a time.
private actor RowCursor {
    private var pages: DatasetRows
    private var rest: Int

    private let fields: Set<String>?

    init(_ pages: DatasetRows, limit: Int?, fields: [String]?) {
        self.pages = pages
        self.fields = fields.map(Set.init)
        rest = limit ?? .max
    }

    func next() async throws -> [LuaTable]? {
        guard rest > 0 else { return nil }
        var ahead = pages
        let next = try await ahead.next()
        pages = ahead
        // A service that describes no columns leaves it to the rows.
        if let next, let fields, case let known = Set(next.fields.map(\.id)), !known.isEmpty,
            let missing = fields.subtracting(known).min()
        {
            throw ScriptError(
                .data, "datagov.rows: the dataset has no column '\(missing)'", call: "datagov.rows",
                hint: "It has: \(next.fields.map(\.id).joined(separator: ", ")).")
        }
        let page = (next?.records ?? []).prefix(rest)
        rest -= page.count
        return page.map { row in
            let shown = row.filter { fields?.contains($0.key) ?? true }
            return LuaTable(fields: Dictionary(uniqueKeysWithValues: shown.map { (.string($0), $1.withoutNull) }))
        }
    }
}

extension DatasetSummary {
    static let shape = RecordShape<DatasetSummary>(
        "datagov.Dataset",
        RecordField("datasetId", \.datasetId, "d_ and 32 hexadecimal digits."),
        RecordField("name", \.name, "Its title."),
        RecordField("status", \.status, "The service's word for its state."),
        RecordField("format", \.format, "CSV, GEOJSON and so on."),
        RecordField("createdAt", \.createdAt, "When it was made."),
        RecordField("lastUpdatedAt", \.lastUpdatedAt, "When it was last updated."),
        RecordField("managedByAgencyName", \.managedByAgencyName, "The agency that manages it."),
        RecordField("coverageStart", \.coverageStart, "Start of the period covered."),
        RecordField("coverageEnd", \.coverageEnd, "End of the period covered."))
}

extension DatasetMetadata {
    static let shape = RecordShape<DatasetMetadata>(
        "datagov.Metadata",
        RecordField("name", \.name, "Its title."),
        RecordField("format", \.format, "CSV, GEOJSON and so on."),
        RecordField("lastUpdatedAt", \.lastUpdatedAt, "When it was last updated."),
        RecordField("datasetSize", \.byteCount, "Bytes."),
        RecordField("columns", \.columns, "Its columns in order; empty if the service describes none."))

    fileprivate var byteCount: Int? { size?.asInt }
}

extension DatasetMetadata.Column: LuaConvertible {
    package static var luaTypeName: String { shape.name }
    package static var luaFields: [LuaField] { shape.luaFields }

    private static let shape = RecordShape<DatasetMetadata.Column>(
        "datagov.Column",
        RecordField("name", \.name, "Its name in the file."),
        RecordField("title", \.title, "Its name for people."),
        RecordField("dataType", \.dataType, "The service's word for its type."))

    package init(lua: LuaValue) throws(LuaMismatch) {
        // Columns are given to scripts and never taken from them.
        throw LuaMismatch(expected: Self.luaTypeName, got: lua)
    }

    package var lua: LuaValue { Self.shape.table(self) }
}
