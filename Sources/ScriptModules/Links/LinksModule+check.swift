import ApiClients
import Catalogue
import LuaBridge

extension LinksModule {
    /// Declared here; in Lua (`check.lua`) is the loop over the rows, which may be an iterator of the script's.
    static let check = Binding<LinksModule>(
        "links.check", "Finds in all rows at once what the service would refuse; sends nothing.",
        .required(
            "rows", LuaItems.self,
            "Tables with longUrl or url, and shortUrl or slug if it is named: a list, or an iterator like csv.rows."),
        result: .init(LinkProblem.shape, list: true, "What is wrong; empty if nothing is."),
        example: """
            local rows = { { url = "https://www.example.gov.sg/1", slug = "one" }, { url = "http://x", slug = "One" } }
            for _, problem in ipairs(links.check(rows)) do print(problem.text) end
            """)

    /// `examine(row, service)`: what the service would refuse in a row, and the name that it gives the link.
    var examine: LuaFunction {
        LuaFunction("links.check") { call in
            guard case .table(let row) = try call.value(at: 1) else {
                return .values([["it is no table with longUrl or url"].lua])
            }
            let client = try services.client(for: try LinksService?(lua: call.value(at: 2)) ?? service)
            var faults: [String] = []
            var name: ShortName?
            do {
                if let text = Self.text(row, "shortUrl", "slug") { name = try ShortName(lua: text) }
            } catch { faults.append("\(error)") }
            do {
                guard let text = Self.text(row, "longUrl", "url") else {
                    return .values([(faults + ["there is no longUrl or url"]).lua, name.lua])
                }
                _ = try client.prepareCreate(try LongURL(lua: text), as: name.map { .given($0) } ?? .random)
            } catch let error as LuaMismatch {
                faults.append("\(error)")
            } catch let error as ApiError { faults.append(error.message) }
            return .values([faults.lua, name.lua])
        }
    }

    /// The first of two fields that says something; an empty cell of a CSV file does not.
    private static func text(_ row: LuaTable, _ names: String...) -> LuaValue? {
        names.map { row[$0] }.first { ![.nil, .null, ""].contains($0) }
    }
}

/// What the service would refuse in a row.
private struct LinkProblem {
    var place: String
    var text: String

    static let shape = RecordShape<LinkProblem>(
        "links.Problem",
        RecordField("place", \.place, "Where the row stands: rows.csv:7, or item 7."),
        RecordField("text", \.text, "The place, and what is wrong."))
}
