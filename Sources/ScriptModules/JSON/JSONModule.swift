package import Catalogue
package import LuaBridge

/// `json`: text to values and back.
package struct JSONModule: ScriptModule {
    package static let name = "json"
    package static let summary = "Text to values and back."
    package static let bindings = [decode, encode]
    package static let values = [
        ModuleValue<JSONModule>(
            "json.null", type: "userdata", "JSON's null, for lists and fields where nil cannot stand."
        ) { _ in .null }
    ]

    /// What the script that it is installed for may hold.
    private var memory: LuaMemory?

    package init(_ host: AllModules) {}

    package mutating func bind(to state: LuaState) { memory = state.memory }

    static let decode = Binding<JSONModule>(
        "json.decode", "Reads a JSON text; null becomes json.null, and integers stay integers.",
        .required("text", LuaBytes.self, "The whole text."),
        returns: .value("The value."), errors: [.data],
        example: "print(json.decode('{ \"a\": [1, 2.5] }').a[2])",
        run: { (module, text) -> LuaValue in
            var hold = LuaMemoryHold(module.memory)
            try hold.add(JSON.decodingCost(of: text.bytes))
            return try JSON.decode(text.bytes)
        })

    static let encode = Binding<JSONModule>(
        "json.encode", "Writes a value as JSON; the names of objects are sorted.",
        .required("value", LuaValue.self, "Tables, strings, numbers, booleans and json.null."),
        .option("pretty", default: false, "Whether to indent it."),
        .option("empty", default: EmptyTable.object, "What an empty table is."),
        returns: .value("The text."), errors: [.data],
        example: "print(json.encode({ a = { 1, 2.5 }, b = json.null }))",
        run: { (module, value, pretty, empty) -> String in
            // The bytes and the text that is made of them.
            let limit = module.memory.map { $0.available / 2 } ?? .max
            let text = try JSON.encode(value, pretty: pretty, empty: empty.encoding, limit: limit)
            return String(decoding: text, as: UTF8.self)
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

/// JSON texts as Lua values and back.
///
/// Integers and floats keep Lua's subtypes both ways: a number with a fraction or exponent is a float, and a float
/// is written with one. JSON's `null` is ``LuaValue/null``.
package enum JSON {
    /// How deep arrays and objects may be nested, in both directions.
    package static let maximumDepth = 200
}
