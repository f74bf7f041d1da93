public import ApiClients
import Catalogue
public import LuaBridge

extension LongURL: LuaConvertible {
    public static var luaTypeName: String { "string" }
    public init(lua: LuaValue) throws(LuaMismatch) {
        let text = try String(lua: lua)
        do { try self.init(text) } catch { throw LuaMismatch(rule: "\(error)") }
    }
    public var lua: LuaValue { .string(text) }
}

extension ShortName: LuaConvertible {
    public static var luaTypeName: String { "string" }
    public init(lua: LuaValue) throws(LuaMismatch) {
        let text = try String(lua: lua)
        do { try self.init(text) } catch { throw LuaMismatch(rule: "\(error)") }
    }
    public var lua: LuaValue { .string(text) }
}

extension LinkState: LuaConvertible {}
extension LinksService: LuaConvertible {}
extension LinkQuery.Order: LuaConvertible {}
extension LinkQuery.Direction: LuaConvertible {}

extension LinkChanges: LuaConvertible {
    public static var luaTypeName: String { "links.Changes" }

    public static var luaFields: [LuaField] {
        [
            .init(name: "longUrl", type: "string?", summary: "Where the link leads from now on."),
            .init(name: "state", type: LinkState.luaTypeName + "?", summary: "Whether it works."),
        ]
    }

    public init(lua: LuaValue) throws(LuaMismatch) {
        let table = try LuaTable(lua: lua)
        self.init()
        for (key, value) in table.fields.sorted(by: { $0.key.literal < $1.key.literal }) {
            do throws(LuaMismatch) {
                switch key {
                case "longUrl": longUrl = try LongURL(lua: value)
                case "state": state = try LinkState(lua: value)
                case .string(let name):
                    let advice = ["longUrl", "state"].nearest(to: name).map { "did you mean '\($0)'?" }
                    throw LuaMismatch("unknown; \(advice ?? "known: longUrl, state")")
                default: throw LuaMismatch("unknown; known: longUrl, state")
                }
            } catch {
                throw error.inside("field \(key.literal)")
            }
        }
        guard table.array.isEmpty else { throw LuaMismatch("expected named fields, got a list") }
    }

    public var lua: LuaValue {
        .table(["longUrl": longUrl?.lua ?? .nil, "state": state?.lua ?? .nil])
    }
}

extension Link {
    /// What scripts get for a link.
    static let shape = RecordShape<Link>(
        "links.Link",
        RecordField("shortUrl", \.shortUrl, "Its name, without the host."),
        RecordField("longUrl", \.longUrl, "Where it leads."),
        RecordField("state", \.state, "Whether it works: ACTIVE or INACTIVE."),
        RecordField("clicks", \.clicks, "Clicks since creation."),
        RecordField("createdAt", \.createdAt, "When it was made, ISO 8601 in UTC."),
        RecordField("updatedAt", \.updatedAt, "When it was last changed, ISO 8601 in UTC."),
        RecordField("existing", \.existing, "Whether links.create found it there already, with this very target."))
}
