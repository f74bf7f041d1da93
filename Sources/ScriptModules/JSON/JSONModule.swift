package import Catalogue
package import LuaBridge
import TextFormats

/// `json`: text to values and back.
package struct JSONModule: ScriptModule {
    package static let name = "json"
    package static let summary = "Text to values and back, and files of one text a line."
    package static let bindings = [decode, encode, array, lines]
    package static let values = [
        ModuleValue<JSONModule>(
            "json.null", type: "userdata", "JSON's null, for lists and fields where nil cannot stand."
        ) { _ in .null }
    ]

    let files: FileAccess
    /// What the script that it is installed for may hold.
    private var memory: LuaMemory?

    package init(_ host: AllModules) { files = host.files }

    package mutating func bind(to state: LuaState) { memory = state.memory }
    static let decode = Binding<JSONModule>(
        "json.decode", "Reads a JSON text; null becomes json.null, and integers stay integers.",
        .required("text", LuaStringReference.self, "The whole text."),
        returns: Returns<LuaAnything>.value("The value; its arrays stay arrays for json.encode, also empty ones."),
        errors: [.data],
        example: "print(json.decode('{ \"a\": [1, 2.5] }').a[2])",
        onStack: { call, _, _ in try LuaJSON.decode(call, textAt: 1) })

    static let encode = Binding<JSONModule>(
        "json.encode", "Writes a value as JSON; the names of objects are sorted.",
        .required("value", LuaAnything.self, "Tables, strings, numbers, booleans and json.null."),
        .option("pretty", default: false, "Whether to indent it."),
        .option("empty", default: EmptyTable.object, "What an empty table is that is not known to be an array."),
        returns: Returns<String>.value("The text."), errors: [.data],
        example: "print(json.encode({ a = { 1, 2.5 }, b = json.null }))",
        onStack: { call, _, _, pretty, empty in
            try LuaJSON.encode(call, valueAt: 1, pretty: pretty, empty: empty.encoding)
        })

    static let array = Binding<JSONModule>(
        "json.array", "Makes a table an array for json.encode, even while it is empty.",
        .required("list", LuaTableReference.self, "The table; it gets a metatable."),
        returns: Returns<LuaAnything>.value("The same table.", type: "any[]"),
        example: "print(json.encode({ tags = json.array({}) }))",
        onStack: { call, _, _ in LuaJSON.markArray(call, at: 1) })

    static let lines = Binding<JSONModule>(
        "json.lines", "Reads a file that has one JSON text per line, however long; blank lines are skipped.",
        .required("path", String.self, file: .read, "The file, in UTF-8, also packed by gzip."),
        returns: .iterator(
            type: "any, string", "The value, and where it stands: names.jsonl:12.",
            // The values are pushed by the iterator itself.
            values: { (_: Void) in [] }),
        errors: [.data, .permission],
        example: """
            fs.write("names.jsonl", '{ "name": "Ada" }\\n{ "name": "Grace" }\\n')
            for person, place in json.lines("names.jsonl") do
              print(place, person.name)
            end
            """,
        run: { module, path in
            let lines = try JSONLines(path, in: module.files, memory: module.memory)
            return LuaIterator("json.lines", origin: nil, pushing: { call in try lines.push(call) })
        })
}

/// What an empty Lua table is in JSON.
enum EmptyTable: String, LuaConvertible, CaseIterable {
    case object, array

    var encoding: JSON.EmptyTable {
        switch self {
        case .object: .object
        case .array: .array
        }
    }
}

/// A Lua string, whatever its bytes.
struct LuaBytes: LuaConvertible {
    static var luaTypeName: String { "string" }
    var bytes: [UInt8]

    init(lua: LuaValue) throws(LuaMismatch) {
        switch lua {
        case .string(let text): bytes = Array(text.utf8)
        case .bytes(let bytes): self.bytes = bytes
        default: throw LuaMismatch(expected: Self.self, got: lua)
        }
    }

    var lua: LuaValue { LuaValue(bytes: bytes) }
}
