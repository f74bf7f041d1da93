import ApiClients
import Catalogue
import LuaBridge

extension LinksModule {
    /// Declared here; in Lua (`check.lua`) is the loop over the rows, which may be an iterator of the script's.
    static let check = Binding<LinksModule>(
        "links.check",
        "Finds links that the service would refuse and links that would lead nowhere, in all rows. Sends nothing.",
        .required(
            "rows", LuaItems.self, called: .repeatedly,
            "A list of rows, or an iterator such as csv.rows(path). For one row, the result is a text or nil, so that "
                + "bulk.each takes { check = links.check }."),
        .option(
            "columns", LinkColumns?.self,
            "The names of the columns; if left out, longUrl or url, and shortUrl or slug."),
        result: .init(LinkProblem.shape, list: true, "The problems; an empty list if there are none."),
        example: """
            local rows = {
              { url = "https://www.example.gov.sg/1", slug = "one" },
              { url = "http://www.example.gov.sg/2", slug = "Two" },
            }
            for _, problem in ipairs(links.check(rows)) do print(problem.text) end
            """)

    /// `examine(row, service, columns)`: what the service would refuse in a row, the name that it gives the link, and
    /// the column of that name; nothing for a row whose fields are all empty.
    var examine: LuaFunction {
        LuaFunction("links.check") { call in
            let columns = try LinkColumns?(lua: call.value(at: 3)) ?? LinkColumns()
            let content = try call.value(at: 1)
            guard case .table(let row) = content else {
                return .values([[LinkFault("expected a table of named fields, got a \(content.typeName)")].lua])
            }
            if row.isBlank { return .nothing }
            let client = try services.client(for: try LinksService?(lua: call.value(at: 2)) ?? service)
            var faults: [LinkFault] = []
            var name: ShortName?
            let (slug, url) = (columns.slugs.first { row[$0] != .nil }, columns.urls.first { row[$0] != .nil })
            if slug == nil, columns.slug != nil {
                faults.append(LinkFault(MissingColumn.words(columns.slugs, in: content), isMissing: true))
            }
            if let column = columns.slugs.first(where: { !row[$0].isEmptyCell }) {
                do {
                    let given = try ShortName(lua: row[column])
                    name = given
                    if let fault = client.fault(inNew: given) { faults.append(LinkFault(column, fault)) }
                } catch { faults.append(LinkFault(column, error)) }
            }
            if let column = columns.urls.first(where: { !row[$0].isEmptyCell }) {
                do {
                    let target = try String(lua: row[column])
                    faults += client.faults(inTarget: target).map { LinkFault(column, $0) }
                } catch { faults.append(LinkFault(column, error)) }
            } else if let url {
                faults.append(LinkFault("column '\(url)' is empty", column: url))
            } else {
                faults.append(LinkFault(MissingColumn.words(columns.urls, in: content), isMissing: true))
            }
            return .values([faults.lua, name.lua, slug.lua])
        }
    }
}

extension LuaValue {
    /// Whether a cell says nothing: an empty field of a CSV file, or none.
    fileprivate var isEmptyCell: Bool { [.nil, .null, ""].contains(self) }
}

extension LuaTable {
    /// Whether all fields are empty, as in the rows of separators that spreadsheets leave at the end of a file.
    fileprivate var isBlank: Bool {
        array.isEmpty && !fields.isEmpty && fields.values.allSatisfy(\.isEmptyCell)
    }
}

/// The names of the columns that hold links.
private struct LinkColumns: LuaConvertible {
    static var luaTypeName: String { "links.Columns" }

    static var luaFields: [LuaField] {
        [
            .init(name: "url", type: "string?", summary: "The column of the long URLs."),
            .init(name: "slug", type: "string?", summary: "The column of the short URLs."),
        ]
    }

    var url: String?
    var slug: String?

    init() {}

    init(lua: LuaValue) throws(LuaMismatch) {
        let table = try LuaTable(lua: lua)
        for (key, value) in table.fields.sorted(by: { $0.key.literal < $1.key.literal }) {
            do throws(LuaMismatch) {
                switch key {
                case "url": url = try String(lua: value)
                case "slug": slug = try String(lua: value)
                default: throw .unknownField(key, of: Self.luaFields.map(\.name))
                }
            } catch { throw error.inside("field \(key.literal)") }
        }
        guard table.array.isEmpty else { throw LuaMismatch("expected named fields, got a list") }
    }

    var lua: LuaValue { .table(["url": url.lua, "slug": slug.lua]) }

    /// Where the long URL may stand.
    var urls: [String] { url.map { [$0] } ?? ["longUrl", "url"] }
    /// Where the short URL may stand.
    var slugs: [String] { slug.map { [$0] } ?? ["shortUrl", "slug"] }
}

/// What the service would refuse in a row, for `check.lua`.
private struct LinkFault: LuaConvertible {
    static var luaTypeName: String { "table" }
    var text: String
    var column: String?
    var hint: String?
    var isMissing = false

    init(_ text: String, column: String? = nil, isMissing: Bool = false) {
        self.text = text
        self.column = column
        self.isMissing = isMissing
    }

    /// Of a value that a client refuses.
    init(_ column: String, _ error: any Error) {
        self.column = column
        hint = (error as? LuaMismatch)?.hint ?? (error as? ApiError)?.hint
        let words = (error as? ApiError)?.message ?? "\(error)"
        text = "column '\(column)': \(words)" + (hint.map { " \($0)" } ?? "")
    }

    init(lua: LuaValue) throws(LuaMismatch) { throw LuaMismatch(expected: Self.luaTypeName, got: lua) }

    var lua: LuaValue {
        .table(["text": .string(text), "column": column.lua, "hint": hint.lua, "is_missing": .boolean(isMissing)])
    }
}

/// What the service would refuse in a row.
private struct LinkProblem {
    var place: String
    var text: String
    var column: String?
    var hint: String?

    static let shape = RecordShape<LinkProblem>(
        "links.Problem",
        RecordField("place", \.place, "The row: rows.csv:7, or item 7."),
        RecordField("text", \.text, "The place, what is wrong, and what to do."),
        RecordField("column", \.column, "The column; nil if the whole row is at fault."),
        RecordField("hint", \.hint, "What to do."))
}
