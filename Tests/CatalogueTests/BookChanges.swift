import Catalogue
import LuaBridge

/// A table with known fields that a function takes.
struct BookChanges: LuaConvertible {
    static var luaTypeName: String { "library.Changes" }

    static let luaFields: [LuaField] = [
        .init(name: "title", type: "string?", summary: "Its new title."),
        .init(name: "language", type: "\"english\"|\"malay\"?", summary: "What it is written in."),
        .init(name: "lent", type: "boolean?", summary: "Whether it is away."),
    ]

    init(lua: LuaValue) throws(LuaMismatch) { _ = try LuaTable(lua: lua) }

    var lua: LuaValue { .nil }
}
