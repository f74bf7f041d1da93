package import ApiClients
import Catalogue
package import LuaBridge
import TerminalText

extension LuaMismatch {
    /// Of a value that a client refuses, with what the client says to do.
    init(of value: LuaValue, _ error: any Error) {
        self.init(rule: "\(error)", hint: (error as? ApiError)?.hint, value: value)
    }
}

extension LongURL: LuaConvertible {
    package static var luaTypeName: String { "string" }
    package init(lua: LuaValue) throws(LuaMismatch) {
        let text = try String(lua: lua)
        do { try self.init(text) } catch { throw LuaMismatch(of: lua, error) }
    }
    package var lua: LuaValue { .string(text) }
}

extension ShortName: LuaConvertible {
    package static var luaTypeName: String { "string" }
    package init(lua: LuaValue) throws(LuaMismatch) {
        let text = try String(lua: lua)
        do { try self.init(text) } catch { throw LuaMismatch(of: lua, error) }
    }
    package var lua: LuaValue { .string(text) }
}

extension LinkState: LuaConvertible {}
extension LinksService: LuaConvertible {}
extension LinkQuery.Order: LuaConvertible {}
extension LinkQuery.Direction: LuaConvertible {}

extension LinkChanges: LuaConvertible {
    package static var luaTypeName: String { "links.Changes" }

    package static var luaFields: [LuaField] {
        [
            .init(name: "longUrl", type: "string?", summary: "The new target."),
            .init(name: "state", type: LinkState.luaTypeName + "?", summary: "Whether it works."),
        ]
    }

    package init(lua: LuaValue) throws(LuaMismatch) {
        let table = try LuaTable(lua: lua)
        self.init()
        for (key, value) in table.fields.sorted(by: { $0.key.literal < $1.key.literal }) {
            do throws(LuaMismatch) {
                switch key {
                case "longUrl": longUrl = try LongURL(lua: value)
                case "state": state = try LinkState(lua: value)
                default: throw .unknownField(key, of: Self.luaFields.map(\.name))
                }
            } catch {
                throw error.inside("field \(key.literal)")
            }
        }
        guard table.array.isEmpty else { throw LuaMismatch("expected named fields, got a list") }
    }

    package var lua: LuaValue {
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
